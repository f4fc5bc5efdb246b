package import TrainingSets
internal import Workers

/// How images are loaded for a set: the set itself, background threads, and the pictures kept in memory.
package struct ImageLoading: Sendable {
    private let items: [BatchLoader.Item]
    private let threads: Int
    private let cache: ImageCache
    private let sendsBytes: Bool
    private let processes: Int

    /// Bytes of decoded pictures that the processes of a machine keep between epochs, all together.
    private static let cacheBudget = 1 << 30

    /// - Parameters:
    ///   - items: the set.
    ///   - cachesImages: whether decoded pictures are kept in memory for the next epoch.
    ///   - processes: how many on this machine share its cores and its memory.
    ///   - sendsBytes: whether values travel as bytes where they are those of a picture in bytes, moved at most: to a GPU.
    package init(items: [BatchLoader.Item], cachesImages: Bool, processes: Int = 1, sendsBytes: Bool = false) {
        self.items = items
        self.sendsBytes = sendsBytes
        self.processes = processes
        threads = max(1, BatchLoader.usualThreads / processes)
        cache = ImageCache(budget: cachesImages ? Self.cacheBudget / processes : 0)
    }

    /// A loader of parts of `order` (items by number), with their images changed as `seed` and `key` say.
    ///
    /// - Parameter parts: the places in `order` of each batch.
    package func loader(
        frame: InputFrame, augmentation: Augmentation = .none, parts: [Range<Int>], order: [Int], seed: UInt64 = 0,
        key: AugmentationKey = AugmentationKey(view: 0)
    ) -> BatchLoader {
        BatchLoader(
            items: items, frame: frame, augmentation: augmentation, order: order, batches: parts, seed: seed,
            epoch: key.word, threads: threads, prefetch: prefetch, cache: cache,
            inBytes: sendsBytes && frame.levels == .stored && frame.drawing == nil && augmentation.isGeometric)
    }

    /// Batches that are prepared ahead: enough for every thread that computes, and for the next ones.
    private var prefetch: Int { 3 + min(max(1, Workers.cores / processes), 16) }
}
