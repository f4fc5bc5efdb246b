public import Evaluation
public import Training
public import TrainingSets

/// What is known of a model before it computes.
public struct EngineModel: Sendable, Equatable {
    /// Names the model in every row made with it: 16 hexadecimal digits of the SHA-256 of its weights.
    public var name: String
    /// Class names, in the order of the logits unless these are of ``votes``; none for a bare backbone.
    public var classes: [String]
    /// The views of a picture that the logits are of, and how what they say becomes one.
    public var views: TestTimeViews
    /// The questions whose answers the logits are of, and the classes in them; nil where logits are of classes.
    public var votes: VoteScheme?
    /// What is done to the logits before they become probabilities.
    public var calibrator: Calibrator
    /// Numbers in an embedding.
    public var dimension: Int
    /// Everything that the figures depend on apart from the pictures: an interrupted run goes on only with the same.
    public var identity: String

    /// Logits of one view.
    public var outputs: Int { votes?.tree.answers.count ?? classes.count }

    public init(
        name: String, classes: [String], views: TestTimeViews, votes: VoteScheme? = nil,
        calibrator: Calibrator = .identity, dimension: Int, identity: String
    ) {
        self.name = name
        self.classes = classes
        self.views = views
        self.votes = votes
        self.calibrator = calibrator
        self.dimension = dimension
        self.identity = identity
    }
}
