internal import ArgumentParser
internal import Cutouts
internal import Files
internal import Foundation
internal import TrainingSets

/// The store of cutouts: how fast it is filled, looked up and read, for store.py.
struct StoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "store", abstract: "Fill a store of cutouts, look cutouts up in it, and load pictures from it.",
        subcommands: [Fill.self, Look.self, Read.self])

    /// Names of the cutouts, alike here and in store.py.
    static func name(_ number: Int) -> String { "galaxy-\(number).jpg" }

    /// Writes a store and prints the seconds.
    struct Fill: ParsableCommand {
        @Argument(help: "Directory of the new store.") var store: String
        @Option(help: "Directory of files that are taken in turns; without it, contents of 16 bytes.") var pictures:
            String?
        @Option(help: "Cutouts.") var count: Int

        func run() throws {
            var contents = [[UInt8](repeating: 7, count: 16)]
            if let pictures {
                contents = try FileManager.default.contentsOfDirectory(atPath: pictures).sorted().map {
                    try FilePiece(path: pictures + "/" + $0).read()
                }
            }
            let elapsed = try ContinuousClock().measure {
                let writer = try CutoutStoreWriter(directory: store)
                for number in 0..<count {
                    try writer.append(name: StoreCommand.name(number), contents[number % contents.count])
                }
                try writer.finish()
            }
            print(elapsed / .seconds(1))
        }
    }

    /// Prints `ready COUNT SECONDS` after opening; then, for each line of names, separated by blanks, the microseconds of
    /// each look-up and read.
    struct Look: ParsableCommand {
        @Argument(help: "Directory of the store.") var store: String

        func run() throws {
            let clock = ContinuousClock()
            let start = clock.now
            let store = try CutoutStore(directory: store)
            print("ready \(store.count) \(start.duration(to: clock.now) / .seconds(1))")
            Output.flush()
            while let line = readLine() {
                let times = try line.split(separator: " ").map { name in
                    let start = clock.now
                    guard try store.bytes(named: String(name)) != nil else {
                        throw InputError(problem: "there is no cutout '\(name)'")
                    }
                    return start.duration(to: clock.now) / .microseconds(1)
                }
                print(times.map { "\($0)" }.joined(separator: " "))
                Output.flush()
            }
        }
    }

    /// Prints `ready COUNT`; then, for each line, the seconds and the processor seconds in which all cutouts were read,
    /// decoded and resampled.
    struct Read: ParsableCommand {
        @Argument(help: "Directory of the store.") var store: String
        @Option(help: "Cutouts.") var count: Int
        @Option(help: "Side of the network's input, pixels.") var size: Int
        @Option(help: "Threads.") var threads: Int

        func run() throws {
            let store = try CutoutStore(directory: store)
            let items = try (0..<count).map { number in
                guard let piece = try store.piece(named: StoreCommand.name(number)) else {
                    throw InputError(problem: "there is no cutout \(number)")
                }
                return BatchLoader.Item(file: "\(piece)", label: 0, row: number + 1)
            }
            print("ready \(items.count)")
            Output.flush()
            while readLine() != nil {
                let processor = ProcessorTime.seconds
                let elapsed = try ContinuousClock().measure {
                    let loader = BatchLoader(
                        items: items, frame: InputFrame(size: size), batchSize: 32, threads: threads)
                    while let batch = loader.next() {
                        if let failure = batch.failures.first { throw InputError(problem: failure.reason) }
                    }
                }
                print("\(elapsed / .seconds(1)) \(ProcessorTime.seconds - processor)")
                Output.flush()
            }
        }
    }
}
