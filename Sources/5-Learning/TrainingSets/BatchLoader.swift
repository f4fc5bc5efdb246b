internal import Workers

/// Prepares batches of pictures on background threads, ahead of the network.
///
/// The batches hold the pictures in the given order and with the same numbers whatever the number of threads. One
/// loader serves one training epoch; the decoded pictures outlive it in an `ImageCache`.
public final class BatchLoader: Sendable {
    /// One picture of a set.
    public struct Item: Sendable, Equatable {
        public let file: String
        /// Class number, nil when unknown.
        public let label: Int?
        /// Row in the manifest, 1 for the first; reported with failures.
        public let row: Int

        public init(file: String, label: Int?, row: Int) {
            self.file = file
            self.label = label
            self.row = row
        }
    }

    /// Threads that keep a network fed and leave it the machine's cores: half of these, at most 4.
    public static var usualThreads: Int { max(1, min(4, Workers.cores / 2)) }

    private let work: LoaderWork

    /// Starts loading at once.
    /// - Parameters:
    ///   - items: the set.
    ///   - frame: how each picture is prepared.
    ///   - furtherFrames: other ways in which each picture is prepared as well, all of the frame's size. It is decoded
    ///     once for all of them.
    ///   - augmentation: random changes; `.none` for validation and classification.
    ///   - order: indices into `items`, in which pictures come; an index may come several times.
    ///   - batches: the places in `order` of each batch, in ascending order; places that lie in none are not loaded.
    ///   - seed, epoch: with the item's index, and how often it came before in `order`, they fix every random number.
    ///   - threads: background threads, at least 1.
    ///   - prefetch: batches prepared ahead of `next()`, at least 1.
    ///   - cache: where decoded pictures are kept; nil decodes every time.
    ///   - inBytes: whether values are rounded to bytes, a quarter of the memory.
    ///   - wantsDigests: whether batches have ``Batch/digests``; there must be no cache then, or it traps.
    public init(
        items: [Item], frame: InputFrame, furtherFrames: [InputFrame] = [], augmentation: Augmentation = .none,
        order: [Int], batches: [Range<Int>], seed: UInt64 = 0, epoch: Int = 0, threads: Int = 1, prefetch: Int = 2,
        cache: ImageCache? = nil, inBytes: Bool = false, wantsDigests: Bool = false
    ) {
        precondition(cache == nil || !wantsDigests, "what comes from the cache has no bytes")
        precondition(furtherFrames.allSatisfy { $0.size == frame.size }, "the frames of one loader are of one size")
        precondition(
            batches.allSatisfy { !$0.isEmpty && order.indices.contains($0.lowerBound) && $0.upperBound <= order.count },
            "a batch holds at least one picture of the order")
        precondition(threads > 0, "at least one thread loads, not \(threads)")
        precondition(prefetch > 0, "at least one batch is prepared ahead, not \(prefetch)")
        precondition(
            order.allSatisfy(items.indices.contains), "the order names items outside of 0 ..< \(items.count)")
        work = LoaderWork(
            items: items, order: order, batches: batches, frames: [frame] + furtherFrames, augmentation: augmentation,
            seed: seed, epoch: epoch, prefetch: prefetch, cache: cache ?? ImageCache(budget: 0), inBytes: inBytes,
            wantsDigests: wantsDigests)
        work.start(threads: min(threads, max(1, order.count)))
    }

    /// Starts loading all of `order` (nil: all items), `batchSize` pictures at a time; the last batch may hold fewer.
    public convenience init(
        items: [Item], frame: InputFrame, furtherFrames: [InputFrame] = [], augmentation: Augmentation = .none,
        batchSize: Int, order: [Int]? = nil, seed: UInt64 = 0, epoch: Int = 0, threads: Int = 1, prefetch: Int = 2,
        cache: ImageCache? = nil, inBytes: Bool = false, wantsDigests: Bool = false
    ) {
        precondition(batchSize > 0, "a batch holds at least one picture, not \(batchSize)")
        let order = order ?? Array(items.indices)
        self.init(
            items: items, frame: frame, furtherFrames: furtherFrames, augmentation: augmentation, order: order,
            batches: stride(from: 0, to: order.count, by: batchSize).map { $0..<min($0 + batchSize, order.count) },
            seed: seed, epoch: epoch, threads: threads, prefetch: prefetch, cache: cache, inBytes: inBytes,
            wantsDigests: wantsDigests)
    }

    deinit { work.stop() }

    /// How many batches an epoch has.
    public var batchCount: Int { work.batchCount }

    /// The next batch, waiting for it when it is not ready; nil after the last one and after `stop()`.
    ///
    /// A picture that cannot be read is left out of the pixels and named in `failures`; a batch may be empty.
    public func next() -> Batch? { work.next() }

    /// Ends the threads and waits for them. Called by itself when the loader is released.
    public func stop() { work.stop() }
}
