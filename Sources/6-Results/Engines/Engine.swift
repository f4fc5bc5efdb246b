/// What computes: files of pictures in; logits, embeddings and reasons out.
///
/// Everything that uses a network (classes, embeddings, figures) asks one of these and nothing below it, so that another
/// library can take the place of libtorch, and a stub that of both.
///
/// ```swift
/// let engine: any Engine = LibtorchEngine(try TrainedNetwork(RunDirectory("runs/first")))
/// var files = ["a.jpg", "b.jpg"][...]
/// try engine.run(.logits, batch: 32) { count in
///     defer { files = files.dropFirst(count) }
///     return Array(files.prefix(count))
/// } _: { batch in
///     print(batch.count, batch.logits)
/// }
/// ```
public protocol Engine: AnyObject {
    /// The model that it computes with.
    var model: EngineModel { get }

    /// Runs over files until there are no more.
    ///
    /// The same files in the same order with the same `batch` give the same figures, wherever among them a run starts:
    /// the first file of a run must be a multiple of `batch` away from the first of all.
    ///
    /// - Parameters:
    ///   - outputs: what is wanted of each picture.
    ///   - batch: pictures at a time, 1 or more.
    ///   - files: gives the next files, as many as it is asked for, fewer only at the end, none after it. It is asked
    ///     ahead of `body`.
    ///   - body: takes the results of `batch` files at a time, in their order.
    /// - Throws: what `files` and `body` throw, and the library's own errors. A picture that cannot be read is no error:
    ///   its row has a reason.
    func run(
        _ outputs: EngineOutputs, batch: Int, files: (Int) throws -> [String], _ body: (EngineBatch) throws -> Void
    ) throws
}

/// What is wanted of an engine.
public struct EngineOutputs: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) { self.rawValue = rawValue }

    /// The logits of every view of a picture.
    public static let logits = EngineOutputs(rawValue: 1)
    /// The embedding of the picture as it is.
    public static let embedding = EngineOutputs(rawValue: 2)
    /// Mean and deviation over the picture of a middle layer's channels, as it is, which tell what is no galaxy.
    public static let features = EngineOutputs(rawValue: 4)
    /// What the picture's bytes are, of an engine that reads pictures.
    public static let digests = EngineOutputs(rawValue: 8)
    /// What each network of an ensemble says by itself.
    public static let members = EngineOutputs(rawValue: 16)
}

/// What an engine found in some pictures.
public struct EngineBatch: Sendable {
    /// Pictures, readable or not.
    public var count: Int
    /// Axes (picture, view, class or answer), NaN for a picture that cannot be read; empty when not asked for.
    public var logits: [Float] = []
    /// Axes (picture, dimension), NaN for a picture that cannot be read; empty when not asked for.
    public var embedding: [Float] = []
    /// Axes (picture, feature), NaN for a picture that cannot be read; empty when not asked for.
    public var features: [Float] = []
    /// The first eight bytes of the SHA-256 over the bytes of each picture's files, the first of them the highest; 0 for files
    /// that cannot be read. Empty when not asked for, or when the engine looks at no picture.
    public var digests: [UInt64] = []
    /// Axes (picture, network, class or answer): logits of each network of an ensemble, the mean over its views; NaN for a
    /// picture that cannot be read. Empty when not asked for, or of one network alone.
    public var members: [Float] = []
    /// Why a picture cannot be read, by its place in the batch.
    public var reasons: [Int: String] = [:]

    public init(count: Int) { self.count = count }
}
