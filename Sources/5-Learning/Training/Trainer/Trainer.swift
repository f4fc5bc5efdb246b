import Files
import Foundation
import Manifests
import Networks
import Process
import Randomness
import Torch
import TrainingSets

/// Trains a network stage by stage, as a recipe says: the loop alone. What it tells and keeps goes through a recorder
/// and a store; it knows no file.
///
/// The state after every step follows from recipe, manifests and seed alone: order, augmentation and dropout are drawn
/// from (seed, stage, epoch, step, place in the step). A run that was interrupted and goes on therefore ends, on the CPU,
/// with the same bytes as one that was not, also when it goes on in another number of processes (``ExactSteps``).
///
/// Of several processes that train together all run this loop and hold the same state after every step.
final class Trainer {
    private let recipe: Recipe
    private let data: TrainingData
    private let network: GalaxyNetwork
    private let device: Device
    private let loading: ImageLoading
    private let plan: StepPlan
    private let crew: any TrainingCrew
    private let recorder: any TrainingRecorder
    private let store: any TrainingStore
    private let howToGoOn: String
    private let afterStep: () -> Void
    private var state = TrainingState()
    /// What the running epoch's steps gave that is not in the state yet.
    private var tally: StepTally
    /// Whether a process was asked to stop, as far as the steps have told.
    private var isAnyStopped = false
    /// Weights that the stages before handed on.
    private var handedOn: [(String, Tensor)] = []
    private var lastWrite = ContinuousClock.now
    private var stepsSinceWrite = 0
    private var lastTick = ContinuousClock.now

    /// What is trained, and how.
    struct Parts {
        let recipe: Recipe
        let data: TrainingData
        let network: GalaxyNetwork
        let device: Device
        let plan: StepPlan
        /// Processes that train on this machine, this one among them.
        let processes: Int
    }

    init(
        _ parts: Parts, crew: any TrainingCrew, recorder: any TrainingRecorder, store: any TrainingStore,
        howToGoOn: String, afterStep: @escaping () -> Void
    ) {
        recipe = parts.recipe
        data = parts.data
        network = parts.network
        device = parts.device
        plan = parts.plan
        self.crew = crew
        self.recorder = recorder
        self.store = store
        self.howToGoOn = howToGoOn
        self.afterStep = afterStep
        tally = StepTally(device: device)
        loading = ImageLoading(
            items: data.galaxies.map { .init(file: $0.row.file, label: $0.label, row: $0.row.row) }, cachesImages: true,
            processes: parts.processes, sendsBytes: parts.device != .cpu)
    }

    /// Runs the stages that are not done yet.
    ///
    /// - Returns: the row of the epoch whose weights the network has at the end, and the seconds spent in training.
    /// - Throws: ``Diverged``, ``Interrupted``, ``Files/InputError``, ``Files/WriteError``, ``Torch/TorchError``.
    func train() throws -> (kept: MetricsRow?, seconds: Double) {
        var resumed = try store.checkpoint()
        if let resumed {
            state = resumed.state
            try network.store.restore(resumed.network)
            handedOn = inOrder(resumed.handedOn)
            try recorder.record(.goingOn(state, stages: recipe.stage.count))
        }
        while state.stage < recipe.stage.count {
            try runStage(resuming: resumed)
            resumed = nil
        }
        return (state.handedOn, state.seconds)
    }

    private func runStage(resuming checkpoint: Checkpoint?) throws {
        let stage = recipe.stage[state.stage]
        try network.freeze(through: stage.freezeThrough.isEmpty ? nil : stage.freezeThrough)
        try recorder.record(
            .stageBegins(
                stage, number: state.stage + 1, of: recipe.stage.count,
                parameters: network.store.trainable.reduce(0) { $0 + $1.count }, galaxies: data.split.train.count))
        lastTick = .now
        let features = stage.isHeadOnly ? try makeFeatures(stage) : nil
        let current = try StageRun(
            number: state.stage, network: network, data: data, recipe: recipe, device: device, loading: loading,
            features: features, plan: plan, crew: crew)
        if let checkpoint, state.course != nil {
            try current.resume(checkpoint)
            current.best = inOrder(checkpoint.best)
        } else {
            state.course = current.course
            state.stopping = EarlyStopping(patience: stage.earlyStoppingPatience)
        }
        while state.epoch < stage.epochs, state.stopping?.isExhausted != true {
            try runEpoch(current)
        }
        try endStage(current)
    }

    private func runEpoch(_ current: StageRun) throws {
        let stage = current.stage
        try recorder.record(
            .workBegins("\(stage.name) \(state.epoch + 1)/\(stage.epochs)", total: current.stepsPerEpoch))
        let source = current.trainingSource(epoch: state.epoch, skipping: state.step)
        while let input = try timed({ try source.next() }) {
            let rate = rate(ofStep: state.step, current)
            let seed = dropoutSeed(stage: state.stage, epoch: state.epoch, step: state.step)
            tally.add(try current.step(input, rate: rate, seed: seed, isStopped: StopSignal.isRequested))
            state.step += 1
            if tally.isDue { try takeSteps(current) }
            tick()
            afterStep()
            try recorder.record(.workAdvances(to: state.step, state.sums))
            try stopOrSave(current)
        }
        try takeSteps(current)
        guard let validation = try current.validate(isStopped: { StopSignal.isRequested }) else {
            try save(current)
            try store.settle()
            throw Interrupted(howToGoOn: howToGoOn)
        }
        tick()
        try recorder.record(.workEnds)
        let rate = rate(ofStep: current.stepsPerEpoch - 1, current)
        if !validation.meanLoss.isFinite {
            try diverge("validation loss", validation.meanLoss, current, step: state.step, rate: rate)
        }
        try end(current, training: state.sums, validation: validation, rate: rate)
    }

    /// Takes what the last steps gave into the state, or stops at the first of them that gave no number.
    private func takeSteps(_ current: StageRun) throws {
        let steps = try tally.read()
        if let place = steps.firstIndex(where: { $0.notFinite != nil }), let found = steps[place].notFinite {
            let step = state.step - steps.count + place
            try diverge(found.quantity, found.value, current, step: step + 1, rate: rate(ofStep: step, current))
        }
        state.sums.add(steps)
        if steps.contains(where: \.isStopped) { isAnyStopped = true }
    }

    /// - Parameter step: number of the step in the epoch; 1 is the first.
    private func diverge(_ quantity: String, _ value: Double, _ current: StageRun, step: Int, rate: Double) throws {
        let diverged = Diverged(
            quantity: quantity, value: value, stage: current.stage.name, epoch: state.epoch + 1, step: step,
            learningRate: rate)
        try recorder.record(.diverged(diverged))
        throw diverged
    }

    /// The head's learning rate at `step` (0 is the first) of the running epoch.
    private func rate(ofStep step: Int, _ current: StageRun) -> Double {
        guard let course = state.course else { preconditionFailure("a stage runs that has no learning rate") }
        return course.rate(step: state.epoch * current.stepsPerEpoch + step)
    }

    /// Takes the epoch into the records, and writes a checkpoint.
    private func end(_ current: StageRun, training: EpochSums, validation: EpochSums, rate: Double) throws {
        let stage = current.stage
        let isBest = state.stopping?.take(validation.meanLoss) ?? false
        let row = MetricsRow(
            stage: stage.name, epoch: state.epoch + 1, learningRate: rate, trainingLoss: training.meanLoss,
            trainingAccuracy: training.accuracy, validationLoss: validation.meanLoss,
            validationAccuracy: validation.accuracy, seconds: state.epochSeconds,
            waitingSeconds: state.epochWaiting, isBest: isBest)
        state.rows.append(row)
        if isBest || stage.keep == .last {
            state.best = row
            current.best = try current.currentWeights()
        }
        try recorder.record(.epochEnds(stage, rows: state.rows))
        if state.course?.endEpoch(validationLoss: validation.meanLoss) == true { try recorder.record(.rateFalls) }
        state.endEpoch()
        if state.epoch < stage.epochs, state.stopping?.isExhausted != true { try stopOrSave(current, atOnce: true) }
    }

    /// Hands the stage's weights on: its own, unless those handed on before have a lower validation loss.
    private func endStage(_ current: StageRun) throws {
        guard let best = state.best else { preconditionFailure("a stage ends without an epoch") }
        if let before = state.handedOn, current.stage.keep == .best, before.validationLoss <= best.validationLoss {
            try recorder.record(.stageIsInVain(current.stage, kept: before))
        } else {
            state.handedOn = best
            handedOn = current.best
        }
        try network.store.restore(handedOn)
        state.endStage()
        try keep(Checkpoint(state: state, network: network.store.state(), handedOn: handedOn))
        try store.settle()
    }

    private func makeFeatures(_ stage: Stage) throws -> (training: [PooledFeatures], validation: PooledFeatures) {
        let views = (0..<max(1, stage.cachedViews)).map { stage.cachedViews == 0 ? nil : $0 }
        let sets = [(members: data.split.validation, view: Int?.none)] + views.map { (data.split.train, $0) }
        let maker = FeatureMaker(
            team: try ReplicaTeam(network, threads: plan.threads, isExact: plan.isExact), galaxies: data.galaxies,
            recipe: recipe, device: device, loading: loading, crew: crew, recorder: recorder, store: store)
        let features = try maker.make(
            sets, part: recipe.ranks.part(exact: plan.isExact, batch: stage.batch), stage: state.stage,
            howToGoOn: howToGoOn)
        tick()
        return (Array(features[1...]), features[0])
    }

    /// Stops after a signal, with a checkpoint; writes one now and then otherwise.
    private func stopOrSave(_ current: StageRun, atOnce: Bool = false) throws {
        // Several processes stop after the same step: the one whose numbers say that any of them was asked to.
        let isStopped = crew.count == 1 ? StopSignal.isRequested : isAnyStopped
        try store.check()
        if !atOnce { stepsSinceWrite += 1 }
        let seconds = lastWrite.duration(to: .now) / .seconds(1)
        guard isStopped || atOnce || store.settings.isDue(steps: stepsSinceWrite, seconds: seconds) else { return }
        try takeSteps(current)
        try save(current)
        guard isStopped else { return }
        try store.settle()
        throw Interrupted(howToGoOn: howToGoOn)
    }

    private func save(_ current: StageRun) throws {
        try keep(
            Checkpoint(
                state: state, network: network.store.state(), optimizer: current.optimizer.state(),
                average: current.average?.state() ?? [], best: current.best, handedOn: handedOn))
    }

    private func keep(_ checkpoint: Checkpoint) throws {
        try store.keep(checkpoint)
        lastWrite = .now
        stepsSinceWrite = 0
    }

    /// Tensors of a checkpoint in the order of the network.
    private func inOrder(_ tensors: [(String, Tensor)]) -> [(String, Tensor)] {
        let byName = Dictionary(uniqueKeysWithValues: tensors)
        return network.store.state().compactMap { name, _ in byName[name].map { (name, $0) } }
    }

    /// Adds the time that `input` takes to the time in which steps waited for it.
    private func timed<Input>(_ input: () throws -> Input) rethrows -> Input {
        let begin = ContinuousClock.now
        defer { state.epochWaiting += begin.duration(to: .now) / .seconds(1) }
        return try input()
    }

    /// Adds the time since the last call to the time spent.
    private func tick() {
        let now = ContinuousClock.now
        let passed = lastTick.duration(to: now) / .seconds(1)
        lastTick = now
        state.seconds += passed
        state.epochSeconds += passed
    }

    /// Seeds of the dropout in the parts of a step.
    private func dropoutSeed(stage: Int, epoch: Int, step: Int) -> (_ part: Int) -> UInt64 {
        let seed = UInt64(recipe.seed)
        return { part in
            var generator = SeededGenerator(
                seed, 0xD207, UInt64(stage), UInt64(epoch), UInt64(step), UInt64(part))
            return generator.next()
        }
    }
}
