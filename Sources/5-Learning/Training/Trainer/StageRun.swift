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
    package let optimizer: StageOptimizer
    /// Training objective, with class weights and smoothing; validation counts every galaxy alike, without smoothing.
    package let objective: any Objective
    let validationObjective: any Objective
    /// Cached features of the training views and of the validation set; nil when images are loaded.
    let features: (training: [PooledFeatures], validation: PooledFeatures)?
    /// Galaxies that come in one epoch, each as often as it comes.
    private let galaxiesPerEpoch: Int
    /// Averaged weights; nil when the stage keeps none.
    package let average: WeightAverage?
    /// Weights of the best epoch so far.
    var best: [(String, Tensor)] = []

    package init(
        number: Int, network: GalaxyNetwork, data: TrainingData, recipe: Recipe, device: Device, loading: ImageLoading,
        features: (training: [PooledFeatures], validation: PooledFeatures)?,
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
        galaxiesPerEpoch = order.count
        let counts = TrainingData.counts(of: order, in: data.galaxies[...], classes: classes)
        let even = [Double](repeating: 1, count: classes)
        objective = try recipe.objective(
            data.galaxies,
            classWeights: recipe.classBalance == .weights ? CrossEntropy.balancedWeights(counts: counts) : even,
            labelSmoothing: recipe.labelSmoothing, device: device)
        validationObjective = try recipe.objective(
            data.galaxies, classWeights: even, labelSmoothing: 0, device: device)
        optimizer = StageOptimizer(network, stage: stage)
        average = stage.averageDecay > 0 ? try WeightAverage(network.store, decay: stage.averageDecay) : nil
    }

    /// Steps of one epoch.
    package var stepsPerEpoch: Int {
        let rows = galaxiesPerEpoch * (features?.training.count ?? 1)
        let whole = (rows + stage.batch - 1) / stage.batch
        return rows % stage.batch > 0 && rows % stage.batch < crew.count ? whole - 1 : whole
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
            let share = crew.share(of: generator.shuffled(places), batch: stage.batch).dropping(skipping)
            return FeatureSource(
                features: features.training, order: share.items, batch: share.batch, device: device,
                totals: share.sizes)
        }
        let share = crew.share(of: order, batch: stage.batch).dropping(skipping)
        let loader = loading.loader(
            frame: recipe.input, augmentation: recipe.augmentation, batch: share.batch, order: share.items,
            seed: UInt64(recipe.seed), key: AugmentationKey(stage: number, epoch: epoch))
        return ImageSource(loader: loader, galaxies: data.galaxies, device: device, totals: share.sizes)
    }

    /// The validation input: every galaxy of the validation set once, in one of the processes.
    private func validationSource() -> any StepSource {
        if let features {
            let places = features.validation.members.indices.map { PooledFeatures.Place(view: 0, row: $0) }
            return FeatureSource(
                features: [features.validation], order: crew.stretch(of: places), batch: stage.batch, device: device)
        }
        let loader = loading.loader(
            frame: recipe.input, batch: stage.batch, order: crew.stretch(of: data.split.validation))
        return ImageSource(loader: loader, galaxies: data.galaxies, device: device)
    }

    /// One step: loss, gradient, move. What it gives stays on the device, also where it is no number.
    ///
    /// - Parameter seed: of the dropout in this step.
    package func step(_ input: StepInput, rate: Double, seed: UInt64) throws -> StepResult {
        try Torch.setSeed(seed)
        try optimizer.zeroGradients()
        let logits = try logits(input.input, training: true)
        let places = try input.places()
        let loss = try objective.loss(logits, members: places, total: input.total)
        try loss.backward()
        try crew.sumGradients(of: optimizer.parameters)
        let norm =
            stage.gradientClip > 0
            ? try Gradients.clip(optimizer.parameters, maximum: stage.gradientClip)
            : try Gradients.norm(optimizer.parameters)
        try optimizer.step(rate: rate)
        try average?.update()
        return StepResult(
            loss: try loss.detach(), gradientNorm: norm,
            correct: try objective.correct(logits.detach(), members: places), count: input.members.count,
            total: input.total)
    }

    /// Mean loss and accuracy over the validation set, with the averaged weights when the stage keeps an average;
    /// nil when `isStopped` became true.
    func validate(isStopped: () -> Bool) throws -> EpochSums? {
        guard let average else { return try validateAsIs(isStopped) }
        return try average.withAverages { try validateAsIs(isStopped) }
    }

    private func validateAsIs(_ isStopped: () -> Bool) throws -> EpochSums? {
        var sums = EpochSums()
        var tally = StepTally(device: device)
        let source = validationSource()
        var stops = false
        while !stops, let input = try source.next() {
            try withoutGradient {
                let logits = try logits(input.input, training: false)
                let places = try input.places()
                tally.add(
                    StepResult(
                        loss: try validationObjective.loss(logits, members: places, total: input.total),
                        gradientNorm: nil,
                        correct: try validationObjective.correct(logits, members: places), count: input.members.count,
                        total: input.total))
            }
            if tally.isDue { sums.add(try tally.read()) }
            stops = isStopped()
        }
        sums.add(try tally.read())
        return try crew.isAnyStopped(stops) ? nil : sums.summed(over: crew)
    }

    /// Logits (N, classes) in float32 of images or of pooled features.
    private func logits(_ input: Tensor, training: Bool) throws(TorchError) -> Tensor {
        try withAutocast(recipe.precision.autocast, device: device) { () throws(TorchError) in
            features == nil
                ? try network.forward(input, training: training).logits
                : try network.headOutput(input, training: training).logits
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
