internal import CTorch
internal import Synchronization

/// libtorch's CUDA part, loaded at run time where it is there.
public enum CUDA {
    private struct State {
        var isLoaded = false
        var seed: UInt64?
    }

    private static let state = Mutex(State())

    /// True once `libtorch_cuda.so` was loaded by `Device(name:)`.
    public static var isLoaded: Bool { state.withLock { $0.isLoaded } }

    /// Loads the library and makes sure that a device of this index is there.
    static func require(index: Int) throws(TorchError) {
        let count = try load()
        guard count > 0 else {
            throw TorchError(
                operation: "device cuda",
                message: "libtorch's CUDA part is there, but no NVIDIA GPU with a working driver; use --device cpu")
        }
        guard index < count else {
            throw TorchError(
                operation: "device cuda:\(index)",
                message: "this machine has \(count) CUDA device\(count == 1 ? "" : "s"), numbered from 0")
        }
    }

    private static func load() throws(TorchError) -> Int {
        try state.withLock { (state) throws(TorchError) -> Int in
            if !state.isLoaded {
                var error: ct_error?
                guard libtorch.cuda_load(&error) else {
                    let reason = TorchError(operation: "device cuda", consuming: error).message
                    throw TorchError(
                        operation: "device cuda",
                        message:
                            "libtorch's CUDA part is not installed or cannot be loaded (\(reason)); use --device cpu, "
                            + "or set TORCH_SITE to the site-packages folder of a full torch \(Torch.version) and build again"
                    )
                }
                state.isLoaded = true
                if let seed = state.seed { try apply(seed) }
            }
            var count: Int32 = 0
            try checked("device cuda") { error in libtorch.cuda_device_count(&count, &error) }
            return Int(count)
        }
    }

    /// Seeds the generators of all devices, now or when CUDA is loaded.
    static func setSeed(_ seed: UInt64) throws(TorchError) {
        try state.withLock { (state) throws(TorchError) in
            state.seed = seed
            if state.isLoaded { try apply(seed) }
        }
    }

    private static func apply(_ seed: UInt64) throws(TorchError) {
        try checked("seed of the CUDA generators") { error in libtorch.seed_cuda(seed, &error) }
    }
}
