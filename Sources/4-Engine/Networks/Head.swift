internal import Torch

/// The classifier on a backbone's pooled features; Khan et al. 2019, section 3.
struct Head {
    let configuration: HeadConfiguration
    private let hidden: Dense
    private let embedding: Dense
    private let classifier: Dense

    init(_ configuration: HeadConfiguration, inputs: Int, in scope: Scope) throws(TorchError) {
        self.configuration = configuration
        hidden = try Dense(inputs, configuration.hidden, in: scope / "hidden")
        embedding = try Dense(configuration.hidden, configuration.embedding, in: scope / "embedding")
        classifier = try Dense(configuration.embedding, configuration.outputs, in: scope / "classifier")
    }

    /// (N, inputs) → the embedding (N, embedding) and the logits (N, outputs).
    func callAsFunction(
        _ pooled: Tensor, training: Bool, generator: Generator? = nil
    ) throws(TorchError) -> (embedding: Tensor, logits: Tensor) {
        let first = try hidden(pooled).relu()
            .dropout(configuration.dropout, training: training, generator: generator)
        let vector = try embedding(first).relu()
        return (vector, try classifier(vector))
    }
}
