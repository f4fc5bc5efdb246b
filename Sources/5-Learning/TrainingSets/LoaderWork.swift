internal import Foundation
internal import Images
import Randomness

/// What the threads of a `BatchLoader` share.
final class LoaderWork: @unchecked Sendable {
    /// A batch being filled. Each thread writes only the pixels, the digest and the outcome of the slot that it took; the slots
    /// are read when `missing` has become 0.
    private final class Draft {
        /// Floats, or bytes.
        let pixels: UnsafeMutableRawPointer
        /// One a slot.
        let digests: UnsafeMutableBufferPointer<UInt64>
        var failures: [String?]
        var missing: Int

        init(slots: Int, bytes: Int) {
            pixels = .allocate(byteCount: bytes, alignment: MemoryLayout<Float>.alignment)
            digests = .allocate(capacity: slots)
            digests.initialize(repeating: 0)
            failures = Array(repeating: nil, count: slots)
            missing = slots
        }

        deinit {
            pixels.deallocate()
            digests.deallocate()
        }
    }

    private let items: [BatchLoader.Item]
    private let order: [Int]
    private let frames: [InputFrame]
    private let augmentation: Augmentation
    /// The places in `order` of each batch.
    private let batches: [Range<Int>]
    private let seed: UInt64
    private let epoch: Int
    private let prefetch: Int
    private let cache: ImageCache
    private let inBytes, wantsDigests: Bool
    /// How often the item of each position came before in `order`: its copies are augmented differently.
    private let repeats: [Int]
    var batchCount: Int { batches.count }

    // The lock of every variable below, signalled at each change of them.
    private let condition = NSCondition()
    private var drafts: [Int: Draft] = [:]
    /// The first place that no thread has taken: its batch, and its slot there.
    private var nextPlace = (batch: 0, slot: 0)
    /// Next batch that `next()` hands out.
    private var nextBatch = 0
    private var isStopped = false
    private var runningThreads = 0

    init(
        items: [BatchLoader.Item], order: [Int], batches: [Range<Int>], frames: [InputFrame],
        augmentation: Augmentation, seed: UInt64, epoch: Int, prefetch: Int, cache: ImageCache, inBytes: Bool,
        wantsDigests: Bool
    ) {
        self.items = items
        self.order = order
        self.frames = frames
        self.augmentation = augmentation
        self.batches = batches
        self.seed = seed
        self.epoch = epoch
        self.prefetch = prefetch
        self.cache = cache
        self.inBytes = inBytes
        self.wantsDigests = wantsDigests
        var seen = [Int](repeating: 0, count: items.count)
        repeats = order.map { item in
            seen[item] += 1
            return seen[item] - 1
        }
    }

    func start(threads: Int) {
        condition.withLock { runningThreads = threads }
        for number in 0..<threads {
            let thread = Thread { [self] in run() }
            thread.name = "tuningfork loader \(number)"
            thread.stackSize = 1 << 20
            thread.start()
        }
    }

    func stop() {
        condition.withLock {
            isStopped = true
            condition.broadcast()
            while runningThreads > 0 { condition.wait() }
            drafts.removeAll()
        }
    }

    func next() -> Batch? {
        let (number, draft): (Int, Draft?) = condition.withLock {
            let number = nextBatch
            guard number < batchCount else { return (number, nil) }
            while !isStopped && drafts[number]?.missing != 0 { condition.wait() }
            guard !isStopped else { return (number, nil) }
            nextBatch += 1
            condition.broadcast()
            return (number, drafts.removeValue(forKey: number))
        }
        return draft.map { batch(number, from: $0) }
    }

    private var size: Int { frames[0].size }
    private var valuesPerPicture: Int { size * size * 3 }
    private var bytesPerPicture: Int { valuesPerPicture * (inBytes ? 1 : MemoryLayout<Float>.stride) }

    private func batch(_ number: Int, from draft: Draft) -> Batch {
        let positions = batches[number]
        let good = positions.filter { draft.failures[$0 - positions.lowerBound] == nil }
        // The slots of the good pictures, frame by frame.
        let slots = frames.indices.flatMap { frame in
            good.map { frame * positions.count + $0 - positions.lowerBound }
        }
        let pixels: Batch.Pixels = inBytes ? .bytes(values(of: slots, draft)) : .floats(values(of: slots, draft))
        let failures = positions.compactMap { position in
            draft.failures[position - positions.lowerBound].map { reason in
                let item = order[position]
                return Batch.Failure(item: item, row: items[item].row, file: items[item].file, reason: reason)
            }
        }
        return Batch(
            pixels: pixels, count: good.count, size: size,
            labels: good.map { items[order[$0]].label ?? Batch.unlabelled }, rows: good.map { order[$0] },
            failures: failures, digests: wantsDigests ? Array(draft.digests) : [])
    }

    private func values<Value: BitwiseCopyable>(of slots: [Int], _ draft: Draft) -> [Value] {
        let values = valuesPerPicture
        return [Value](unsafeUninitializedCapacity: slots.count * values) { buffer, count in
            count = slots.count * values
            guard let base = buffer.baseAddress else { return }
            let source = draft.pixels.assumingMemoryBound(to: Value.self)
            for (place, slot) in slots.enumerated() {
                (base + place * values).initialize(from: source + slot * values, count: values)
            }
        }
    }

    /// A thread's life: take the next picture, prepare it, until there is none or the loader stops.
    private func run() {
        var preparer = PicturePreparer()
        while let (number, slot, draft) = take() {
            let failure = fill(draft, batches[number], slot, &preparer)
            condition.withLock {
                draft.failures[slot] = failure
                draft.missing -= 1
                if draft.missing == 0 { condition.broadcast() }
            }
        }
        condition.withLock {
            runningThreads -= 1
            condition.broadcast()
        }
    }

    private func take() -> (batch: Int, slot: Int, draft: Draft)? {
        condition.withLock {
            while !isStopped && nextPlace.batch < batchCount && nextPlace.batch >= nextBatch + prefetch {
                condition.wait()
            }
            guard !isStopped, nextPlace.batch < batchCount else { return nil }
            let (number, slot) = nextPlace
            let slots = batches[number].count
            nextPlace = slot + 1 < slots ? (number, slot + 1) : (number + 1, 0)
            if let draft = drafts[number] { return (number, slot, draft) }
            let draft = Draft(slots: slots, bytes: slots * frames.count * bytesPerPicture)
            drafts[number] = draft
            return (number, slot, draft)
        }
    }

    /// Prepares one picture in every frame; returns what is wrong with its file, if anything is.
    private func fill(
        _ draft: Draft, _ places: Range<Int>, _ slot: Int, _ preparer: inout PicturePreparer
    ) -> String? {
        let position = places.lowerBound + slot
        let item = order[position]
        do {
            let entry = try cache.load(
                items[item].file, frames, digest: wantsDigests ? { draft.digests[slot] = $0 } : nil)
            var generator = SeededGenerator(
                seed, UInt64(bitPattern: Int64(epoch)), UInt64(item), UInt64(repeats[position]))
            let draw = AugmentationDraw(augmentation, size: size, from: &generator)
            for (number, frame) in frames.enumerated() {
                let picture = draft.pixels + (number * places.count + slot) * bytesPerPicture
                if inBytes {
                    preparer.prepare(
                        entry.image, frame, entry.plans[number], draw,
                        into: picture.assumingMemoryBound(to: UInt8.self))
                } else {
                    preparer.prepare(
                        entry.image, frame, entry.plans[number], draw,
                        into: picture.assumingMemoryBound(to: Float.self))
                }
            }
            return nil
        } catch {
            return "\(error)"
        }
    }
}
