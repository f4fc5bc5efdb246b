import Comparison
import Cutouts
import Drawing
import Engines
import Evaluation
import Files
import Inference
import Process
import SimulatedSky
import Tables
import Training

/// The demonstration's networks on its test sets, in the form of the paper's tables: galaxies whose votes agree (HP) and all (FO), in
/// both surveys, and those that nobody has labelled, whole and in their most confident parts.
struct SideBySide {
    /// Folder of everything.
    let folder: String
    let sets: LabelledSets
    private(set) var comparison = Comparison()

    init(folder: String, sets: LabelledSets) { (self.folder, self.sets) = (folder, sets) }

    /// A network's two forms, and its run.
    struct Network {
        let name: String
        let run: RunDirectory
        let own: LibtorchEngine
        /// Brought to simulated DES; the same where it cannot be.
        let brought: LibtorchEngine
    }

    /// Measures a network: on simulated SDSS as it was trained, on simulated DES brought to it.
    mutating func add(_ network: Network, progress: ProgressReporter) throws {
        let classes = network.own.model.classes
        for (survey, engine, manifest) in [
            ("sdss", network.own, sets.testSDSS.manifest), ("des", network.brought, sets.testDES.manifest),
        ] {
            try StopSignal.check(.goesOn)
            let found = try SetEvaluation(of: engine, run: network.run, on: manifest, progress: progress)
            let clear = try Set(
                TableFile.read("\(folder)/sets/hp_\(survey).csv", columns: ["id"], text: ["id"]).texts("id"))
            let agreed = found.predictions.filter { clear.contains($0.id) }
            if !agreed.isEmpty {
                comparison.add(
                    try Metrics(agreed, classes: classes), network: network.name, set: "HP \(survey.uppercased())")
            }
            if let metrics = found.metrics {
                comparison.add(metrics, network: network.name, set: "FO \(survey.uppercased())")
            }
        }
        let unlabelled = try SetEvaluation(
            of: network.brought, run: network.run, on: sets.testUnlabelled, progress: progress)
        if let metrics = unlabelled.metrics {
            comparison.add(metrics, network: network.name, set: "DES that nobody labelled")
        }
    }

    /// Writes table and picture; what of them stands on the report.
    func write() throws -> (note: Report.Note, figure: Report.Figure)? {
        guard !comparison.rows.isEmpty else { return nil }
        try TableFile.write(comparison.columns(), to: "\(folder)/comparison.csv")
        try AtomicFile.write("\(folder)/comparison.md", string: comparison.markdown())
        let picture = AccuracyFigure(comparison, heading: "Simulated: accuracy by network and coverage")
        try picture.write(to: "\(folder)/accuracy.svg")
        let page = comparison.page
        let words =
            "HP are the test galaxies whose votes agree, FO all of them; every label is what the galaxy truly is. On simulated DES a "
            + "network is measured as it is brought there without labels. "
            + (comparison.networks.count > 1
                ? "'\(comparison.networks[1])' is the network that has learnt from its own labels."
                : "The network has not changed: no round of learning from its own labels was kept.")
        return (
            Report.Note(
                name: "Networks side by side, simulated", words: [words],
                tables: [("With 95 % intervals, for the most confident part of each set", [page.header] + page.rows)]),
            Report.Figure(caption: picture.title, image: try picture.image(scale: 2))
        )
    }
}
