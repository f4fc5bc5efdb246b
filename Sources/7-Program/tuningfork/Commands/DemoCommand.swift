import Adaptation
import ArgumentParser
import Catalogue
import Comparison
import Cutouts
import Drawing
import Engines
import Evaluation
import Files
import Foundation
import Images
import Inference
import Manifests
import Networks
import Process
import Sets
import SimulatedSky
import Torch
import Training
import TrainingSets
import Weights
import Workers

/// `tuningfork demo`
struct DemoCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demo",
        abstract: "The whole path on a simulated sky, in minutes.",
        discussion: """
            Makes galaxies up and lets two surveys see them, SDSS-like and DES-like: tiles, catalogues, votes. Cuts the \
            labelled ones out, teaches a network that ImageNet has taught to see (EfficientNet-Lite0, fetched once) what \
            they are, in the paper's three stages and on SDSS alone, measures it on both surveys, labels the DES galaxies \
            that nobody has labelled, lets the network learn one round from its own surest labels, under a judge that may roll it \
            back, and writes a catalogue, ready to be published, a report and contact sheets. The unlabelled ones are embedded, \
            mapped in three dimensions and sorted into groups, and one page lets you walk through them. Real data take the same steps \
            through the same code. Where the weights cannot be fetched, a small network learns from random ones.
            """)

    @Option(help: ArgumentHelp("Folder for everything.", valueName: "folder"))
    var output = "demo"

    @Option(help: ArgumentHelp("Galaxies of the simulated sky.", valueName: "n"))
    var galaxies = 9000

    @Option(help: ArgumentHelp("At most this many epochs of training.", valueName: "n"))
    var epochs: Int?

    @Flag(help: "Learn from random weights, and fetch none.")
    var fromScratch = false

    @Option(help: ArgumentHelp("Seed of the sky and of the training.", valueName: "n"))
    var seed = 1

    @OptionGroup(title: "Engine")
    var engine: EngineOptions

    @Flag(help: "Replace what an earlier demonstration left in --output.")
    var force = false

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        if galaxies < 200 { throw ValidationError("--galaxies must be 200 or more: fewer cannot be learnt from.") }
        if seed < 0 { throw ValidationError("--seed must be 0 or more.") }
        if let epochs, epochs < 1 { throw ValidationError("--epochs must be 1 or more.") }
    }

    func run() throws {
        do {
            try StopSignal.whileGraceful { try perform() }
        } catch is Interrupted {
            throw Interrupted.goesOn
        }
    }

    private func perform() throws {
        let progress = reporting.progress
        let begin = ContinuousClock.now
        progress.say("Everything below is SIMULATED: made-up galaxies, seen by two made-up surveys like SDSS and DES.")
        let run = RunDirectory("\(output)/run")
        let recipe = try recipe(run, progress)
        let sets = try makeSets(progress)
        _ = try TrainingRun.perform(
            TrainingRequest(
                manifests: [sets.training.manifest, sets.validation.manifest], recipe: recipe, run: run,
                device: engine.device, replaces: force),
            progress: progress)
        try RunCalibration.perform(run, device: engine.device, threads: engine.limit, progress: progress)

        let trained = try TrainedNetwork(
            run, device: Device(name: engine.device), threads: engine.limit)
        let network = LibtorchEngine(trained)
        var sections: [Report.Section] = []
        func measure(_ name: String, _ engine: LibtorchEngine, on manifest: String) throws {
            try StopSignal.check(.goesOn)
            let evaluation = try SetEvaluation(of: engine, run: run, on: manifest, progress: progress)
            for warning in evaluation.warnings { progress.warn(warning) }
            guard let metrics = evaluation.metrics else { return }
            sections.append(.init(name: name, metrics: metrics, predictions: evaluation.predictions))
        }
        try measure("Held-out galaxies, simulated SDSS", network, on: sets.testSDSS.manifest)
        try measure("The same galaxies, simulated DES", network, on: sets.testDES.manifest)
        try measure("Galaxies that nobody has labelled, simulated DES", network, on: sets.testUnlabelled)
        try StopSignal.check(.goesOn)
        let target = try TargetSurvey(
            run: run, manifest: sets.unlabelled.manifest, pairs: sets.pairs, output: "\(output)/run_des",
            device: trained.device, threads: engine.limit
        ).network(network, progress)
        try measure("The same, the network brought to simulated DES", target.engine, on: sets.testUnlabelled)
        try StopSignal.check(.goesOn)
        let (taught, sideBySide) = try learn(
            from: sets, .init(name: "before", run: run, own: network, brought: target.engine), trained, progress)
        let compared = try sideBySide.write()
        try StopSignal.check(.goesOn)
        let survey = PublishedSurvey(
            run: target.run, manifest: sets.unlabelled.manifest,
            survey: SimulatedSky.Paths(directory: "\(output)/sky").desCatalogue, output: "\(output)/catalogue_des",
            publication: "\(output)/published", engine: target.engine, frame: trained.recipe.input,
            device: engine.device, threads: engine.limit)
        let labelled = try survey.perform(progress)
        try StopSignal.check(.goesOn)
        let walk = try UnlabelledWalk(
            folder: "\(output)/unlabelled", page: "\(output)/galaxies.html", manifest: sets.unlabelled.manifest,
            predictions: survey.table, truth: SimulatedSky.Paths(directory: "\(output)/sky").truth, engine: network,
            threads: engine.limit
        ).perform(progress)
        let sheets = try writeSheets(
            classes: trained.info.classes, sdss: sections[0].predictions,
            des: sections[1].predictions + labelled.predictions)
        try Report(
            title: "TuningFork on a simulated sky",
            introduction: "Simulated: every galaxy here is made up, and both surveys are. The network was trained on "
                + "simulated SDSS images alone\(recipe.network.weights.isEmpty ? "" : ", starting from ImageNet's weights"); "
                + "simulated DES shows galaxies it never saw, through another telescope.",
            sections: sections, notes: [taught.note] + (compared.map { [$0.note] } ?? []),
            figures: (compared.map { [$0.figure] } ?? [])
                + (sheets.map { ($0.caption, $0.image) } + (walk?.figures ?? []))
                .map { .init(caption: $0.0, image: $0.1) },
            provenance: trained.provenance
        ).write(to: "\(output)/report.html")

        print("Simulated DES, which nobody has labelled:\n\(target.lines.joined(separator: "\n"))\n")
        for section in sections { print("\(section.name)\n\(section.metrics.table())\n") }
        print("\(taught.lines.joined(separator: "\n"))\n\n\(sideBySide.comparison.table())")
        let seconds = begin.duration(to: .now) / .seconds(1)
        print(
            """
            \(labelled.rows) unlabelled galaxies of simulated DES classified: \(survey.table)
            Their catalogue, ready to be published (\(labelled.published.files) files): \(survey.publication)
            Report: \(output)/report.html
            \(walk.map { "Groups of the unlabelled galaxies, found without a label:\n\($0.groups)" } ?? "")\
            \(walk.map { _ in "Page to walk through them, opens by a double click: \(output)/galaxies.html" } ?? "")
            Contact sheets: \(sheets.map(\.path).joined(separator: ", "))
            Simulated data throughout. Took \(shortDuration(seconds)).
            """)
    }

    /// Lets the network learn from its own labels, and measures it before and after.
    private func learn(
        from sets: LabelledSets, _ before: SideBySide.Network, _ trained: TrainedNetwork, _ progress: ProgressReporter
    ) throws -> (TaughtNetwork.Outcome, SideBySide) {
        let taught = try TaughtNetwork(
            run: before.run, manifest: sets.unlabelled.manifest, pairs: sets.pairs,
            tests: [sets.testSDSS.manifest, sets.testDES.manifest], truth: sets.testUnlabelled,
            kinds: SimulatedSky.Paths(directory: "\(output)/sky").truth, output: "\(output)/run_taught",
            device: engine.device, threads: engine.limit
        ).perform(replaces: force, progress)
        var sideBySide = SideBySide(folder: output, sets: sets)
        try sideBySide.add(before, progress: progress)
        if let run = taught.run {
            let own = LibtorchEngine(try TrainedNetwork(run, device: trained.device, threads: engine.limit))
            let target = try TargetSurvey(
                run: run, manifest: sets.unlabelled.manifest, pairs: sets.pairs, output: "\(output)/run_taught_des",
                device: trained.device, threads: engine.limit
            ).network(own, progress)
            try sideBySide.add(.init(name: "after", run: run, own: own, brought: target.engine), progress: progress)
        }
        return (taught, sideBySide)
    }

    /// Builds the sky, matches its catalogues, selects the sets and cuts them out. The same options give the same
    /// pictures, so that a second run of the command finds its training unchanged.
    private func makeSets(_ progress: ProgressReporter) throws -> LabelledSets {
        let threads = Workers.cores
        // Another survey has another share of spirals: what the network learnt of it does not hold there.
        let sky = SimulatedSkyConfiguration(
            seed: UInt64(seed), galaxies: galaxies, des: .des.with(spiralShare: 0.7), threads: threads)
        let paths = try SimulatedSky.build(sky, in: "\(output)/sky", progress: progress)
        if force, FileManager.default.fileExists(atPath: "\(output)/cutouts") {
            guard (try? RunInfo.read(RunDirectory("\(output)/run"))) != nil else {
                throw InputError(
                    file: "\(output)/cutouts",
                    problem: "no training of a demonstration lies beside it: it may be yours",
                    remedy: "Move it away, or give another --output")
            }
            try FileManager.default.removeItem(atPath: "\(output)/cutouts")
        }
        var configuration = LabelledSets.Configuration()
        // The thresholds of Galaxy Zoo's own clean sample: the paper's leave only galaxies that nobody could mistake.
        configuration.labels = .galaxyZooClean
        configuration.seed = UInt64(seed)
        configuration.threads = threads
        let sets = try LabelledSets.make(from: paths, configuration, in: output, progress: progress)
        print(sets.selection.table())
        return sets
    }

    /// The demonstration's recipe. A run that has begun keeps its own, whatever can be fetched today.
    private func recipe(_ run: RunDirectory, _ progress: ProgressReporter) throws -> Recipe {
        let begun = force ? nil : try? run.read().recipe
        let transfers = try !fromScratch && (begun.map { !$0.network.weights.isEmpty } ?? hasWeights(progress))
        var recipe = transfers ? Recipe.demo : .demoFromScratch
        recipe.seed = seed
        // Where a processor must emulate bfloat16 it is slower than float32, several times.
        if engine.device == "cpu", !Torch.vectorInstructions.contains("bf16") { recipe.precision = .float32 }
        if let threads = engine.threads { recipe.threads = threads }
        if let epochs {
            for stage in recipe.stage.indices { recipe.stage[stage].epochs = min(epochs, recipe.stage[stage].epochs) }
        }
        return recipe
    }

    /// Whether the first weights are here, after fetching them where they were not.
    private func hasWeights(_ progress: ProgressReporter) throws -> Bool {
        let entry = try Registry.entry(Recipe.demo.network.weights)
        let cache = WeightCache.standard
        if !cache.contains(entry) { progress.say("Fetching ImageNet weights: \(entry.url) (\(entry.licence))") }
        do {
            _ = try cache.fetch(entry)
            return true
        } catch let error where !(error is Interrupted) {
            progress.say("No ImageNet weights: \(error)")
            progress.say("Learning from random weights instead, which takes a smaller network.")
            return false
        }
    }

    /// The most confident galaxies of each class and survey, as PNG.
    private func writeSheets(
        classes: [String], sdss: [Prediction], des: [Prediction]
    ) throws -> [(path: String, caption: String, image: RGBImage)] {
        var sheets: [(path: String, caption: String, image: RGBImage)] = []
        for (survey, predictions) in [("sdss", sdss), ("des", des)] {
            for (number, name) in classes.enumerated() {
                let best = predictions.filter { $0.predicted == number }
                    .sorted { ($1.confidence, $0.id) < ($0.confidence, $1.id) }.prefix(24)
                let caption = "Most confident \(name)s of simulated \(survey.uppercased())"
                let tiles = try best.compactMap { prediction in
                    try prediction.file.map { file in
                        ContactSheet.Tile(
                            image: try RGBImage(contentsOf: file),
                            caption: "\(prediction.id)  \(Int((prediction.confidence * 100).rounded())) %")
                    }
                }
                let image = try ContactSheet(title: caption, tiles: tiles, columns: 8).image()
                let path = "\(output)/most_confident_\(name)_\(survey).png"
                try image.writePNG(to: path)
                sheets.append((path, caption, image))
            }
        }
        return sheets
    }
}
