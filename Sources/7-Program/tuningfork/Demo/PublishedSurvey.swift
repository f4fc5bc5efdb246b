import Catalogue
import Engines
import Evaluation
import Files
import Foundation
import Manifests
import Process
import Tables
import Torch
import Training
import TrainingSets

/// What the demonstration makes of the galaxies that nobody has labelled, as `catalog` and `export` do: their catalogue, a CSV
/// file of it, and a folder to publish.
struct PublishedSurvey {
    /// Folder of the run that labels them.
    let run: RunDirectory
    /// The galaxies.
    let manifest: String
    /// The survey's own catalogue, which is extended by the new columns.
    let survey: String
    /// Folder of the catalogue; the CSV file has its name with an ending.
    let output: String
    /// Folder that is published.
    let publication: String
    let engine: any Engine
    let frame: InputFrame
    let device: String
    let threads: Int?

    var table: String { output + ".csv" }

    /// What came of it.
    struct Outcome {
        let rows: Int
        let published: Publication.Summary
        /// The galaxies whose pictures can be read.
        let predictions: [Prediction]
    }

    /// Galaxies of a cell: few, so that there are several.
    private static let cellRows = 500

    func perform(_ progress: ProgressReporter) throws -> Outcome {
        var request = CatalogueRequest(manifest: manifest, output: output)
        request.cellRows = Self.cellRows
        request.frame = frame
        request.origin = try CatalogueOrigin(
            run, engine: "libtorch", device: device, threads: threads, libtorch: Torch.version)
        let summary = try CatalogueWork.perform(request, engine: engine, progress: progress)
        _ = try CatalogueExport.write(output, as: .csv, to: table, progress: progress)
        try removeEarlier()
        var publishing = PublicationRequest(catalogue: output, output: publication)
        publishing.title = "Morphology of the galaxies of simulated DES"
        publishing.extended = .init(path: survey, id: "COADD_OBJECT_ID")
        let published = try Publication.write(publishing, progress: progress)
        return Outcome(rows: summary.rows, published: published, predictions: try predictions())
    }

    /// Removes what an earlier demonstration has published.
    private func removeEarlier() throws {
        guard FileManager.default.fileExists(atPath: publication) else { return }
        guard try CatalogueProvenance.read(publication)?.name == output.fileName else {
            throw InputError(
                file: publication, problem: "no demonstration has made this",
                remedy: "Move it away, or give another --output")
        }
        try FileManager.default.removeItem(atPath: publication)
    }

    private func predictions() throws -> [Prediction] {
        var predictions: [Prediction] = []
        let classes = engine.model.classes
        try CatalogueReader(output).search(CatalogueQuery()) { table in
            let (ids, files) = (try table.texts("id"), try table.texts("file"))
            let found = try classes.map { try table.doubles(GalaxyColumn.probability(of: $0).name) }
            let folder = URL(filePath: manifest).deletingLastPathComponent().path
            for row in ids.indices {
                let own = found.compactMap { $0[row] }
                guard own.count == classes.count else { continue }
                let file = files[row].hasPrefix("/") ? files[row] : "\(folder)/\(files[row])"
                predictions.append(Prediction(id: ids[row], truth: nil, probabilities: own, file: file))
            }
        }
        return predictions
    }
}
