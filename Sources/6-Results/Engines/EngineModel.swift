public import Confidence
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
    /// How far what the logits say can be believed.
    public var confidence: RunConfidence
    /// Numbers in an embedding.
    public var dimension: Int
    /// Features of a middle layer; 0 where there are none to be had.
    public var features: Int
    /// Networks whose answers are averaged.
    public var members: Int
    /// Everything that the figures depend on apart from the pictures: an interrupted run goes on only with the same.
    public var identity: String

    /// Logits of one view.
    public var outputs: Int { votes?.tree.answers.count ?? classes.count }

    public init(
        name: String, classes: [String], views: TestTimeViews, votes: VoteScheme? = nil,
        confidence: RunConfidence = RunConfidence(), dimension: Int, features: Int = 0, members: Int = 1,
        identity: String
    ) {
        self.name = name
        self.classes = classes
        self.views = views
        self.votes = votes
        self.confidence = confidence
        self.dimension = dimension
        self.features = features
        self.members = members
        self.identity = identity
    }
}
