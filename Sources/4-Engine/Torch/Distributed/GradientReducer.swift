internal import CTorch

/// Averages gradients over all processes while the backward pass still runs, bucket by bucket (c10d's Reducer; Li et
/// al. 2020, PyTorch Distributed).
///
/// Every process has the same parameters in the same order and runs as many backward passes.
public final class GradientReducer {
    private let handle: OpaquePointer
    private let group: ProcessGroup

    /// - Parameters:
    ///   - parameters: those that record gradients, in the order in which the forward pass uses them; each gets one in
    ///     every backward pass.
    ///   - bucketBytes: bytes that are sent at once.
    public init(_ group: ProcessGroup, parameters: [Tensor], bucketBytes: Int = 25 << 20) throws(TorchError) {
        var out: OpaquePointer?
        let handles = parameters.map { Optional($0.handle) }
        try checked("gradient reducer") { error in
            libtorch.reducer_new(group.handle, handles, Int32(handles.count), Int64(bucketBytes), &out, &error)
        }
        handle = out!
        self.group = group
    }

    deinit { libtorch.reducer_release(handle) }

    /// Makes the next backward pass one whose gradients are averaged. Without it gradients gather in this process.
    public func prepare() throws(TorchError) {
        try checked("gradient reducer") { error in libtorch.reducer_prepare(handle, &error) }
    }
}
