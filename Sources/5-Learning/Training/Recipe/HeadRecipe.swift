public import Networks

/// The layers on top of the backbone: pooled features → hidden → dropout → embedding → outputs (Khan et al. 2019).
public struct HeadRecipe: Codable, Sendable, Equatable {
    /// What the outputs stand for: classes, or answers to the questions of `votes`.
    public var kind = HeadKind.classes
    /// Width of the first layer.
    public var hidden = 1024
    /// Probability of dropping a hidden unit in training, 0 ≤ p < 1.
    public var dropout = 0.7
    /// Width of the embedding layer.
    public var embedding = 1024

    public init(hidden: Int = 1024, dropout: Double = 0.7, embedding: Int = 1024) {
        self.hidden = hidden
        self.dropout = dropout
        self.embedding = embedding
    }

    /// The head with so many outputs.
    public func configuration(outputs: Int) -> HeadConfiguration {
        HeadConfiguration(kind: kind, hidden: hidden, dropout: dropout, embedding: embedding, outputs: outputs)
    }

    func validate() throws(InvalidRecipe) {
        try require(hidden >= 1, "head: hidden", "must be 1 or more")
        try require(embedding >= 1, "head: embedding", "must be 1 or more")
        try require(dropout >= 0 && dropout < 1, "head: dropout", "must be 0 or more and below 1")
    }
}
