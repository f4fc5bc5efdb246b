import Files
import Foundation
import Manifests
import Networks
import Process
import Ranks
import Torch
import TrainingSets

/// What a run writes into its folder, from its claim to its end; in the one process that writes.
final class RunWriter {
    /// What an opened folder takes while the run trains.
    struct Files {
        let recorder: RunRecorder
        let store: RunStore
    }

    private let request: TrainingRequest
    private let run: RunDirectory
    private let fingerprint: String
    private let progress: ProgressReporter
    private var lock: FileLock?
    /// The record of the same request's earlier run; nil for a fresh start.
    private let earlier: RunInfo?
    /// What is known of the images.
    let verdicts: ImageVerdicts
    private var info: RunInfo?
    private var log: RunLog?

    /// Looks whether the request may have the folder, and takes its lock where it is there; nothing else is changed.
    ///
    /// - Throws: as ``RunClaim/earlier(_:fingerprint:)``.
    init(_ request: TrainingRequest, progress: ProgressReporter) throws {
        self.request = request
        self.progress = progress
        run = request.run
        fingerprint = try request.fingerprint()
        lock = Directory.isDirectory(run.path) ? try FileLock(run.lock, of: run.path) : nil
        earlier = try RunClaim.earlier(request, fingerprint: fingerprint)
        verdicts = ImageVerdicts(earlier == nil ? nil : run, request.recipe.input)
    }

    /// The record of this very run, where it is finished already.
    var finished: RunInfo? { earlier.flatMap { run.isComplete($0) ? $0 : nil } }

    /// Takes the folder, and writes what is known before the first step.
    func open(_ data: TrainingData, network: GalaxyNetwork, firstWeights: String, threads: Int) throws -> Files {
        if earlier == nil { try RunClaim.checkInputs(request) }
        if lock == nil {
            try Directory.create(run.path)
            lock = try FileLock(run.lock, of: run.path)
            guard try RunClaim.earlier(request, fingerprint: fingerprint) == nil else {
                throw WriteError(
                    path: run.path, reason: "another process has trained into this folder meanwhile",
                    remedy: "Run the same command again")
            }
        }
        if earlier == nil { try run.clear() }
        let recipe = request.recipe
        let recipeText = try RecipeFile.text(of: recipe)
        var info = RunInfo(
            program: ProgramVersion.current, torch: Torch.version, classes: recipe.classes,
            backbone: recipe.network.backbone.rawValue, origin: network.backbone.origin.rawValue,
            endpoint: network.backbone.endpoint, firstWeights: firstWeights, fingerprint: fingerprint,
            seed: recipe.seed, device: request.device, threads: threads, manifests: data.sources,
            validation: data.validationSources.isEmpty ? nil : data.validationSources, idColumn: request.names.id,
            magnitudeColumn: request.names.magnitude, sizeColumn: request.names.size,
            skipsUnreadable: request.skipsUnreadable,
            started: earlier?.started ?? Date.now.formatted(.iso8601))
        info.additional = data.additionalSources.isEmpty ? nil : data.additionalSources
        info.ranks = request.launch.count > 1 ? request.launch.count : nil
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
        try introduce(info, data, log)
        self.info = info
        self.log = log
        return Files(
            recorder: RunRecorder(run: run, log: log, progress: progress),
            store: RunStore(run: run, fingerprint: fingerprint, settings: request.checkpoints, say: log.say))
    }

    /// Writes the weights and the record of the finished run.
    ///
    /// - Parameters:
    ///   - kept: the row of the epoch whose weights the network has.
    ///   - seconds: spent training.
    func finish(_ network: GalaxyNetwork, kept: MetricsRow?, seconds: Double) throws -> RunInfo {
        guard var info, let log else { preconditionFailure("a run ends that was not opened") }
        let recipe = request.recipe
        info.finished = Date.now.formatted(.iso8601)
        info.seconds = seconds
        info.validationLoss = kept?.validationLoss
        info.validationAccuracy = kept?.validationAccuracy
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
            "Done in \(shortDuration(seconds)): validation accuracy "
                + "\(decimals((info.validationAccuracy ?? 0) * 100, 2)) %, weights in \(run.weights)")
        return info
    }

    private func introduce(_ info: RunInfo, _ data: TrainingData, _ log: RunLog) throws {
        let recipe = request.recipe
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
                + "\(info.device), \(info.ranks.map { "\($0) ranks of " } ?? "")\(info.threads) threads, "
                + "\(recipe.precision.rawValue)")
        let calibration = TrainingData.counts(of: data.split.calibration, in: data.galaxies[...], classes: classes)
        let third = data.split.calibration.isEmpty ? "" : "; calibration on \(list(calibration))"
        try log.say("Training on \(list(train)); validation on \(list(validation))\(third)")
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
