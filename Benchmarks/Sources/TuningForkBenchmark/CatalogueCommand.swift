internal import ArgumentParser
internal import Catalogue
internal import Engines
internal import Files
internal import Foundation
internal import Process
internal import Sky
internal import Workers

/// The catalogue without its network: how fast it is stored, exported and looked into, for catalogue.py.
struct CatalogueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "catalogue", abstract: "Store a catalogue by a made-up engine, export it, and look into it.",
        subcommands: [Make.self, Export.self, Look.self])

    /// Makes a catalogue with figures that are made up, and prints its rows, the seconds and the processor seconds.
    struct Make: ParsableCommand {
        @Argument(help: "Manifest.") var manifest: String
        @Argument(help: "Folder of the new catalogue.") var catalogue: String
        @Option(help: "Pictures at a time.") var batch = 1024

        func run() throws {
            // As the program does, whose engine does it.
            ProcessMemory.keepFreed()
            var request = CatalogueRequest(manifest: manifest, output: catalogue)
            request.batch = batch
            let engine = StubEngine(classes: ["spiral", "elliptical"])
            var rows = 0
            let elapsed = try ContinuousClock().measure {
                rows = try CatalogueWork.perform(request, engine: engine, progress: .silent).rows
            }
            print("\(rows) \(elapsed / .seconds(1)) \(ProcessorTime.seconds)")
        }
    }

    /// Writes a catalogue as one file, and prints its rows, the seconds and the processor seconds.
    struct Export: ParsableCommand {
        @Argument(help: "Folder of the catalogue.") var catalogue: String
        @Argument(help: "File to write; its ending says the format.") var output: String

        func run() throws {
            guard let format = CatalogueExport.Format(endingOf: output) else {
                throw ValidationError("The ending of \(output) is that of no format.")
            }
            var rows = 0
            let elapsed = try ContinuousClock().measure {
                rows = try CatalogueExport.write(catalogue, as: format, to: output, progress: .silent)
            }
            print("\(rows) \(elapsed / .seconds(1)) \(ProcessorTime.seconds)")
        }
    }

    /// Prints `ready ROWS MILLISECONDS` after opening; then, for each line `cone RA DEC ARCMIN` or `id NAME`, the rows that
    /// were found and the milliseconds.
    struct Look: ParsableCommand {
        @Argument(help: "Folder of the catalogue.") var catalogue: String

        func run() throws {
            let clock = ContinuousClock()
            let start = clock.now
            let reader = try CatalogueReader(catalogue)
            print("ready \(reader.rowCount ?? 0) \(start.duration(to: clock.now) / .milliseconds(1))")
            Output.flush()
            while let line = readLine() {
                let words = line.split(separator: " ").map(String.init)
                var query = CatalogueQuery()
                if words.first == "id" {
                    query.ids = Array(words.dropFirst())
                } else {
                    let numbers = words.compactMap(Double.init)
                    guard words.first == "cone", numbers.count == 3 else {
                        throw ValidationError("'\(line)' is no question.")
                    }
                    query.cone = SkyCone(
                        center: try SkyCoordinate(ra: Angle(degrees: numbers[0]), dec: Angle(degrees: numbers[1])),
                        radius: Angle(arcminutes: numbers[2]))
                }
                let start = clock.now
                let rows = try reader.search(query) { _ in }
                print("\(rows) \(start.duration(to: clock.now) / .milliseconds(1))")
                Output.flush()
            }
        }
    }
}
