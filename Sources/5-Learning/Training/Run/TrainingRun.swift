import Files
import Foundation
import Networks
public import Process
import Ranks
import Torch
import TrainingSets
import Workers

/// One training run from its request to its finished folder.
public enum TrainingRun {
    /// Trains as `request` says, or goes on where an interrupted run of the same request stopped.
    ///
    /// Of several ranks all call it; the first one alone writes the folder.
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
            try Torch.start()
            guard request.launch.count > 1 else {
                return try train(request, meeting: nil, progress: progress, afterStep: afterStep)
            }
            let meeting = try RankMeeting(request.launch, patience: request.patience)
            return try meeting.whileAllLive {
                try train(
                    request, meeting: meeting, progress: request.launch.isFirst ? progress : .silent,
                    afterStep: afterStep)
            }
        }
    }

    private static func train(
        _ request: TrainingRequest, meeting: RankMeeting?, progress: ProgressReporter,
        afterStep: @escaping () -> Void
    ) throws -> RunInfo {
        let recipe = request.recipe
        let device = try Device(name: request.deviceOfRank)
        let threads = recipe.threads > 0 ? recipe.threads : max(1, Workers.cores / request.processes)
        let plan = try StepPlan(recipe, device: device, threads: threads)
        try Torch.setThreads(plan.isExact ? 1 : threads)
        try meeting?.agree(on: request.facts(), round: "request")
        let writer = request.launch.isFirst ? try RunWriter(request, progress: progress) : nil
        if let finished = try meeting.map({ try $0.told(writer?.finished, as: "finished") }) ?? writer?.finished {
            progress.say(
                "\(request.run.path) holds this very run, finished \(finished.finished ?? "earlier"): nothing to do")
            return finished
        }
        // Everything is looked at before the folder is changed.
        let data = try TrainingData.read(
            manifests: request.manifests, validation: request.validation, additional: request.additional,
            names: request.names, recipe: recipe,
            skipsUnreadable: request.skipsUnreadable, progress: progress,
            unreadable: { files, progress in
                let found = writer?.verdicts.unreadable(files, progress)
                return try meeting?.unreadable(found) ?? found ?? []
            })
        if StopSignal.isRequested { throw Interrupted(howToGoOn: request.howToGoOn) }
        let (network, firstWeights) = try NetworkMaker.network(recipe)
        for stage in recipe.stage {
            try network.freeze(through: stage.freezeThrough.isEmpty ? nil : stage.freezeThrough)
        }
        try network.store.to(device)
        // The same file may lie elsewhere on another machine.
        let digest = firstWeights.components(separatedBy: " (SHA-256 ").last ?? ""
        try meeting?.agree(on: ["the SHA-256 of the first weights": digest], round: "weights")
        let files = try writer?.open(data, network: network, firstWeights: firstWeights, threads: threads)
        let result = try train(
            Trainer.Parts(
                recipe: recipe, data: data, network: network, device: device, plan: plan,
                processes: request.processes), request, files, meeting, afterStep)
        let info = try files.flatMap { _ in try writer?.finish(network, kept: result.kept, seconds: result.seconds) }
        return try meeting?.end(with: info) ?? info!
    }

    private static func train(
        _ parts: Trainer.Parts, _ request: TrainingRequest, _ files: RunWriter.Files?, _ meeting: RankMeeting?,
        _ afterStep: @escaping () -> Void
    ) throws -> (kept: MetricsRow?, seconds: Double) {
        // Also where training fails: the last checkpoint is on its way.
        defer { try? files?.store.settle() }
        let recorder: any TrainingRecorder = files?.recorder ?? SilentRecorder()
        guard let meeting else {
            return try Trainer(
                parts, crew: SingleProcess(), recorder: recorder, store: files!.store, howToGoOn: request.howToGoOn,
                afterStep: afterStep
            ).train()
        }
        let crew = try RankCrew(meeting, device: parts.device)
        let trainer = Trainer(
            parts, crew: crew, recorder: recorder,
            store: RankStore(own: files?.store, meeting: meeting, crew: crew), howToGoOn: request.howToGoOn,
            afterStep: afterStep)
        return try meeting.together { try trainer.train() }
    }
}
