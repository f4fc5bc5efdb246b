import Files
import Foundation
import Networks
public import Process
import Torch
import TrainingSets

/// One training run from its request to its finished folder.
public enum TrainingRun {
    /// Trains as `request` says, or goes on where an interrupted run of the same request stopped.
    ///
    /// - Returns: `run.json` of the finished run; at once when the folder holds that very run already.
    /// - Throws: ``Interrupted`` after Ctrl-C, ``Diverged``, ``Files/InputError``, ``Files/WriteError``,
    ///   ``Torch/TorchError``, ``Torch/WeightMismatch``.
    public static func perform(_ request: TrainingRequest, progress: ProgressReporter) throws -> RunInfo {
        try perform(request, progress: progress, afterStep: {})
    }

    /// As ``perform(_:progress:)``; calls `afterStep` after each training step.
    package static func perform(
        _ request: TrainingRequest, progress: ProgressReporter, afterStep: @escaping () -> Void
    ) throws -> RunInfo {
        try StopSignal.whileGraceful {
            try performGracefully(request, progress: progress, afterStep: afterStep)
        }
    }

    private static func performGracefully(
        _ request: TrainingRequest, progress: ProgressReporter, afterStep: @escaping () -> Void
    ) throws -> RunInfo {
        let run = request.run
        let recipe = request.recipe
        try Torch.start(threads: recipe.threads > 0 ? recipe.threads : nil)
        let device = try Device(name: request.device)
        let fingerprint = try request.fingerprint()
        let earlier = try claim(request, fingerprint: fingerprint)
        if let earlier, run.isComplete {
            progress.say("\(run.path) holds this very run, finished \(earlier.finished ?? "earlier"): nothing to do")
            return earlier
        }
        let verdicts = ImageVerdicts(run)
        let data = try TrainingData.read(
            manifests: request.manifests, id: request.idColumn, recipe: recipe,
            skipsUnreadable: request.skipsUnreadable, progress: progress,
            unreadable: verdicts.unreadable)
        if StopSignal.isRequested { throw Interrupted(howToGoOn: request.howToGoOn) }
        let (network, firstWeights) = try NetworkMaker.network(recipe)
        try network.store.to(device)

        try Directory.create(run.path)
        var info = RunInfo(
            program: ProgramVersion.current, torch: Torch.version, classes: recipe.classes,
            backbone: recipe.network.backbone.rawValue, origin: network.backbone.origin.rawValue,
            endpoint: network.backbone.endpoint, firstWeights: firstWeights, fingerprint: fingerprint,
            seed: recipe.seed, device: request.device, threads: Torch.threads, manifests: data.sources,
            idColumn: request.idColumn, skipsUnreadable: request.skipsUnreadable,
            started: earlier?.started ?? Date.now.formatted(.iso8601))
        try AtomicFile.write(run.recipe, string: try RecipeFile.text(of: recipe))
        try data.write(to: run.galaxies, classes: recipe.classes)
        try verdicts.write(run)
        try info.write(run)
        let log = try RunLog(path: run.log, progress: progress)
        try introduce(info, recipe: recipe, data: data, log: log)

        let trainer = Trainer(
            recipe: recipe, data: data, network: network, device: device, crew: SingleProcess(),
            recorder: RunRecorder(run: run, log: log, progress: progress),
            store: RunStore(run: run, fingerprint: fingerprint), howToGoOn: request.howToGoOn, afterStep: afterStep)
        let result = try trainer.train()

        info.finished = Date.now.formatted(.iso8601)
        info.seconds = result.seconds
        info.validationLoss = result.kept?.validationLoss
        info.validationAccuracy = result.kept?.validationAccuracy
        try info.write(run)
        // No time and no path in here: two runs with one seed give the same bytes.
        try SafeTensors.write(
            network.store.state(),
            metadata: [
                "backbone": info.backbone, "origin": info.origin, "endpoint": info.endpoint,
                "classes": recipe.classes.joined(separator: ","), "program": "tuningfork \(info.program)",
            ], to: run.weights)
        try run.removeCheckpoint()
        try log.say(
            "Done in \(shortDuration(result.seconds)): validation accuracy "
                + "\(decimals((info.validationAccuracy ?? 0) * 100, 2)) %, weights in \(run.weights)")
        return info
    }

    /// Looks at what the folder holds, and clears it where that is allowed.
    ///
    /// - Returns: the record of the same request's earlier run, finished or not; nil for a fresh start.
    private static func claim(_ request: TrainingRequest, fingerprint: String) throws -> RunInfo? {
        let run = request.run
        guard run.holdsAnything else { return nil }
        if request.replaces {
            try run.clear()
            return nil
        }
        let earlier = run.exists(run.info) ? try RunInfo.read(run) : nil
        if let earlier, earlier.fingerprint == fingerprint { return earlier }
        throw WriteError(
            path: run.path,
            reason: earlier == nil
                ? "the folder is not empty and holds no training run"
                : "the folder holds a run with another recipe, other manifests or another version",
            remedy: earlier == nil
                ? "Give a new folder, or use --force to write into this one"
                : "Give a new folder, use --resume to go on with that run, or --force to replace it")
    }

    private static func introduce(_ info: RunInfo, recipe: Recipe, data: TrainingData, log: RunLog) throws {
        let classes = recipe.classes.count
        let train = TrainingData.counts(of: data.split.train, in: data.galaxies, classes: classes)
        let validation = TrainingData.counts(of: data.split.validation, in: data.galaxies, classes: classes)
        func list(_ counts: [Int]) -> String {
            zip(counts, recipe.classes).map { "\($0) \($1)" }.joined(separator: ", ")
        }
        let weights = info.firstWeights.isEmpty ? "random first weights" : "weights \(info.firstWeights)"
        try log.say(
            "Recipe '\(recipe.name)': \(info.backbone) through \(info.endpoint), \(weights), seed \(recipe.seed), "
                + "\(info.device), \(info.threads) threads, \(recipe.precision.rawValue)")
        try log.say("Training on \(list(train)); validation on \(list(validation))")
        for row in data.leftOut.prefix(10) { try log.say("Left out: \(row)") }
        if data.leftOut.count > 10 { try log.say("Left out: \(data.leftOut.count - 10) more unreadable images") }
    }
}
