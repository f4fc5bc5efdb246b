import ArgumentParser
import Drawing
import Engines
import Files
import Images
import Manifests
import Neighbours
import Process
import Training

/// `tuningfork neighbours`
struct NeighboursCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "neighbours",
        abstract: "Find the galaxies most alike, or the most anomalous ones.",
        discussion: """
            Reads vectors as embed writes them. With --of: for each galaxy those whose vectors are nearest. With \
            --of-images and --model: the same for pictures from outside, which the network that made the vectors sees \
            first. With --anomalous: the galaxies that stand apart, by the mean distance to their nearest ones (knn) or \
            by how few random cuts set them apart (forest). Rows without a vector are left out.

            Without --index all rows are looked at, which takes 0.05 s for a million vectors of 128 numbers. --index \
            FILE keeps a graph of neighbours that finds nearly all of them in a hundredth of the time; it is made where \
            it is not there, and refused where it is that of other vectors.
            """)

    /// What makes a galaxy anomalous.
    enum Anomaly: String, CaseIterable, ExpressibleByArgument {
        case knn, forest
    }

    @ArgumentParser.Argument(help: ArgumentHelp("Vectors (.npy with its table, or .parquet).", valueName: "embedding"))
    var embedding: String

    @Option(
        parsing: .upToNextOption, help: ArgumentHelp("Galaxies whose neighbours are wanted.", valueName: "id"))
    var of: [String] = []

    @Option(
        parsing: .upToNextOption, help: ArgumentHelp("Pictures whose neighbours are wanted.", valueName: "file"))
    var ofImages: [String] = []

    @Option(
        help: ArgumentHelp("Folder of the training run that made the vectors, for --of-images.", valueName: "run"))
    var model: String?

    @Option(
        help: ArgumentHelp("Layer that the vectors are of, where embed was given one.", valueName: "layer"))
    var endpoint: String?

    @Option(help: ArgumentHelp("Neighbours of each; for knn those that the distance is to.", valueName: "n"))
    var count = 10

    @Option(help: ArgumentHelp("The most anomalous galaxies, so many.", valueName: "n"))
    var anomalous: Int?

    @Option(help: ArgumentHelp("What is anomalous: knn or forest.", valueName: "rule"))
    var by = Anomaly.knn

    @Option(help: ArgumentHelp("Seed of the forest, and of an index that is made.", valueName: "n"))
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("How far vectors are apart: euclidean or cosine.", valueName: "metric"))
    var metric = NeighbourMetric.euclidean

    @Option(help: ArgumentHelp("Index to search, made where it is not there.", valueName: "file"))
    var index: String?

    @Option(help: ArgumentHelp("Table to write (.csv, .fits, .vot, .parquet).", valueName: "table"))
    var output: String

    @Option(help: ArgumentHelp("Contact sheet to write: each galaxy, then its neighbours.", valueName: "file.png"))
    var sheet: String?

    @Option(
        help: ArgumentHelp(
            "Folder that the paths of the pictures count from; else that of the embedding.", valueName: "folder"))
    var images: String?

    @Option(help: ArgumentHelp("Write what was found as JSON.", valueName: "file"))
    var json: String?

    @OptionGroup(title: "Engine")
    var inference: InferenceOptions

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        guard [!of.isEmpty, !ofImages.isEmpty, anomalous != nil].count(where: { $0 }) == 1 else {
            throw ValidationError("Give one of --of, --of-images and --anomalous.")
        }
        if ofImages.isEmpty != (model == nil) { throw ValidationError("--of-images and --model need each other.") }
        if endpoint != nil && model == nil { throw ValidationError("--endpoint is a layer of the --model.") }
        if count < 1 { throw ValidationError("--count must be 1 or more.") }
        if let anomalous, anomalous < 1 { throw ValidationError("--anomalous must be 1 or more.") }
        if by == .forest && (anomalous == nil || index != nil) {
            throw ValidationError("--by forest goes with --anomalous, and needs no --index.")
        }
    }

    func run() throws {
        let progress = reporting.progress
        try OutputFiles.check(
            [output, sheet, json, index],
            inputs: EmbeddingFile.files(of: embedding) + ofImages + (model.map { RunDirectory($0).files } ?? []))
        let galaxies = try EmbeddedGalaxies(embedding, folder: images)
        galaxies.tell(progress)
        let search = try search(galaxies, progress)
        let groups: [NeighbourGroup]
        if let anomalous {
            groups = [try anomalies(anomalous, galaxies, search, progress)]
        } else if let model {
            let engine = try inference.network(model, layer: endpoint, progress).0
            groups = try search.neighbours(
                of: OutsidePictures.embed(ofImages, by: engine, batch: inference.batch, fitting: galaxies), count: count
            )
        } else {
            groups = try search.neighbours(of: of.map(galaxies.query), count: count)
        }
        let results = NeighbourResults(galaxies: galaxies, groups: groups, search: search)
        let picture = try sheet.map { _ in try NeighbourSheet.make(results) }
        try results.write(to: output)
        if let sheet { try picture?.write(to: sheet) }
        if let json { try JSONFile.write(results.summary, to: json) }
        print(output)
        if let sheet { print(sheet) }
    }

    private func search(_ galaxies: EmbeddedGalaxies, _ progress: ProgressReporter) throws -> GalaxySearch {
        let threads = inference.engine.limit
        guard let index else { return GalaxySearch(galaxies, by: metric, threads: threads, seed: seed) }
        return try GalaxySearch(galaxies, by: metric, index: index, threads: threads, seed: seed, progress: progress)
    }

    private func anomalies(
        _ most: Int, _ galaxies: EmbeddedGalaxies, _ search: GalaxySearch, _ progress: ProgressReporter
    ) throws -> NeighbourGroup {
        try galaxies.check(most, "--anomalous", among: galaxies.vectors)
        let scores =
            switch by {
            case .knn: try search.neighbourDistances(count: count, progress)
            case .forest: search.isolation()
            }
        let ranked = scores.indices.filter { scores[$0].isFinite }
            .sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(most)
        return NeighbourGroup(query: nil, found: ranked.map { Neighbour(row: $0, distance: scores[$0]) })
    }
}
