/// What a network says of one galaxy.
public struct ClassOutcome: Sendable, Equatable {
    /// What is expected of volunteers.
    public struct Votes: Sendable, Equatable {
        /// Dirichlet concentration of each answer, in the order of the question tree.
        public let concentrations: [Double]
        /// Expected fraction of each answer, among those who are asked its question: a concentration divided by the sum
        /// over the question.
        public let fractions: [Double]
    }

    /// Logit of each class, or answer, as the network gives it, the mean over the views; NaN when the picture cannot be
    /// read.
    public let logits: [Float]
    /// Probability of each class, sum 1; nil when the picture cannot be read. Of a network that answers questions: its
    /// share of the votes that are expected for the classes' answers.
    public let probabilities: [Double]?
    /// The expected votes; nil when the picture cannot be read, or the network tells classes alone.
    public let votes: Votes?
    /// Why there are no probabilities.
    public let reason: String?
    /// Numbers of the classes in its prediction set, rising; nil where none is made.
    public internal(set) var set: [Int]? = nil
    /// The share of clean galaxies whose pictures fit no better (``Confidence/Strangeness``); nil when the picture cannot be
    /// read, or the run cannot tell.
    public internal(set) var oodPValue: Double?

    /// The probabilities that each network of an ensemble gives by itself, calibrated as the mean is; none of one network.
    public internal(set) var members: [[Double]?] = []

    /// Number of the most probable class.
    public var predicted: Int? {
        probabilities.flatMap { values in values.indices.max { values[$0] < values[$1] } }
    }
}
