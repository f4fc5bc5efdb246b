internal import CTorch

/// The processes of one job that compute together (c10d): all call the same collectives in the same order.
///
/// A collective returns when it is done in this process. It throws when another process has gone, or has not come to
/// the same collective within the group's patience. A group belongs to one thread at a time.
public final class ProcessGroup: @unchecked Sendable {  // calls come from one thread at a time
    let handle: OpaquePointer
    /// Number of this process; 0 is the first.
    public let rank: Int
    /// How many processes there are.
    public let count: Int

    /// How the processes speak with one another.
    public enum Backend: Sendable, Equatable {
        /// Over TCP, for tensors on the CPU; at the network interface of `host`, an address of this machine (empty:
        /// the machine's name).
        case gloo(host: String)
        /// Between NVIDIA GPUs, from the plug-in at this path, or of this name beside the program. Tensors lie on the
        /// current CUDA device.
        case nccl(plugin: String)
    }

    /// Joins the group of `count` processes that meet in `store`; waits for all of them.
    ///
    /// - Parameter patience: seconds that a collective waits for the other processes.
    public init(
        _ store: RendezvousStore, backend: Backend, rank: Int, count: Int, patience: Double
    ) throws(TorchError) {
        let (host, plugin) =
            switch backend {
            case .gloo(let host): (host, "")
            case .nccl(let plugin): ("", plugin)
            }
        var out: OpaquePointer?
        try checked("process group") { error in
            libtorch.group_open(
                store.handle, host, plugin, Int32(rank), Int32(count), RendezvousStore.milliseconds(patience), &out,
                &error)
        }
        handle = out!
        self.rank = rank
        self.count = count
    }

    deinit { libtorch.group_release(handle) }

    /// Replaces `tensor` by its sum over all processes. The order of the additions is the backend's.
    public func sum(_ tensor: Tensor) throws(TorchError) {
        try checked("sum over all processes") { error in libtorch.group_all_reduce(handle, tensor.handle, &error) }
    }

    /// Sends a part of `input` to each process, and puts what each sends into a part of `output`, in their order.
    ///
    /// - Parameters:
    ///   - output: one axis; `received` elements from each process.
    ///   - input: one axis; `sent` elements to each process.
    public func exchange(
        into output: Tensor, received: [Int], from input: Tensor, sent: [Int]
    ) throws(TorchError) {
        precondition(received.count == count && sent.count == count, "a part for each of \(count) processes")
        try checked("exchange between all processes") { error in
            libtorch.group_all_to_all(
                handle, output.handle, input.handle, received.map(Int64.init), sent.map(Int64.init), &error)
        }
    }

    /// Puts the `input` of every process, of equal sizes, one after another into `output`.
    public func gather(into output: Tensor, from input: Tensor) throws(TorchError) {
        try checked("gathering from all processes") { error in
            libtorch.group_all_gather(handle, output.handle, input.handle, &error)
        }
    }

    /// Replaces `tensor` by that of the process `root`.
    public func broadcast(_ tensor: Tensor, from root: Int = 0) throws(TorchError) {
        try checked("sending to all processes") { error in
            libtorch.group_broadcast(handle, tensor.handle, Int32(root), &error)
        }
    }
}
