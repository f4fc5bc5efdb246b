import Files
import Foundation
import Images
import TestSupport
import Testing
import TrainingSets

@Suite struct BatchLoaderTests {
    private func load(
        _ items: [BatchLoader.Item], augmentation: Augmentation = .acrossSurveys, order: [Int]? = nil, epoch: Int = 0,
        seed: UInt64 = 5, threads: Int = 1, prefetch: Int = 2, cache: ImageCache? = nil
    ) -> [Batch] {
        let loader = BatchLoader(
            items: items, frame: .galaxy(size: 24), augmentation: augmentation, batchSize: 4, order: order, seed: seed,
            epoch: epoch, threads: threads, prefetch: prefetch, cache: cache)
        var batches: [Batch] = []
        while let batch = loader.next() { batches.append(batch) }
        return batches
    }

    @Test func batchesComeInOrder() throws {
        let directory = try TemporaryDirectory()
        let items = try writeGalaxies(10, in: directory)
        let batches = load(items, augmentation: .none)
        #expect(batches.map(\.count) == [4, 4, 2])
        #expect(batches.flatMap(\.rows) == Array(0..<10))
        #expect(batches.flatMap(\.labels) == (0..<10).map { $0 % 2 })
        let frame = InputFrame.galaxy(size: 24)
        #expect(
            batches.flatMap(\.pixels.floats) == (try items.flatMap { frame.prepare(try RGBImage(contentsOf: $0.file)) })
        )
        #expect(load(items, order: [7, 1, 7]).flatMap(\.rows) == [7, 1, 7])
        #expect(load(items, order: []).isEmpty)
    }

    @Test func `digests are those of the files' bytes, of unreadable pictures too`() throws {
        let directory = try TemporaryDirectory()
        var items = try writeGalaxies(5, in: directory)
        items[2] = .init(file: try directory.write("broken.jpg", "no picture"), label: nil, row: 3)
        items[4] = .init(file: directory.file("gone.jpg"), label: nil, row: 5)
        let loader = BatchLoader(
            items: items, frame: .galaxy(size: 24), batchSize: 3, threads: 2, wantsDigests: true)
        var digests: [UInt64] = []
        while let batch = loader.next() { digests += batch.digests }
        let expected = try items.dropLast().map {
            UInt64(try Checksum.hexadecimal(.sha256, ofFile: $0.file).prefix(16), radix: 16)
        }
        #expect(digests.map(Optional.some) == expected + [0])
        #expect(load(items).allSatisfy { $0.digests.isEmpty })
    }

    @Test func threadsDoNotChangeTheNumbers() throws {
        let directory = try TemporaryDirectory()
        let items = try writeGalaxies(23, in: directory)
        let order = [22, 3, 3, 17] + Array(0..<23)
        let expected = load(items, order: order).map(\.pixels)
        for (threads, prefetch) in [(2, 1), (3, 2), (8, 5), (40, 1)] {
            let cache = ImageCache(budget: threads == 3 ? 1 << 20 : 0)
            for _ in 0..<2 {
                let pixels = load(items, order: order, threads: threads, prefetch: prefetch, cache: cache).map(\.pixels)
                #expect(pixels == expected, "\(threads) threads, \(prefetch) batches ahead")
            }
        }
    }

    @Test func epochSeedAndRepetitionChangeThem() throws {
        let directory = try TemporaryDirectory()
        let items = try writeGalaxies(1, in: directory)
        let first = load(items)[0].pixels
        #expect(load(items)[0].pixels == first)
        #expect(load(items, epoch: 1)[0].pixels != first)
        #expect(load(items, seed: 6)[0].pixels != first)
        let twice = load(items, order: [0, 0])[0].pixels.floats
        let half = twice.count / 2
        #expect(Array(twice.prefix(half)) == first.floats)
        #expect(Array(twice.suffix(half)) != first.floats)
    }

    @Test func bytesAreTheNearest() throws {
        let directory = try TemporaryDirectory()
        let items = try writeGalaxies(6, in: directory)
        func batches(inBytes: Bool) -> [Batch] {
            let loader = BatchLoader(
                items: items, frame: InputFrame(size: 24),
                furtherFrames: [InputFrame(size: 24, framing: .central(fraction: 0.5))],
                augmentation: .paper, batchSize: 4, seed: 5, threads: 2, inBytes: inBytes)
            return (0..<loader.batchCount).compactMap { _ in loader.next() }
        }
        for (floats, bytes) in zip(batches(inBytes: false), batches(inBytes: true)) {
            guard case .bytes(let values) = bytes.pixels else {
                Issue.record("not in bytes")
                return
            }
            #expect(values == floats.pixels.floats.map { UInt8(($0 * 255).rounded()) })
            #expect(bytes.rows == floats.rows)
        }
    }

    @Test func onlyWhatMovesPixelsIsGeometric() {
        var moved = Augmentation.paper
        moved.stretch = 0.1
        moved.noise = 0.05
        #expect(moved.isGeometric && Augmentation.none.isGeometric)
        #expect(!Augmentation.acrossSurveys.isGeometric)
        moved.noiseProbability = 0.1
        #expect(!moved.isGeometric)
    }

    @Test func unreadablePicturesAreReported() throws {
        let directory = try TemporaryDirectory()
        var items = try writeGalaxies(6, in: directory)
        let bytes = try Data(contentsOf: URL(fileURLWithPath: items[1].file))
        try directory.write("galaxy1.jpg", bytes.prefix(bytes.count / 2))
        try directory.write("galaxy4.jpg", "not a picture")
        items.append(BatchLoader.Item(file: directory.file("missing.jpg"), label: nil, row: 7))
        let batches = load(items, augmentation: .none, threads: 2)
        #expect(batches.map(\.count) == [3, 1])
        #expect(batches[0].rows == [0, 2, 3] && batches[0].labels == [0, 0, 1])
        #expect(batches[0].pixels.floats.count == 3 * 24 * 24 * 3)
        #expect(batches[0].failures.map(\.row) == [2])
        #expect(batches[0].failures[0].reason.contains("truncated"))
        #expect(batches[1].rows == [5])
        #expect(batches[1].failures.map(\.item) == [4, 6])
        #expect(batches[1].failures[0].reason.contains("text"))
        #expect(batches[1].failures[1].reason.contains("does not exist"))
    }

    @Test func unlabelledItemsHaveNoClass() throws {
        let directory = try TemporaryDirectory()
        let file = try writeGalaxies(1, in: directory)[0].file
        #expect(load([BatchLoader.Item(file: file, label: nil, row: 1)])[0].labels == [Batch.unlabelled])
    }

    /// Stopped early, released early, stopped twice: no thread is left and nothing hangs.
    @Test func stoppingEndsTheThreads() throws {
        let directory = try TemporaryDirectory()
        let items = try writeGalaxies(12, in: directory)
        for round in 0..<20 {
            let loader = BatchLoader(
                items: items, frame: InputFrame(size: 32), batchSize: 2, threads: 4, prefetch: 1 + round % 3)
            if round % 2 == 0 { #expect(loader.next()?.count == 2) }
            guard round % 5 != 0 else { continue }
            loader.stop()
            #expect(loader.next() == nil)
            loader.stop()
        }
    }

    @Test func cacheKeepsWhatFits() throws {
        let directory = try TemporaryDirectory()
        let items = try writeGalaxies(4, in: directory)
        let expected = load(items).map(\.pixels)
        // Room for two of the four pictures.
        let cache = ImageCache(budget: 2 * 64 * 64 * 3)
        #expect(load(items, cache: cache).map(\.pixels) == expected)
        for item in items.prefix(2) { try FileManager.default.removeItem(atPath: item.file) }
        let again = load(items, cache: cache)
        #expect(again.flatMap(\.failures).isEmpty)
        #expect(again.map(\.pixels) == expected)
        try FileManager.default.removeItem(atPath: items[3].file)
        #expect(load(items, cache: cache).flatMap(\.failures).map(\.row) == [4])
    }
}
