import ArgumentParser
import Files
import Maps
import Process
import Tables

/// `tuningfork map`
struct MapCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "map",
        abstract: "Draw galaxies that look alike near each other (t-SNE, in 2 or 3 dimensions).",
        discussion: """
            Reads a matrix of embeddings as embed writes it, with its table beside it, and writes a table with id, map_x, \
            map_y (and map_z), then the columns of the embedding's table; beside it NAME.map.json says how the map was \
            made. Galaxies without a vector keep their row and get no coordinates. The same embedding, settings and seed \
            give the same bytes, on any number of threads.

            With --into, galaxies are placed on a map that is there, whose galaxies stay where they are; the embedding \
            that it was made of must still be where its record says.

            With --page, one HTML file to walk through the map is written, too; the page command makes others of the same \
            table.

            What is found is kept in OUTPUT.unfinished until the map is written: after Ctrl-C, or when it was killed, the \
            same command goes on, and the files have the same bytes.
            """)

    @ArgumentParser.Argument(
        help: ArgumentHelp("Matrix of embeddings, with its table beside it.", valueName: "embeddings"))
    var embedding: String

    @Option(help: ArgumentHelp("Table to write.", valueName: "table"))
    var output: String

    @Option(help: ArgumentHelp("Dimensions of the map: 2 or 3.", valueName: "n"))
    var dimensions = MapSettings().dimensions

    @Option(
        help: ArgumentHelp(
            "How many neighbours a galaxy is drawn to, roughly; repeat for several scales, which are averaged. (default: 30)",
            valueName: "p"))
    var perplexity: [Double] = []

    @Option(help: ArgumentHelp("Factor of the attraction; above 1 packs clusters tighter.", valueName: "f"))
    var exaggeration = MapSettings().exaggeration

    @Option(
        help: ArgumentHelp("Iterations, after 250 early ones in which clusters form.", valueName: "n"))
    var iterations = MapSettings().iterations

    @Option(help: ArgumentHelp("Seed of the little randomness at the start.", valueName: "n"))
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("Map on which the galaxies are placed, instead of one of their own.", valueName: "map"))
    var into: String?

    @Option(help: ArgumentHelp("Threads; 0 takes all cores.", valueName: "n"))
    var threads = 0

    @Option(help: ArgumentHelp("Seconds between two checkpoints.", valueName: "s"))
    var checkpointSeconds = 10.0

    @Option(help: ArgumentHelp("Write the record of the map as JSON to this file, too.", valueName: "file"))
    var json: String?

    @Option(
        help: ArgumentHelp(
            "HTML file to write: the map to walk through, with sky, table and cutouts.", valueName: "file")
    )
    var page: String?

    @OptionGroup(title: "Page")
    var pageOptions: PageOptions

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        if let page { try pageOptions.check(output: page) }
        if page == nil && pageOptions.isGiven { throw ValidationError("Options of the page need --page.") }
        if !(2...3).contains(dimensions) { throw ValidationError("--dimensions must be 2 or 3.") }
        if !perplexity.allSatisfy({ $0 >= 1 && $0.isFinite }) {
            throw ValidationError("--perplexity must be 1 or more.")
        }
        if !(exaggeration > 0 && exaggeration.isFinite) {
            throw ValidationError("--exaggeration must be more than 0.")
        }
        if iterations < 0 { throw ValidationError("--iterations must be 0 or more.") }
        if threads < 0 { throw ValidationError("--threads must be 0 (all cores) or more.") }
        if !(checkpointSeconds >= 0) { throw ValidationError("--checkpoint-seconds must be 0 or more.") }
        if into != nil {
            let own = MapSettings()
            let isChanged =
                dimensions != own.dimensions || !perplexity.isEmpty || exaggeration != own.exaggeration
                || iterations != own.iterations || seed != own.seed
            if isChanged {
                throw ValidationError(
                    "--into keeps the map as it is: leave --dimensions, --perplexity, --exaggeration, --iterations and "
                        + "--seed out.")
            }
        }
    }

    func run() throws {
        var request = MapRequest(embedding: embedding, output: output)
        request.settings.dimensions = dimensions
        if !perplexity.isEmpty { request.settings.perplexities = perplexity }
        request.settings.exaggeration = exaggeration
        request.settings.iterations = iterations
        request.settings.seed = seed
        request.into = into
        request.threads = threads == 0 ? nil : threads
        request.checkpointSeconds = checkpointSeconds
        try OutputFiles.check(
            request.outputs + [json, page],
            tables: [pageOptions.manifest, pageOptions.predictions, pageOptions.clusters],
            inputs: request.inputs)
        let record = try request.perform(progress: reporting.progress)
        if let json { try JSONFile.write(record, to: json) }
        let placed = record.rows - record.withoutVector
        let what = record.divergence.map { "KL divergence \(($0 * 1e4).rounded() / 1e4)" } ?? "on \(into ?? "")"
        print("\(placed) of \(record.rows) galaxies placed, \(what)")
        print(output)
        if let page { try pageOptions.write(pageOptions.request(map: output, output: page), reporting.progress) }
    }
}
