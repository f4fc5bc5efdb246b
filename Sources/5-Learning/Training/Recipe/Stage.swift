/// One stage of training: which part of the network moves, for how long and how fast.
public struct Stage: Codable, Sendable, Equatable {
    /// Name of the stage, for people and for `metrics.csv`.
    public var name = "all"
    /// Last layer of the frozen part: a layer's name, `all` for the whole backbone (its pooled features are then
    /// computed once and cached), or empty when nothing is frozen.
    public var freezeThrough = ""
    /// Greatest number of training epochs.
    public var epochs = 10
    /// Learning rate of the head.
    public var learningRate = 1e-4
    /// Learning rate of the backbone divided by that of the head.
    public var backboneMultiplier = 1.0
    /// Rule that turns gradients into steps.
    public var optimizer = OptimizerName.adam
    /// Weight decay: decoupled for `adamw`, added to the gradient for `adam` and `sgd`.
    public var weightDecay = 0.0
    /// Momentum of `sgd` (Nesterov when above 0).
    public var momentum = 0.9
    /// Images a step.
    public var batch = 32
    /// Course of the learning rate.
    public var schedule = ScheduleName.constant
    /// Epochs over which the rate climbs linearly from 0 to its full value (may be a fraction).
    public var warmupEpochs = 0.0
    /// Schedule `plateau`: factor on the rate, 0 < f < 1.
    public var plateauFactor = 0.5
    /// Schedule `plateau`: epochs without a lower validation loss after which the rate falls.
    public var plateauPatience = 2
    /// Schedules `plateau` and `cosine`: the rate never falls below this.
    public var minimumLearningRate = 1e-8
    /// Epochs without a lower validation loss after which the stage ends; 0 never ends it early.
    public var earlyStoppingPatience = 0
    /// Decay of the exponential moving average of the weights, a step, 0 ≤ d < 1; 0 keeps no average. The averaged
    /// weights are the ones that are validated and kept.
    public var averageDecay = 0.0
    /// Greatest norm of the gradient over all parameters; 0 does not clip.
    public var gradientClip = 0.0
    /// Which epoch's weights the stage hands on.
    public var keep = Keep.best
    /// Frozen backbone only: augmented views of each training image whose features are cached; 0 caches the image
    /// itself, without augmentation.
    public var cachedViews = 0

    public init() {}

    /// Whether the whole backbone is frozen, so that its pooled features can be cached.
    public var isHeadOnly: Bool { freezeThrough == "all" }

    func validate(number: Int) throws(InvalidRecipe) {
        let at = "stage \(number):"
        try require(epochs >= 1, "\(at) epochs", "must be 1 or more")
        try require(learningRate > 0 && learningRate.isFinite, "\(at) learning_rate", "must be above 0")
        try require(backboneMultiplier >= 0, "\(at) backbone_multiplier", "must be 0 or more")
        try require(weightDecay >= 0, "\(at) weight_decay", "must be 0 or more")
        try require(momentum >= 0 && momentum < 1, "\(at) momentum", "must be 0 or more and below 1")
        try require(batch >= 1, "\(at) batch", "must be 1 or more")
        try require(warmupEpochs >= 0, "\(at) warmup_epochs", "must be 0 or more")
        try require(plateauFactor > 0 && plateauFactor < 1, "\(at) plateau_factor", "must lie between 0 and 1")
        try require(plateauPatience >= 0, "\(at) plateau_patience", "must be 0 or more")
        try require(minimumLearningRate >= 0, "\(at) minimum_learning_rate", "must be 0 or more")
        try require(earlyStoppingPatience >= 0, "\(at) early_stopping_patience", "must be 0 or more")
        try require(averageDecay >= 0 && averageDecay < 1, "\(at) average_decay", "must be 0 or more and below 1")
        try require(gradientClip >= 0, "\(at) gradient_clip", "must be 0 or more")
        try require(cachedViews >= 0, "\(at) cached_views", "must be 0 or more")
        try require(cachedViews == 0 || isHeadOnly, "\(at) cached_views", "needs freeze_through = \"all\"")
    }
}

/// Rule that turns gradients into steps.
public enum OptimizerName: String, Codable, Sendable, CaseIterable {
    /// Adam (Kingma & Ba 2015).
    case adam
    /// Adam with decoupled weight decay (Loshchilov & Hutter 2019).
    case adamw
    /// Stochastic gradient descent with Nesterov momentum.
    case sgd
}

/// Course of the learning rate through a stage.
public enum ScheduleName: String, Codable, Sendable, CaseIterable {
    /// The same rate throughout.
    case constant
    /// Half a cosine from the full rate to the least one, over the greatest number of epochs.
    case cosine
    /// Lower by a factor when the validation loss has not fallen for some epochs.
    case plateau
}

/// Which epoch's weights a stage hands on.
public enum Keep: String, Codable, Sendable, CaseIterable {
    /// Those of the epoch with the lowest validation loss.
    case best
    /// Those of the last epoch.
    case last
}
