import Foundation
package import Networks
import Randomness
package import Torch
import TrainingSets

/// One stage being run: what its steps need, made once at its beginning.
package final class StageRun {
    let number: Int
    let stage: Stage
    let network: GalaxyNetwork
    let data: TrainingData
    let recipe: Recipe
    let device: Device
    let loading: ImageLoading
    let crew: any TrainingCrew
    let team: ReplicaTeam
    package let optimizer: StageOptimizer
    /// Training objective, with class weights and smoothing; validation counts every galaxy alike, without smoothing.
    package let objective: any Objective
    let validationObjective: any Objective
    /// Cached features of the training views and of the validation set; nil when images are loaded.
    let features: (training: [PooledFeatures], validation: PooledFeatures)?
    /// The parts of each step that this process computes.
    package let share: RankShare
    private let maker: any StepMaker
    /// Averaged weights; nil when the stage keeps none.
    package let average: WeightAverage?
    /// Weights of the best epoch so far.
    var best: [(String, Tensor)] = []

    package init(
        number: Int, network: GalaxyNetwork, data: TrainingData, recipe: Recipe, device: Device, loading: ImageLoading,
        features: (training: [PooledFeatures], validation: PooledFeatures)?, plan: StepPlan = StepPlan(),
        crew: any TrainingCrew = SingleProcess()
    ) throws {
        self.number = number
        stage = recipe.stage[number]
        self.network = network
        self.data = data
        self.recipe = recipe
        self.device = device
        self.loading = loading
        self.features = features
        self.crew = crew
        let classes = recipe.classes.count
        // Set rules draw the same numbers of each class in every epoch: the first one stands for all.
        let order = EpochOrder.make(
            members: data.split.train, galaxies: data.galaxies, recipe: recipe, stage: number, epoch: 0)
        let counts = TrainingData.counts(of: order, in: data.galaxies[...], classes: classes)
        let even = [Double](repeating: 1, count: classes)
        let objective = try recipe.objective(
            data.galaxies,
            classWeights: recipe.classBalance == .weights ? CrossEntropy.balancedWeights(counts: counts) : even,
            labelSmoothing: recipe.labelSmoothing, device: device)
        self.objective = objective
        validationObjective = try recipe.objective(
            data.galaxies, classWeights: even, labelSmoothing: 0, device: device)
        optimizer = StageOptimizer(network, stage: stage)
        average = stage.averageDecay > 0 ? try WeightAverage(network.store, decay: stage.averageDecay) : nil

        // A head on features is little work: each process does all of it, and nothing is sent.
        let workers: any TrainingCrew = features != nil && plan.isExact ? SingleProcess() : crew
        let places = order.count * (features?.training.count ?? 1)
        let batch = stage.batch * (recipe.ranks.batchScope == .eachRank ? crew.count : 1)
        let cut = EpochCut(
            count: max(1, places), batch: batch,
            part: features != nil && plan.isExact ? batch : recipe.ranks.part(exact: plan.isExact, batch: batch),
            least: plan.isExact ? 1 : min(batch, crew.count))
        share = RankShare(cut, rank: workers.rank, ranks: workers.count, keepsParts: plan.isExact)
        let loss: PartLoss = { [recipe, device] replica, part, total in
            let logits = try replica.logits(
                of: part, isPooled: features != nil, training: true, precision: recipe.precision, device: device)
            let members = try part.places(device)
            return (
                try objective.loss(logits, members: members, total: total),
                try objective.correct(logits.detach(), members: members)
            )
        }
        team = try ReplicaTeam(
            network, threads: features == nil ? plan.threads : 1, isExact: plan.isExact)
        maker =
            plan.isExact
            ? ExactSteps(team, crew: workers, cut: cut, loss: loss)
            : try OverlappedSteps(team.first, crew: workers, device: device, loss: loss)
    }

    /// Steps of one epoch.
    package var stepsPerEpoch: Int { share.cut.steps }

    /// The learning rate through the stage.
    var course: LearningRateCourse {
        LearningRateCourse(
            stage: stage, stepsPerEpoch: stepsPerEpoch,
            scale: recipe.ranks.batchScope == .eachRank ? Double(crew.count) : 1)
    }

    /// The training input of `epoch`, from step `skipping` on.
    func trainingSource(epoch: Int, skipping: Int) -> any StepSource {
        let order = EpochOrder.make(
            members: data.split.train, galaxies: data.galaxies, recipe: recipe, stage: number, epoch: epoch)
        if let features {
            // Every view of every galaxy, in random order.
            let rows = Dictionary(uniqueKeysWithValues: features.training[0].members.enumerated().map { ($1, $0) })
            let places = order.flatMap { member in
                features.training.indices.compactMap { view in
                    rows[member].map { PooledFeatures.Place(view: view, row: $0) }
                }
            }
            var generator = SeededGenerator(UInt64(recipe.seed), 0xFEA7, UInt64(number), UInt64(epoch))
            return FeatureSource(
                features: features.training, order: generator.shuffled(places), share, from: skipping)
        }
        let parts = (skipping..<max(skipping, share.cut.steps)).flatMap { share.parts(of: $0).map(\.places) }
        let loader = loading.loader(
            frame: recipe.input, augmentation: recipe.augmentation, parts: parts, order: order,
            seed: UInt64(recipe.seed), key: AugmentationKey(stage: number, epoch: epoch))
        return ImageSource(PartLoader(loader, data.galaxies), share, from: skipping)
    }

    /// One step: loss, gradient, move. What it gives stays on the device, also where it is no number.
    ///
    /// - Parameters:
    ///   - seed: of the dropout in a part of this step, by the part's number.
    ///   - isStopped: whether this process was asked to stop.
    package func step(
        _ input: StepInput, rate: Double, seed: (_ part: Int) -> UInt64, isStopped: Bool = false
    ) throws -> StepResult {
        let numbers = try maker.makeGradients(input, seed: seed, isStopped: isStopped)
        let norm =
            stage.gradientClip > 0
            ? try Gradients.clip(optimizer.parameters, maximum: stage.gradientClip)
            : try Gradients.norm(optimizer.parameters)
        try optimizer.step(rate: rate)
        try average?.update()
        return StepResult(numbers: numbers, gradientNorm: norm, total: input.total)
    }

    /// Mean loss and accuracy over the validation set, with the averaged weights when the stage keeps an average;
    /// nil when `isStopped` became true in any process.
    func validate(isStopped: () -> Bool) throws -> EpochSums? {
        guard let average else { return try validateAsIs(isStopped) }
        return try average.withAverages { try validateAsIs(isStopped) }
    }

    /// Parts of a fixed size are dealt out; their numbers are added in the order of the parts.
    private func validateAsIs(_ isStopped: () -> Bool) throws -> EpochSums? {
        try team.follow()
        let members = data.split.validation
        let size = share.cut.part
        let parts = (members.count + size - 1) / size
        let own = crew.stretch(of: parts)
        func places(_ part: Int) -> Range<Int> { part * size..<min((part + 1) * size, members.count) }
        let loader: PartLoader? =
            features != nil
            ? nil
            : PartLoader(
                loading.loader(frame: recipe.input, parts: own.map(places), order: members), data.galaxies)
        var stops = false
        var next = own.lowerBound
        let lock = NSLock()
        nonisolated(unsafe) var found: [(part: Int, loss: Tensor, correct: Tensor)] = []
        try team.forEach({ () throws -> StepPart? in
            stops = stops || isStopped()
            guard !stops, next < own.upperBound else { return nil }
            defer { next += 1 }
            if let loader { return try loader.next(next) }
            return [features!.validation].part(
                places(next).map { PooledFeatures.Place(view: 0, row: $0) }[...], number: next)
        }) { (replica: Replica, part: StepPart) in
            try withoutGradient {
                let logits = try replica.logits(
                    of: part, isPooled: features != nil, training: false, precision: recipe.precision, device: device)
                let places = try part.places(device)
                let loss = try validationObjective.loss(logits, members: places, total: part.members.count)
                let correct = try validationObjective.correct(logits, members: places)
                lock.withLock { found.append((part.number, loss, correct)) }
            }
        }
        var numbers = [Double](repeating: 0, count: 2 * parts + 1)
        if !found.isEmpty {
            let values = try Tensor.stack(found.flatMap { [try $0.loss.to(.float64), try $0.correct.to(.float64)] })
                .doubles()
            for (place, entry) in found.enumerated() {
                numbers[2 * entry.part] = values[2 * place] * Double(places(entry.part).count)
                numbers[2 * entry.part + 1] = values[2 * place + 1]
            }
        }
        numbers[2 * parts] = stops ? 1 : 0
        let sums = try crew.sum(numbers)
        guard sums[2 * parts] == 0 else { return nil }
        return (0..<parts).reduce(into: EpochSums(count: members.count)) { result, part in
            result.loss += sums[2 * part]
            result.correct += Int(sums[2 * part + 1])
        }
    }
}

extension Replica {
    /// Logits (N, classes) in float32 of images or of pooled features.
    fileprivate func logits(
        of part: StepPart, isPooled: Bool, training: Bool, precision: Precision, device: Device
    ) throws(TorchError) -> Tensor {
        let input = try part.tensor(device)
        return try withAutocast(precision.autocast, device: device) { () throws(TorchError) in
            isPooled
                ? try network.headOutput(input, training: training, generator: generator).logits
                : try network.forward(input, training: training, generator: generator).logits
        }.to(.float32)
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
        try optimizer.load(Dictionary(uniqueKeysWithValues: checkpoint.optimizer))
        try average?.load(Dictionary(uniqueKeysWithValues: checkpoint.average))
    }
}
