import Files
public import Manifests
import Networks
public import Torch
public import Training
import TrainingSets

/// Turns each galaxy of a list into a vector: a trained head's embedding, or the pooled features of a bare backbone.
public final class Embedder {
    /// The vector of one row.
    public struct Outcome: Sendable, Equatable {
        /// Index into the rows given.
        public let index: Int
        /// The vector; nil when the image cannot be read.
        public let vector: [Float]?
        /// Why there is no vector.
        public let reason: String?
    }

    private enum Output { case embedding, pooled }

    private let network: GalaxyNetwork
    private let output: Output
    private let frame: InputFrame
    private let precision: Precision
    private let device: Device

    /// Vectors of the embedding layer of a trained network.
    public init(_ trained: TrainedNetwork) {
        network = trained.network
        output = .embedding
        frame = trained.recipe.input
        precision = trained.recipe.precision
        device = trained.device
    }

    /// Globally averaged features of the last layer of a backbone that no galaxy has taught.
    ///
    /// - Parameters:
    ///   - recipe: names backbone, endpoint, weights and input frame.
    ///   - threads: CPU threads; nil takes all cores.
    public init(recipe: Recipe, device: Device = .cpu, threads: Int? = nil) throws {
        try Torch.start(threads: threads)
        network = try NetworkMaker.network(recipe).network
        try network.store.to(device)
        output = .pooled
        frame = recipe.input
        precision = recipe.precision
        self.device = device
    }

    /// Numbers in a vector.
    public var dimension: Int {
        switch output {
        case .embedding: network.head.embedding
        case .pooled: network.backbone.channels()
        }
    }

    /// Embeds `rows` batch by batch. Every row comes out once, in the order given. Each image is seen as it is, without
    /// the recipe's further views.
    public func embed(
        _ rows: [Manifest.Row], batch: Int = 32, progress: ProgressReporter, _ body: ([Outcome]) throws -> Void
    ) throws {
        let loading = ImageLoading(
            items: rows.map { .init(file: $0.file, label: nil, row: $0.row) }, cachesImages: false)
        let loader = loading.loader(frame: frame, batch: batch)
        progress.begin("Embedding", total: rows.count)
        defer { progress.end() }
        var done = 0
        while let batch = loader.next() {
            var outcomes = batch.failures.map { Outcome(index: $0.item, vector: nil, reason: $0.reason) }
            if batch.count > 0 {
                let values = try vectors(batch.tensor(device: device)).floats()
                for (place, index) in batch.rows.enumerated() {
                    let vector = Array(values[place * dimension..<(place + 1) * dimension])
                    outcomes.append(Outcome(index: index, vector: vector, reason: nil))
                }
            }
            outcomes.sort { $0.index < $1.index }
            try body(outcomes)
            done += outcomes.count
            progress.advance(to: done)
        }
    }

    private func vectors(_ images: Tensor) throws(TorchError) -> Tensor {
        try withoutGradient { () throws(TorchError) in
            try withAutocast(precision.autocast, device: device) { () throws(TorchError) in
                switch output {
                case .embedding: try network.forward(images, training: false).embedding
                case .pooled: try network.pooled(images, training: false)
                }
            }.to(.float32)
        }
    }
}
