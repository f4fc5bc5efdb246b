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
        var lock = Directory.isDirectory(run.path) ? try FileLock(run.lock, of: run.path) : nil
        var earlier = try RunClaim.earlier(request, fingerprint: fingerprint)
        if let earlier, run.isComplete(earlier) {
            progress.say("\(run.path) holds this very run, finished \(earlier.finished ?? "earlier"): nothing to do")
            return earlier
        }
        // Everything is looked at before the folder is changed.
        let verdicts = ImageVerdicts(earlier == nil ? nil : run, recipe.input)
        let data = try TrainingData.read(
            manifests: request.manifests, validation: request.validation, id: request.idColumn, recipe: recipe,
            skipsUnreadable: request.skipsUnreadable, progress: progress, unreadable: verdicts.unreadable)
        if StopSignal.isRequested { throw Interrupted(howToGoOn: request.howToGoOn) }
        let (network, firstWeights) = try NetworkMaker.network(recipe)
        for stage in recipe.stage {
            try network.freeze(through: stage.freezeThrough.isEmpty ? nil : stage.freezeThrough)
        }
        try network.store.to(device)
        if earlier == nil { try RunClaim.checkInputs(request) }

        if lock == nil {
            try Directory.create(run.path)
            lock = try FileLock(run.lock, of: run.path)
            // Another process may have had the folder meanwhile.
            earlier = try RunClaim.earlier(request, fingerprint: fingerprint)
            if let earlier, run.isComplete(earlier) { return earlier }
        }
        defer { withExtendedLifetime(lock) {} }
        if earlier == nil { try run.clear() }
        let recipeText = try RecipeFile.text(of: recipe)
        var info = RunInfo(
            program: ProgramVersion.current, torch: Torch.version, classes: recipe.classes,
            backbone: recipe.network.backbone.rawValue, origin: network.backbone.origin.rawValue,
            endpoint: network.backbone.endpoint, firstWeights: firstWeights, fingerprint: fingerprint,
            seed: recipe.seed, device: request.device, threads: Torch.threads, manifests: data.sources,
            validation: data.validationSources.isEmpty ? nil : data.validationSources, idColumn: request.idColumn,
            skipsUnreadable: request.skipsUnreadable,
            started: earlier?.started ?? Date.now.formatted(.iso8601))
        info.recipe = try RecipeValue(encoding: recipe)
        info.digests = [run.recipe.fileName: try Checksum.hexadecimal(.sha256, of: Array(recipeText.utf8))]
        // The record comes first: by it the others are known as a run's.
        try info.write(run)
        try AtomicFile.write(run.recipe, string: recipeText)
        try data.write(to: run.galaxies, classes: recipe.classes)
        try info.note(run.galaxies)
        try verdicts.write(run)
        try info.write(run)
        let log = try RunLog(path: run.log, progress: progress)
        try introduce(info, recipe: recipe, data: data, log: log)

        let store = RunStore(
            run: run, fingerprint: fingerprint, settings: request.checkpoints, say: log.say)
        // Also where training fails: the last checkpoint is on its way.
        defer { try? store.settle() }
        let trainer = Trainer(
            recipe: recipe, data: data, network: network, device: device, crew: SingleProcess(),
            recorder: RunRecorder(run: run, log: log, progress: progress),
            store: store, howToGoOn: request.howToGoOn, afterStep: afterStep)
        let result = try trainer.train()

        info.finished = Date.now.formatted(.iso8601)
        info.seconds = result.seconds
        info.validationLoss = result.kept?.validationLoss
        info.validationAccuracy = result.kept?.validationAccuracy
        // No time and no path in here: two runs with one seed give the same bytes.
        try SafeTensors.write(
            network.store.state(),
            metadata: [
                "backbone": info.backbone, "origin": info.origin, "endpoint": info.endpoint,
                "classes": recipe.classes.joined(separator: ","), "program": "tuningfork \(info.program)",
                "head": network.head.kind.rawValue,
                "answers": try recipe.voteScheme()?.tree.answers.joined(separator: ",") ?? "",
            ], to: run.weights)
        try info.note(run.weights)
        try info.write(run)
        try run.removeCheckpoint()
        try log.say(
            "Done in \(shortDuration(result.seconds)): validation accuracy "
                + "\(decimals((info.validationAccuracy ?? 0) * 100, 2)) %, weights in \(run.weights)")
        return info
    }

    private static func introduce(_ info: RunInfo, recipe: Recipe, data: TrainingData, log: RunLog) throws {
        let classes = recipe.classes.count
        let isVotes = recipe.head.kind == .votes
        let train = TrainingData.counts(of: data.split.train, in: data.galaxies[...], classes: classes)
        let validation = TrainingData.counts(of: data.split.validation, in: data.galaxies[...], classes: classes)
        func rows(_ count: Int) -> String { count == 1 ? "1 row" : "\(count) rows" }
        func list(_ counts: [Int]) -> String {
            zip(counts, recipe.classes).map { "\($0) \($1)" }.joined(separator: ", ")
        }
        let weights = info.firstWeights.isEmpty ? "random first weights" : "weights \(info.firstWeights)"
        try log.say(
            "Recipe '\(recipe.name)': \(info.backbone) through \(info.endpoint), \(weights), seed \(recipe.seed), "
                + "\(info.device), \(info.threads) threads, \(recipe.precision.rawValue)")
        try log.say("Training on \(list(train)); validation on \(list(validation))")
        if isVotes {
            try log.say(
                "Votes: \(data.split.train.count) and \(data.split.validation.count) galaxies, each above by its label or "
                    + "else its votes; accuracy is that of the first question's most voted answer")
        }
        if data.unlabelled > 0 {
            try log.say("Left out: \(rows(data.unlabelled)) without \(isVotes ? "votes" : "a label")")
        }
        if data.ruledOut > 0 { try log.say("Left out: \(rows(data.ruledOut)) by the recipe's [[set]] rules") }
        for row in data.leftOut.prefix(10) { try log.say("Left out: \(row)") }
        if data.leftOut.count > 10 { try log.say("Left out: \(data.leftOut.count - 10) more unreadable images") }
    }
}
