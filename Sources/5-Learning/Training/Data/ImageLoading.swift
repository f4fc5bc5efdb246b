package import TrainingSets
internal import Workers

/// How images are loaded for a set: the set itself, background threads, and the pictures kept in memory.
package struct ImageLoading: Sendable {
    private let items: [BatchLoader.Item]
    private let threads: Int
    private let cache: ImageCache

    /// Bytes of decoded pictures kept between epochs.
    private static let cacheBudget = 1 << 30

    /// - Parameters:
    ///   - items: the set.
    ///   - cachesImages: whether decoded pictures are kept in memory for the next epoch.
    package init(items: [BatchLoader.Item], cachesImages: Bool) {
        self.items = items
        threads = BatchLoader.usualThreads
        cache = ImageCache(budget: cachesImages ? Self.cacheBudget : 0)
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
            epoch: key.word, threads: threads, prefetch: prefetch, cache: cache)
    }

    /// Batches that are prepared ahead: enough for every thread that computes, and for the next ones.
    private var prefetch: Int { 3 + min(Workers.cores, 16) }
}
