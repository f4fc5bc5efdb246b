public import Evaluation
public import Networks
public import Training

/// What is known of a model before it computes.
public struct EngineModel: Sendable, Equatable {
    /// Names the model in every row made with it: 16 hexadecimal digits of the SHA-256 of its weights.
    public var name: String
    /// Class names in the order of the logits; none for a bare backbone.
    public var classes: [String]
    /// The views of a picture that the logits are of, and how their probabilities become one.
    public var views: TestTimeViews
    /// What the logits stand for.
    public var head: HeadKind
    /// What is done to the logits before they become probabilities.
    public var calibrator: Calibrator
    /// Numbers in an embedding.
    public var dimension: Int
    /// Everything that the figures depend on apart from the pictures: an interrupted run goes on only with the same.
    public var identity: String

    public init(
        name: String, classes: [String], views: TestTimeViews, head: HeadKind = .softmax,
        calibrator: Calibrator = .identity, dimension: Int, identity: String
    ) {
        self.name = name
        self.classes = classes
        self.views = views
        self.head = head
        self.calibrator = calibrator
        self.dimension = dimension
        self.identity = identity
    }
}
