import Clusters
import Drawing
import Engines
import Figures
import Files
import Foundation
import Images
import Inference
import Maps
import Neighbours
import Page
import Process
import Tables

/// What the demonstration does with the galaxies that nobody has labelled: their embedding, its map in three dimensions, the
/// groups that it holds, the galaxies that stand apart, and the page to walk through all of it.
struct UnlabelledWalk {
    /// Folder for what comes of it.
    let folder: String
    /// The page to write.
    let page: String
    /// The galaxies.
    let manifest: String
    /// Their classes, as `classify` has written them.
    let predictions: String
    /// Table with COADD_OBJECT_ID and kind: what the simulated galaxies are.
    let truth: String
    let engine: any Engine
    let threads: Int?

    /// What came of it.
    struct Outcome {
        let figures: [(caption: String, image: RGBImage)]
        /// The figures about groups, for the terminal.
        let groups: String
    }

    /// Galaxies that a map needs; of fewer nothing is made.
    private static let fewest = 40
    /// Most anomalous galaxies on the sheet.
    private static let strangest = 22

    /// Nil when there are too few galaxies.
    func perform(_ progress: ProgressReporter) throws -> Outcome? {
        try Directory.create(folder)
        let vectors = "\(folder)/vectors.npy"
        let rows = try Embedding.perform(
            InferenceRequest(manifest: manifest, output: vectors), engine: engine, progress: progress
        ).rows
        guard rows >= Self.fewest else { return nil }
        let map = "\(folder)/map.csv"
        var request = MapRequest(embedding: vectors, output: map)
        request.settings.dimensions = 3
        request.settings.perplexities = [min(30, Double(rows / 4))]
        request.threads = threads
        _ = try request.perform(progress: progress)
        let clusters = "\(folder)/groups.csv"
        var settings = ClusterSettings()
        settings.method = .kmeans
        let groups = try ClusterRun(vectors, settings, threads: threads, progress: progress)
            .perform(output: clusters, labels: kinds())
        let sheet = try strangest(vectors, progress)
        try writePage(map, clusters, progress)
        return Outcome(
            figures: [
                (
                    "Map of the unlabelled galaxies (t-SNE in three dimensions), coloured by predicted class",
                    try picture(map, progress)
                ),
                ("The most anomalous of them, by distance to their nearest neighbours", sheet),
            ],
            groups: groups.table())
    }

    /// What the galaxies are, as a table with id and label.
    private func kinds() throws -> String {
        let path = "\(folder)/kinds.csv"
        let table = try TableFile.read(truth, text: ["COADD_OBJECT_ID"])
        guard let ids = table.column("COADD_OBJECT_ID"), let kinds = table.column("kind") else {
            throw InputError(
                file: truth, problem: "it has no columns COADD_OBJECT_ID and kind",
                remedy: "Run demo again with --force")
        }
        try TableFile.write(
            Table(columns: [Column("id", .string(ids.texts)), Column("label", .string(kinds.texts))]), to: path)
        return path
    }

    private func picture(_ map: String, _ progress: ProgressReporter) throws -> RGBImage {
        let path = "\(folder)/map.png"
        var request = MapFigure.Request(map: map, output: path)
        request.joined = [predictions]
        try MapFigure.write(request, progress: progress)
        return try RGBImage(contentsOf: path)
    }

    private func strangest(_ vectors: String, _ progress: ProgressReporter) throws -> RGBImage {
        let galaxies = try EmbeddedGalaxies(vectors, folder: URL(filePath: manifest).deletingLastPathComponent().path)
        let search = GalaxySearch(galaxies, by: .euclidean, threads: threads, seed: 0)
        let scores = try search.neighbourDistances(count: 10, progress)
        let ranked = scores.indices.filter { scores[$0].isFinite }
            .sorted { (scores[$1], $0) < (scores[$0], $1) }.prefix(Self.strangest)
        let found = NeighbourGroup(query: nil, found: ranked.map { Neighbour(row: $0, distance: scores[$0]) })
        let sheet = try NeighbourSheet.make(NeighbourResults(galaxies: galaxies, groups: [found], search: search))
        try sheet.write(to: "\(folder)/most_anomalous.png")
        return try sheet.image()
    }

    private func writePage(_ map: String, _ clusters: String, _ progress: ProgressReporter) throws {
        var request = GalaxyPage.Request(map: map, output: page, threads: threads)
        (request.manifest, request.predictions, request.clusters) = (manifest, predictions, clusters)
        request.title = "Unlabelled galaxies of simulated DES"
        _ = try GalaxyPage.write(request, progress: progress)
    }
}
