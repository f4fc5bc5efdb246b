package import TrainingSets

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

    /// A loader of the items that `order` names (nil: all, in order), with their images changed as `seed` and `key` say.
    package func loader(
        frame: InputFrame, augmentation: Augmentation = .none, batch: Int, order: [Int]? = nil, seed: UInt64 = 0,
        key: AugmentationKey = AugmentationKey(view: 0)
    ) -> BatchLoader {
        BatchLoader(
            items: items, frame: frame, augmentation: augmentation, batchSize: batch, order: order, seed: seed,
            epoch: key.word, threads: threads, prefetch: 3, cache: cache)
    }
}
