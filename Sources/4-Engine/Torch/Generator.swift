internal import CTorch

/// A source of random numbers on the CPU (Mersenne twister, as PyTorch's).
public final class Generator {
    let handle: OpaquePointer

    private init(owning handle: OpaquePointer) { self.handle = handle }

    deinit { libtorch.generator_release(handle) }

    public convenience init(seed: UInt64) throws(TorchError) {
        var out: OpaquePointer?
        try checked("generator") { error in libtorch.generator_new_cpu(seed, &out, &error) }
        self.init(owning: out!)
    }

    /// The generator that dropout and every call without a generator draw from.
    public static var standard: Generator { Generator(owning: libtorch.generator_default_cpu()!) }

    public func setSeed(_ seed: UInt64) throws(TorchError) {
        try checked("seed") { error in libtorch.generator_seed(handle, seed, &error) }
    }

    /// All of the generator's state, as a tensor of uint8: what a checkpoint keeps.
    public func state() throws(TorchError) -> Tensor {
        var out: OpaquePointer?
        try checked("state of a generator") { error in libtorch.generator_state(handle, &out, &error) }
        return Tensor(owning: out!)
    }

    public func setState(_ state: Tensor) throws(TorchError) {
        try checked("state of a generator") { error in libtorch.generator_set_state(handle, state.handle, &error) }
    }
}
