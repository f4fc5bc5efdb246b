package import Networks
import Process
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
    package let optimizer: StageOptimizer
    /// Training objective, with class weights and smoothing; validation counts every galaxy alike, without smoothing.
    package let objective: Objective
    let validationObjective: Objective
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
        features: (training: [PooledFeatures], validation: PooledFeatures)?
    ) throws {
        self.number = number
        stage = recipe.stage[number]
        self.network = network
        self.data = data
        self.recipe = recipe
        self.device = device
        self.loading = loading
        self.features = features
        let classes = recipe.classes.count
        // Set rules draw the same numbers of each class in every epoch: the first one stands for all.
        let order = EpochOrder.make(
            members: data.split.train, galaxies: data.galaxies, recipe: recipe, stage: number, epoch: 0)
        galaxiesPerEpoch = order.count
        let counts = TrainingData.counts(of: order, in: data.galaxies, classes: classes)
        let even = [Double](repeating: 1, count: classes)
        objective = Objective(
            galaxies: data.galaxies,
            classWeights: recipe.classBalance == .weights ? Objective.balancedWeights(counts: counts) : even,
            labelSmoothing: recipe.labelSmoothing)
        validationObjective = Objective(galaxies: data.galaxies, classWeights: even, labelSmoothing: 0)
        optimizer = StageOptimizer(network, stage: stage)
        average = stage.averageDecay > 0 ? try WeightAverage(network.store, decay: stage.averageDecay) : nil
    }

    /// Steps of one epoch.
    package var stepsPerEpoch: Int {
        let rows = galaxiesPerEpoch * (features?.training.count ?? 1)
        return (rows + stage.batch - 1) / stage.batch
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
                features: features.training, order: generator.shuffled(places), batch: stage.batch,
                skipping: skipping, device: device)
        }
        let loader = loading.loader(
            frame: recipe.input, augmentation: recipe.augmentation, batch: stage.batch,
            order: Array(order.dropFirst(skipping * stage.batch)), seed: UInt64(recipe.seed),
            epoch: number << 20 | epoch)
        return ImageSource(loader: loader, galaxies: data.galaxies, device: device)
    }

    /// The validation input: every galaxy of the validation set once.
    func validationSource() -> any StepSource {
        if let features {
            let places = features.validation.members.indices.map { PooledFeatures.Place(view: 0, row: $0) }
            return FeatureSource(
                features: [features.validation], order: places, batch: stage.batch, skipping: 0, device: device)
        }
        let loader = loading.loader(frame: recipe.input, batch: stage.batch, order: data.split.validation)
        return ImageSource(loader: loader, galaxies: data.galaxies, device: device)
    }

    /// One step: loss, gradient, move. Nothing is moved when either is not finite.
    ///
    /// - Parameter seed: of the dropout in this step.
    /// - Returns: mean loss, norm of the gradient before clipping, and number of right classes.
    package func step(
        _ input: StepInput, rate: Double, seed: UInt64
    ) throws -> (loss: Double, gradientNorm: Double, correct: Int) {
        try Torch.setSeed(seed)
        try optimizer.zeroGradients()
        let logits = try logits(input.input, training: true)
        let loss = try objective.loss(logits, members: input.members)
        let value = try loss.item()
        guard value.isFinite else { throw NotFinite(quantity: "loss", value: value) }
        try loss.backward()
        let norm =
            stage.gradientClip > 0
            ? try Gradients.clip(optimizer.parameters, maximum: stage.gradientClip)
            : try Gradients.norm(optimizer.parameters)
        guard norm.isFinite else { throw NotFinite(quantity: "gradient", value: norm) }
        try optimizer.step(rate: rate)
        try average?.update()
        return (value, norm, try objective.correct(logits, members: input.members))
    }

    /// Mean loss and accuracy over the validation set, with the averaged weights when the stage keeps an average;
    /// nil when a signal came.
    func validate() throws -> EpochSums? {
        guard let average else { return try validateAsIs() }
        return try average.withAverages { try validateAsIs() }
    }

    private func validateAsIs() throws -> EpochSums? {
        var sums = EpochSums()
        let source = validationSource()
        while let input = try source.next() {
            let (loss, correct) = try withoutGradient {
                let logits = try logits(input.input, training: false)
                return (
                    try validationObjective.loss(logits, members: input.members).item(),
                    try validationObjective.correct(logits, members: input.members)
                )
            }
            sums.add(count: input.members.count, meanLoss: loss, correct: correct)
            if StopSignal.isRequested { return nil }
        }
        return sums
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

/// A loss or a gradient that is not a number, before it is known where in the run.
struct NotFinite: Error {
    let quantity: String
    let value: Double
}
