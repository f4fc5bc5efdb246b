internal import ArgumentParser
internal import Files
internal import Foundation
internal import Images
import Manifests
internal import TrainingSets

/// How many pictures a second are read, decoded, augmented and prepared.
struct LoadCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "load", abstract: "Read, decode and augment pictures, and print how many a second.")

    @Option(help: "Manifest of the pictures; without it, made-up JPEGs of 256 x 256.") var manifest: String?
    @Option(help: "Side of the network's input, pixels.") var size = 299
    @Option(help: "Loading threads.") var threads = 1
    @Option(help: "Pictures a measurement.") var count = 2000
    @Option(help: "Measurements, of which the median is printed.") var rounds = 5

    mutating func validate() throws {
        guard size > 0, threads > 0, count > 0, rounds > 0 else {
            throw ValidationError("Size, threads, count and rounds are at least 1.")
        }
    }

    func run() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "load-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: directory) }
        let files: [String]
        if let manifest {
            files = try Manifest.read(manifest, requireLabels: false).rows.map(\.file)
        } else {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            files = try MadeUpPictures.write(100, into: directory.path)
        }
        let items = files.enumerated().map { BatchLoader.Item(file: $1, label: 0, row: $0 + 1) }
        let order = (0..<count).map { $0 % items.count }

        var rates: [Double] = []
        for round in 0...rounds {
            let elapsed = try ContinuousClock().measure {
                let loader = BatchLoader(
                    items: items, frame: InputFrame(size: size), augmentation: .paper, batchSize: 16, order: order,
                    seed: 1, epoch: round, threads: threads)
                while let batch = loader.next() {
                    if let failure = batch.failures.first { throw InputError(problem: failure.reason) }
                }
            }
            // The first round warms the file cache.
            if round > 0 { rates.append(Double(count) / (elapsed / .seconds(1))) }
        }
        rates.sort()
        print(rates[rates.count / 2])
    }
}
