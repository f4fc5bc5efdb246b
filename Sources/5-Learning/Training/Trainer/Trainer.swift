import Files
import Foundation
import Manifests
import Networks
import Process
import Randomness
import Tables
import Torch
import TrainingSets

/// Trains a network stage by stage, as a recipe says, into a run directory.
///
/// The state after every step follows from recipe, manifests and seed alone: order, augmentation and dropout are drawn
/// from (seed, stage, epoch, step). A run that was interrupted and goes on therefore ends, on the CPU, with the same
/// bytes as one that was not.
final class Trainer {
    private let recipe: Recipe
    private let run: RunDirectory
    private let data: TrainingData
    private let network: GalaxyNetwork
    private let device: Device
    private let progress: ProgressReporter
    private let log: RunLog
    private let fingerprint: String
    private let howToGoOn: String
    private let loading: ImageLoading
    private let afterStep: () -> Void
    private var state = TrainingState()
    /// Weights that the stages before handed on.
    private var handedOn: [(String, Tensor)] = []
    private var lastWrite = ContinuousClock.now
    private var lastTick = ContinuousClock.now

    /// Seconds between two checkpoints within an epoch.
    private static let secondsBetweenWrites = 300.0

    init(
        recipe: Recipe, run: RunDirectory, data: TrainingData, network: GalaxyNetwork, device: Device,
        fingerprint: String, howToGoOn: String, progress: ProgressReporter, log: RunLog,
        afterStep: @escaping () -> Void
    ) {
        self.recipe = recipe
        self.run = run
        self.data = data
        self.network = network
        self.device = device
        self.fingerprint = fingerprint
        self.howToGoOn = howToGoOn
        self.progress = progress
        self.log = log
        self.afterStep = afterStep
        loading = ImageLoading(
            items: data.galaxies.map { .init(file: $0.row.file, label: $0.label, row: $0.row.row) }, cachesImages: true)
    }

    /// Runs the stages that are not done yet.
    ///
    /// - Returns: the row of the epoch whose weights the network has at the end, and the seconds spent in training.
    /// - Throws: ``Diverged``, ``Interrupted``, ``Files/InputError``, ``Files/WriteError``, ``Torch/TorchError``.
    func train() throws -> (kept: MetricsRow?, seconds: Double) {
        let checkpoint = try Checkpoint.read(run, fingerprint: fingerprint)
        if let checkpoint {
            state = checkpoint.state
            try network.store.load(checkpoint.network)
            handedOn = network.store.state().compactMap { name, _ in checkpoint.handedOn[name].map { (name, $0) } }
            try log.say(
                "Going on in stage \(min(state.stage + 1, recipe.stage.count)) of \(recipe.stage.count), "
                    + "epoch \(state.epoch + 1), after \(state.step) steps")
        }
        var resumed = checkpoint
        while state.stage < recipe.stage.count {
            try runStage(resuming: resumed)
            resumed = nil
        }
        return (state.handedOn, state.seconds)
    }

    private func runStage(resuming checkpoint: Checkpoint?) throws {
        let stage = recipe.stage[state.stage]
        try network.freeze(through: stage.freezeThrough.isEmpty ? nil : stage.freezeThrough)
        try log.say(
            "Stage \(state.stage + 1) of \(recipe.stage.count), '\(stage.name)': "
                + "\(network.store.trainable.reduce(0) { $0 + $1.count }.formatted()) parameters move, "
                + "up to \(stage.epochs) epochs of \(data.split.train.count.formatted()) galaxies")
        lastTick = .now
        let features = stage.isHeadOnly ? try makeFeatures(stage) : nil
        let current = try StageRun(
            number: state.stage, network: network, data: data, recipe: recipe, device: device, loading: loading,
            features: features)
        if let checkpoint, state.course != nil {
            try current.resume(checkpoint)
        } else {
            state.course = LearningRateCourse(stage: stage, stepsPerEpoch: current.stepsPerEpoch)
            state.stopping = EarlyStopping(patience: stage.earlyStoppingPatience)
        }
        while state.epoch < stage.epochs, state.stopping?.isExhausted != true {
            try runEpoch(current)
        }
        try endStage(current)
    }

    private func runEpoch(_ current: StageRun) throws {
        let stage = current.stage
        let stepsPerEpoch = current.stepsPerEpoch
        guard let course = state.course else { preconditionFailure("a stage runs that has no learning rate") }
        progress.begin("\(stage.name) \(state.epoch + 1)/\(stage.epochs)", total: stepsPerEpoch)
        let source = current.trainingSource(epoch: state.epoch, skipping: state.step)
        while let input = try source.next() {
            let rate = course.rate(step: state.epoch * stepsPerEpoch + state.step)
            let result = try notingPlace(stage: stage, rate: rate) {
                try current.step(input, rate: rate, seed: stepSeed())
            }
            state.sums.add(count: input.members.count, meanLoss: result.loss, correct: result.correct)
            state.step += 1
            tick()
            afterStep()
            progress.advance(
                to: state.step,
                detail: "loss \(decimals(state.sums.meanLoss, 4)), accuracy \(decimals(state.sums.accuracy * 100, 2)) %"
            )
            try stopOrSave(current)
        }
        let rate = course.rate(step: (state.epoch + 1) * stepsPerEpoch - 1)
        guard let validation = try current.validate() else {
            try save(current)
            throw Interrupted(howToGoOn: howToGoOn)
        }
        tick()
        progress.end()
        let training = state.sums
        _ = try notingPlace(stage: stage, rate: rate) {
            guard validation.meanLoss.isFinite else {
                throw NotFinite(quantity: "validation loss", value: validation.meanLoss)
            }
        }
        try end(current, training: training, validation: validation, rate: rate)
    }

    /// Takes the epoch into the records, and writes a checkpoint.
    private func end(_ current: StageRun, training: EpochSums, validation: EpochSums, rate: Double) throws {
        let stage = current.stage
        let isBest = state.stopping?.take(validation.meanLoss) ?? false
        let row = MetricsRow(
            stage: stage.name, epoch: state.epoch + 1, learningRate: rate, trainingLoss: training.meanLoss,
            trainingAccuracy: training.accuracy, validationLoss: validation.meanLoss,
            validationAccuracy: validation.accuracy, seconds: state.epochSeconds, isBest: isBest)
        state.rows.append(row)
        if isBest || stage.keep == .last {
            state.best = row
            current.best = try current.currentWeights()
        }
        try log.say(
            "\(stage.name) \(row.epoch)/\(stage.epochs)  training \(decimals(row.trainingLoss, 4)) "
                + "(\(decimals(row.trainingAccuracy * 100, 2)) %)  validation \(decimals(row.validationLoss, 4)) "
                + "(\(decimals(row.validationAccuracy * 100, 2)) %)  rate \(rate)  \(shortDuration(row.seconds))"
                + (isBest ? "  best" : ""))
        if state.course?.endEpoch(validationLoss: validation.meanLoss) == true {
            try log.say("The learning rate falls: the validation loss has not")
        }
        state.endEpoch()
        try AtomicFile.write(run.metrics, string: MetricsRow.csv(state.rows))
        if state.epoch < stage.epochs, state.stopping?.isExhausted != true { try stopOrSave(current, atOnce: true) }
    }

    /// Hands the stage's weights on: its own, unless those handed on before have a lower validation loss.
    private func endStage(_ current: StageRun) throws {
        guard let best = state.best else { preconditionFailure("a stage ends without an epoch") }
        if let before = state.handedOn, current.stage.keep == .best, before.validationLoss <= best.validationLoss {
            try log.say(
                "Stage '\(current.stage.name)' brought no lower validation loss: the weights of '\(before.stage)', "
                    + "epoch \(before.epoch), are kept")
        } else {
            state.handedOn = best
            handedOn = current.best
        }
        try network.store.restore(handedOn)
        state.endStage()
        try writeCheckpoint(optimizer: [], average: [], best: [])
    }

    private func makeFeatures(_ stage: Stage) throws -> (training: [PooledFeatures], validation: PooledFeatures) {
        let views = (0..<max(1, stage.cachedViews)).map { stage.cachedViews == 0 ? nil : $0 }
        let sets = [(members: data.split.validation, view: Int?.none)] + views.map { (data.split.train, $0) }
        let maker = FeatureMaker(
            network: network, galaxies: data.galaxies, recipe: recipe, device: device, loading: loading, run: run,
            progress: progress)
        let features = try maker.make(
            sets, batch: stage.batch, fingerprint: "\(fingerprint) stage \(state.stage)", howToGoOn: howToGoOn)
        tick()
        return (Array(features[1...]), features[0])
    }

    /// Stops after a signal, with a checkpoint; writes one now and then otherwise.
    private func stopOrSave(_ current: StageRun, atOnce: Bool = false) throws {
        let isStopped = StopSignal.isRequested
        guard isStopped || atOnce || lastWrite.duration(to: .now) > .seconds(Self.secondsBetweenWrites) else { return }
        try save(current)
        if isStopped { throw Interrupted(howToGoOn: howToGoOn) }
    }

    private func save(_ current: StageRun) throws {
        try writeCheckpoint(
            optimizer: current.optimizer.state(), average: current.average?.state() ?? [], best: current.best)
    }

    private func writeCheckpoint(
        optimizer: [(String, Tensor)], average: [(String, Tensor)], best: [(String, Tensor)]
    ) throws {
        try Checkpoint.write(
            run, state: state, fingerprint: fingerprint, network: network.store.state(), optimizer: optimizer,
            average: average, best: best, handedOn: handedOn)
        lastWrite = .now
    }

    /// Adds the time since the last call to the time spent.
    private func tick() {
        let now = ContinuousClock.now
        let passed = lastTick.duration(to: now) / .seconds(1)
        lastTick = now
        state.seconds += passed
        state.epochSeconds += passed
    }

    /// Seed of the dropout of the running step.
    private func stepSeed() -> UInt64 {
        var generator = SeededGenerator(
            UInt64(recipe.seed), 0xD207, UInt64(state.stage), UInt64(state.epoch), UInt64(state.step))
        return generator.next()
    }

    private func notingPlace<T>(stage: Stage, rate: Double, _ body: () throws -> T) throws -> T {
        do {
            return try body()
        } catch let error as NotFinite {
            progress.end()
            let diverged = Diverged(
                quantity: error.quantity, value: error.value, stage: stage.name, epoch: state.epoch + 1,
                step: state.step + (error.quantity == "validation loss" ? 0 : 1), learningRate: rate)
            try log.say("Stopped: \(diverged)")
            throw diverged
        }
    }
}

extension StageRun {
    /// The weights that are validated and kept: the averaged ones where the stage keeps an average.
    func currentWeights() throws -> [(String, Tensor)] {
        if let average {
            let names = Set(network.store.entries.map(\.name))
            return try copies(of: average.state().filter { names.contains($0.0) })
        }
        return try network.store.copy()
    }

    /// Goes on within the stage.
    func resume(_ checkpoint: Checkpoint) throws {
        try optimizer.load(checkpoint.optimizer)
        let names = network.store.state().map(\.0)
        try average?.load(checkpoint.average)
        best = names.compactMap { name in checkpoint.best[name].map { (name, $0) } }
    }
}

/// `value` with a fixed number of decimals.
func decimals(_ value: Double, _ count: Int) -> String { String(format: "%.\(count)f", value) }
