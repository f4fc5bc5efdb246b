import Foundation
import TestSupport
import Testing
import TrainingSets

/// Prints how fast pictures are prepared on one thread; nothing is asserted about the speed itself.
@Suite(.serialized) struct ThroughputTests {
    private struct Work: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let frame: InputFrame
        let augmentation: Augmentation
    }

    private static let works = [
        Work(testDescription: "plain, 160 px", frame: InputFrame(size: 160), augmentation: .none),
        Work(testDescription: "paper's augmentation, 160 px", frame: InputFrame(size: 160), augmentation: .paper),
        Work(testDescription: "paper's augmentation, 299 px", frame: InputFrame(size: 299), augmentation: .paper),
        Work(testDescription: "galaxy frame, 128 px", frame: .galaxy(size: 128), augmentation: .none),
        Work(
            testDescription: "galaxy frame, augmentation across surveys, 128 px", frame: .galaxy(size: 128),
            augmentation: .acrossSurveys),
    ]

    @Test(arguments: works) private func printPicturesPerSecond(_ work: Work) throws {
        let directory = try TemporaryDirectory()
        let items = try writeGalaxies(100, side: 256, in: directory)
        let cache = ImageCache()
        for epoch in 0..<2 {
            let start = clock()
            let loader = BatchLoader(
                items: items, frame: work.frame, augmentation: work.augmentation, batchSize: 32, seed: 1, epoch: epoch,
                cache: cache)
            var count = 0
            while let batch = loader.next() { count += batch.count }
            // Processor time, so that other work on the machine does not count.
            let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
            #expect(count == items.count)
            let source = epoch == 0 ? "JPEG of 256 px" : "pixels in memory"
            print("\(work.testDescription), from \(source): \(Int(Double(count) / seconds)) pictures/s of one core")
        }
    }
}
