import Foundation
import TestSupport
import Testing
import TrainingSets

/// Prints how fast pictures are prepared on one thread; nothing is asserted about the speed itself.
@Suite(.serialized) struct ThroughputTests {
    @Test(arguments: [("paper", 160), ("none", 160), ("paper", 299)])
    func printPicturesPerSecond(_ name: String, _ size: Int) throws {
        let directory = try TemporaryDirectory()
        let items = try writeGalaxies(200, side: 256, in: directory)
        let cache = ImageCache()
        for epoch in 0..<2 {
            let start = clock()
            let loader = BatchLoader(
                items: items, frame: InputFrame(size: size), augmentation: name == "paper" ? .paper : .none,
                batchSize: 32, seed: 1, epoch: epoch, cache: cache)
            var count = 0
            while let batch = loader.next() { count += batch.count }
            // Processor time, so that other work on the machine does not count.
            let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
            #expect(count == items.count)
            let source = epoch == 0 ? "JPEG 256 px" : "decoded pictures in memory"
            print("augmentation \(name), \(source) → \(size) px: \(Int(Double(count) / seconds)) pictures/s of one core")
        }
    }
}
