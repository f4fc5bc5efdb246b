/// The head on a backbone: global average pooling → dense, ReLU → dropout → dense, ReLU → dense.
public struct HeadConfiguration: Hashable, Sendable {
    /// What the outputs stand for.
    public var kind: HeadKind
    /// Outputs of the first dense layer.
    public var hidden: Int
    /// The share of the first layer's outputs that training sets to zero, 0..<1.
    public var dropout: Double
    /// Outputs of the second dense layer: the length of the embedding.
    public var embedding: Int
    /// Outputs of the last dense layer: one a class, or one an answer.
    public var outputs: Int

    /// The paper's head: 1024, dropout 0.7, 1024, 2 classes.
    public static let paper = HeadConfiguration()

    public init(
        kind: HeadKind = .classes, hidden: Int = 1024, dropout: Double = 0.7, embedding: Int = 1024, outputs: Int = 2
    ) {
        precondition(hidden > 0 && embedding > 0 && outputs > 1, "sizes \(hidden), \(embedding), \(outputs)")
        precondition(dropout >= 0 && dropout < 1, "dropout \(dropout)")
        self.kind = kind
        self.hidden = hidden
        self.dropout = dropout
        self.embedding = embedding
        self.outputs = outputs
    }
}
