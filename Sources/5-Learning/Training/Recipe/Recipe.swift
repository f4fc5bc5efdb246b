import Networks
public import TrainingSets

/// Everything that decides how a network is trained: what is read from a recipe file (TOML) and kept in the run
/// directory as it was run.
///
/// Every field has a default; a file names only what it changes. In the file the names are written in snake case
/// (`validation_fraction`), nested values are tables (`[network]`), and stages are `[[stage]]` in order of execution.
public struct Recipe: Codable, Sendable, Equatable {
    /// Name of the recipe, for people.
    public var name = "default"
    /// Seed of every random choice: split, first weights, order, augmentation, dropout. On the CPU the same seed
    /// gives the same bytes.
    public var seed = 1
    /// Number of CPU threads of the tensor engine; 0 takes all cores.
    public var threads = 0
    /// Arithmetic of the forward and backward pass. Parameters, optimizer and losses are always float32.
    public var precision = Precision.float32
    /// Class names in the order of the network's outputs. The first is the positive class of precision, recall and ROC.
    public var classes = ["spiral", "elliptical"]
    /// Fraction of the galaxies kept out of training, 0 ≤ f < 1: it steers the learning rate and picks the best epoch. Not
    /// looked at, and the only case in which it may be 0, where there is a table to validate on.
    public var validationFraction = 0.1
    /// Fraction of the galaxies, 0 ≤ f < 1, that neither train nor steer: after the training they tell what the network's
    /// answers are worth. They are taken out of the tables that are trained on, also where there is one to validate on. 0
    /// leaves the answers as they are.
    public var calibrationFraction = 0.1
    /// What is done about unequal class counts.
    public var classBalance = ClassBalance.none
    /// Weight of the uniform distribution in the targets, 0 ≤ s < 1.
    public var labelSmoothing = 0.0
    /// Backbone and where its weights come from.
    public var network = NetworkRecipe()
    /// The layers put on top of the backbone.
    public var head = HeadRecipe()
    /// Preparation of each image before the network, the same in training and in use.
    public var input = InputFrame(size: 299)
    /// Random changes of the training images.
    public var augmentation = Augmentation.paper
    /// Which rows of which manifest are used, and how often; empty uses every labelled row once an epoch.
    public var set: [SetRule] = []
    /// Vote fractions as targets in place of labels.
    public var softTargets = SoftTargets()
    /// Questions and votes, for a head of the kind `votes`.
    public var votes = VotesRecipe()
    /// Views of one image averaged when the network is used.
    public var testTime = TestTimeViews()
    /// Sharing out each step among threads and processes.
    public var ranks = RanksRecipe()
    /// How the network then teaches itself; nil where the recipe does not say it. No training depends on it.
    public var recursion: RecursionRecipe?
    /// Stages in order of execution.
    public var stage = [Stage()]

    /// The default recipe: ``Stage`` once, on the whole network.
    public init() {}

    /// The defaults of the recipes in older runs' folders, whose program had no ``calibrationFraction``.
    static var beforeCalibration: Recipe {
        var recipe = Recipe()
        recipe.calibrationFraction = 0
        return recipe
    }

    /// The question tree and the classes in it; nil for a head of another kind.
    ///
    /// - Throws: ``Files/InputError`` when the recipe holds no tree, or its classes do not fit it.
    public func voteScheme() throws -> VoteScheme? {
        head.kind == .votes ? try votes.scheme(classes: classes) : nil
    }

    /// Throws an ``InvalidRecipe`` when a value lies outside its legal range, and ``Files/InputError`` when the
    /// question tree does not fit.
    public func validate() throws {
        try require(classes.count >= 2, "classes", "needs two names or more")
        try require(Set(classes).count == classes.count, "classes", "names a class twice")
        try require(!classes.contains(""), "classes", "holds an empty name")
        try require(
            validationFraction >= 0 && validationFraction < 1, "validation_fraction", "must be 0 or more and below 1")
        try require(
            calibrationFraction >= 0 && calibrationFraction < 1, "calibration_fraction", "must be 0 or more and below 1"
        )
        try require(
            validationFraction + calibrationFraction < 1, "calibration_fraction",
            "and validation_fraction must leave galaxies to train on")
        try require(labelSmoothing >= 0 && labelSmoothing < 1, "label_smoothing", "must be 0 or more and below 1")
        try require(threads >= 0, "threads", "must be 0 (all cores) or more")
        try require(seed >= 0, "seed", "must be 0 or more")
        try require(!stage.isEmpty, "stage", "needs one stage or more")
        try network.validate()
        try head.validate()
        try softTargets.validate(classes: classes)
        if head.kind == .votes {
            try votes.validate(classes: classes)
            try require(!softTargets.isUsed, "soft_targets", "are for head.kind = \"classes\": [votes] names the votes")
            try require(
                classBalance == .none, "class_balance", "must be \"none\" for votes: they have no classes to weigh")
            try require(labelSmoothing == 0, "label_smoothing", "must be 0 for votes: they have no labels to smooth")
        }
        try testTime.validate()
        try ranks.validate()
        try recursion?.validate()
        for (index, rule) in set.enumerated() { try rule.validate(number: index + 1, classes: classes) }
        for (index, stage) in stage.enumerated() { try stage.validate(number: index + 1) }
    }
}

/// Arithmetic of the forward and backward pass.
public enum Precision: String, Codable, Sendable, CaseIterable {
    /// 32-bit throughout.
    case float32
    /// Autocast: convolutions and matrix products in bfloat16, the rest in float32.
    case bfloat16
}

/// What is done about unequal class counts in the training set.
public enum ClassBalance: String, Codable, Sendable, CaseIterable {
    /// Nothing.
    case none
    /// The loss of a galaxy is weighted by n / (classes · n of its class).
    case weights
    /// Each training epoch draws every class equally often; galaxies of the smaller class come more than once.
    case sampling
}
