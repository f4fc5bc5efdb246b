internal import CTorch

/// A source of random numbers on the CPU (Mersenne twister, as PyTorch's).
public final class Generator {
    let handle: OpaquePointer

    private init(owning handle: OpaquePointer) { self.handle = handle }

    deinit { ct_generator_release(handle) }

    public convenience init(seed: UInt64) throws(TorchError) {
        var out: OpaquePointer?
        try checked("generator") { error in ct_generator_new_cpu(seed, &out, &error) }
        self.init(owning: out!)
    }

    /// The generator that dropout and every call without a generator draw from.
    public static var standard: Generator { Generator(owning: ct_generator_default_cpu()) }

    public func setSeed(_ seed: UInt64) throws(TorchError) {
        try checked("seed") { error in ct_generator_seed(handle, seed, &error) }
    }

    /// All of the generator's state, as a tensor of uint8: what a checkpoint keeps.
    public func state() throws(TorchError) -> Tensor {
        var out: OpaquePointer?
        try checked("state of a generator") { error in ct_generator_state(handle, &out, &error) }
        return Tensor(owning: out!)
    }

    public func setState(_ state: Tensor) throws(TorchError) {
        try checked("state of a generator") { error in ct_generator_set_state(handle, state.handle, &error) }
    }
}
