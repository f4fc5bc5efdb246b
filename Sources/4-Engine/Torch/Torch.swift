internal import CTorch
internal import Workers

/// The engine as a whole: version, threads, seed.
public enum Torch {
    /// The version of libtorch that this program was built for, such as `2.11.0`.
    public static var version: String { String(cString: libtorch.built_version()!) }

    /// Loads libtorch, makes sure that it is the one this program was built for, and sets the number of
    /// threads of one operator. Call it first. The process then keeps freed memory for the next step
    /// (`ProcessMemory.keepFreed`).
    ///
    /// - Parameter threads: nil leaves it at one thread a core.
    /// - Throws: `TorchError` when the library is not there, or when another minor version was loaded: its binary interface differs, and going on would
    ///   crash or give wrong shapes.
    public static func start(threads: Int? = nil) throws(TorchError) {
        let libtorch = try Libtorch.opened.get()
        try requireSameInterface(built: libtorch.built_abi(), loaded: libtorch.loaded_abi())
        ProcessMemory.keepFreed()
        if let threads { try setThreads(threads) }
    }

    /// Versions as `TORCH_ABI_VERSION` packs them: major, minor, patch in the highest three bytes.
    package static func requireSameInterface(built: UInt64, loaded: UInt64) throws(TorchError) {
        guard built >> 48 != loaded >> 48 else { return }
        func text(_ version: UInt64) -> String { "\(version >> 56).\(version >> 48 & 0xff)" }
        throw TorchError(
            operation: "libtorch",
            message: "version \(text(loaded)) was loaded, but this program needs \(text(built)); "
                + "take other torch libraries out of LD_LIBRARY_PATH, or run make build")
    }

    /// The number of threads that one operator may use.
    public static var threads: Int { Int(libtorch.threads()) }

    public static func setThreads(_ count: Int) throws(TorchError) {
        try checked("number of threads") { error in libtorch.set_threads(Int32(count), &error) }
    }

    /// Seeds the standard generators of all devices. On the CPU the same seed and the same number of threads give the
    /// same bytes.
    public static func setSeed(_ seed: UInt64) throws(TorchError) {
        try Generator.standard.setSeed(seed)
        try CUDA.setSeed(seed)
    }

    /// Chooses deterministic kernels, and makes an operator that has none fail. On the CPU the kernels of this package
    /// are deterministic without it.
    public static func setDeterministic(_ on: Bool) throws(TorchError) {
        try checked("deterministic algorithms") { error in libtorch.set_deterministic(on, &error) }
    }
}
