import Files
import Networks
public import Torch
public import Training
import TrainingSets

/// A network on libtorch: pictures are decoded on background threads, once for all scales and views.
public final class LibtorchEngine: Engine {
    public let model: EngineModel

    private let network: GalaxyNetwork
    /// Whether the embedding is the head's, or a layer's averaged features.
    private let hasHead: Bool
    /// That layer; nil is the backbone's last one.
    private let layer: String?
    private let frame: InputFrame
    private let precision: Precision
    private let device: Device

    /// Batches that are read ahead as one piece.
    private static let batchesAhead = 64

    /// A trained network: its logits, and the vectors of its embedding layer.
    public init(_ trained: TrainedNetwork) {
        let recipe = trained.recipe
        network = trained.network
        (hasHead, layer) = (true, nil)
        frame = recipe.input
        precision = recipe.precision
        device = trained.device
        model = EngineModel(
            name: trained.model, classes: trained.info.classes, views: recipe.testTime,
            votes: trained.votes, confidence: trained.confidence, dimension: network.head.embedding,
            features: network.backbone.middleFeatures,
            identity: Self.identity(weights: trained.model, recipe: recipe, device: trained.device)
                + (trained.confidenceDigest.isEmpty ? "" : ", confidence \(trained.confidenceDigest)"))
    }

    /// The backbone of a trained network: the averaged features of one of its layers.
    ///
    /// - Throws: ``Files/InputError`` that lists the layers when `layer` is none of them.
    public init(_ trained: TrainedNetwork, layer: String) throws {
        try trained.network.backbone.check(layer)
        let recipe = trained.recipe
        network = trained.network
        (hasHead, self.layer) = (false, layer)
        frame = recipe.input
        precision = recipe.precision
        device = trained.device
        model = EngineModel(
            name: trained.model, classes: [], views: TestTimeViews(),
            dimension: trained.network.backbone.channels(at: layer),
            identity: Self.identity(weights: trained.model, recipe: recipe, device: trained.device) + ", layer \(layer)"
        )
    }

    /// A backbone that no galaxy has taught: the averaged features of its last layer.
    ///
    /// - Parameters:
    ///   - recipe: names backbone, endpoint, weights and input frame.
    ///   - threads: CPU threads; nil takes all cores.
    public init(recipe: Recipe, device: Device = .cpu, threads: Int? = nil) throws {
        try Torch.start(threads: threads)
        let (network, weights) = try NetworkMaker.network(recipe)
        try network.store.to(device)
        self.network = network
        (hasHead, layer) = (false, nil)
        frame = recipe.input
        precision = recipe.precision
        self.device = device
        model = EngineModel(
            name: recipe.network.backbone.rawValue, classes: [], views: TestTimeViews(),
            dimension: network.backbone.channels(),
            identity: Self.identity(weights: weights, recipe: recipe, device: device))
    }

    public func run(
        _ outputs: EngineOutputs, batch: Int, files: (Int) throws -> [String], _ body: (EngineBatch) throws -> Void
    ) throws {
        let pass = Pass(outputs, model: model, frame: frame)
        func loader() throws -> BatchLoader? {
            let files = try files(batch * Self.batchesAhead)
            guard !files.isEmpty else { return nil }
            return BatchLoader(
                items: files.map { .init(file: $0, label: nil, row: 0) }, frame: pass.frames[0],
                furtherFrames: Array(pass.frames[1...]), batchSize: batch, threads: BatchLoader.usualThreads,
                prefetch: 3, wantsDigests: outputs.contains(.digests))
        }
        var next = try loader()
        while let current = next {
            // The next pictures are decoded while the last of these are looked at.
            next = try loader()
            while let pictures = current.next() { try body(try look(at: pictures, pass)) }
        }
    }

    /// Which frames and views a run needs.
    private struct Pass {
        let outputs: EngineOutputs
        let views: Views
        let frames: [InputFrame]
        /// How many of the frames, from the first, logits are wanted of.
        let scales: Int
        /// The frame of the picture as it is.
        let plain: Int

        init(_ outputs: EngineOutputs, model: EngineModel, frame: InputFrame) {
            self.outputs = outputs
            views = Views(model.views)
            let scaled = outputs.contains(.logits) ? model.views.scales.map { frame.zoomed(by: $0) } : []
            scales = scaled.count
            let found = scaled.firstIndex(of: frame)
            frames = found != nil || outputs.isDisjoint(with: [.embedding, .features]) ? scaled : scaled + [frame]
            plain = found ?? scaled.count
        }
    }

    private func look(at pictures: Batch, _ pass: Pass) throws -> EngineBatch {
        var result = EngineBatch(count: pictures.count + pictures.failures.count)
        result.digests = pictures.digests
        // The pictures of a batch follow each other in the list.
        let first = (pictures.rows + pictures.failures.map(\.item)).min() ?? 0
        for failure in pictures.failures { result.reasons[failure.item - first] = failure.reason }
        let places = pictures.rows.map { $0 - first }
        let (outputs, viewCount) = (model.outputs, model.views.count)
        if pass.outputs.contains(.logits) {
            result.logits = [Float](repeating: .nan, count: result.count * viewCount * outputs)
        }
        if pass.outputs.contains(.embedding) {
            result.embedding = [Float](repeating: .nan, count: result.count * model.dimension)
        }
        if pass.outputs.contains(.features) {
            result.features = [Float](repeating: .nan, count: result.count * model.features)
        }
        guard pictures.count > 0 else { return result }
        for frame in pass.frames.indices {
            let images = try pictures.tensor(frame: frame, device: device)
            for view in 0..<(frame < pass.scales ? pass.views.count : 1) {
                let isPlain = frame == pass.plain && view == 0
                let wantsEmbedding = isPlain && pass.outputs.contains(.embedding)
                let wantsFeatures = isPlain && pass.outputs.contains(.features)
                let found = try forward(pass.views.view(view, of: images), withFeatures: wantsFeatures)
                if frame < pass.scales, let logits = found.logits {
                    let place = frame * pass.views.count + view
                    scatter(try logits.floats(), outputs, to: &result.logits) {
                        (places[$0] * viewCount + place) * outputs
                    }
                }
                if let features = found.features {
                    scatter(try features.floats(), model.features, to: &result.features) {
                        places[$0] * self.model.features
                    }
                }
                if wantsEmbedding {
                    scatter(try found.embedding.floats(), model.dimension, to: &result.embedding) {
                        places[$0] * self.model.dimension
                    }
                }
            }
        }
        return result
    }

    /// Copies rows of `width` values to where `start` says.
    private func scatter(_ values: [Float], _ width: Int, to target: inout [Float], start: (Int) -> Int) {
        for row in 0..<(values.count / max(1, width)) {
            let place = start(row)
            for column in 0..<width { target[place + column] = values[row * width + column] }
        }
    }

    /// Embedding (N, dimension), logits (N, outputs) and, where they are wanted, features (N, features) in float32; a bare
    /// backbone has no logits and no features.
    private func forward(
        _ images: Tensor, withFeatures: Bool
    ) throws(TorchError) -> (embedding: Tensor, logits: Tensor?, features: Tensor?) {
        try withoutGradient { () throws(TorchError) in
            guard hasHead else {
                let pooled = try withAutocast(precision.autocast, device: device) { () throws(TorchError) in
                    try network.pooled(images, at: layer, training: false)
                }
                return (try pooled.to(.float32), nil, nil)
            }
            guard !withFeatures else {
                let found = try withAutocast(precision.autocast, device: device) { () throws(TorchError) in
                    try network.forwardWithFeatures(images)
                }
                return (try found.embedding.to(.float32), try found.logits.to(.float32), found.features)
            }
            let found = try withAutocast(precision.autocast, device: device) { () throws(TorchError) in
                try network.forward(images, training: false)
            }
            return (try found.embedding.to(.float32), try found.logits.to(.float32), nil)
        }
    }

    private static func identity(weights: String, recipe: Recipe, device: Device) -> String {
        "libtorch \(Torch.version), \(Torch.threads) threads, \(device), weights \(weights), \(recipe.precision), "
            + "\(recipe.network), \(recipe.input), \(recipe.testTime)"
    }
}
