public import Torch

/// A backbone and a head: pictures of galaxies in, an embedding and the classes' logits out.
///
/// Keys in ``store`` begin with `backbone.` and `head.`.
///
/// The paper's stages in the names of this package (indices of `keras.applications.Xception(include_top=False).layers`):
///
/// | paper | Keras layers | here |
/// |---|---|---|
/// | stage 1 | the backbone frozen | `freeze(through: "all")` |
/// | stage 2 | 0–39 frozen: `input` … `block5_sepconv2_act` | `freeze(through: "block5_sepconv1")` |
/// | stage 3 | 0–1 frozen: `input`, `block1_conv1` | `freeze(through: "block1_conv1")` |
///
/// A layer here is a convolution with the normalisation and the ReLU after it, so that stage 3 also keeps the 64 numbers
/// of `block1_conv1_bn`, Keras' layer 2.
public final class GalaxyNetwork {
    public let backbone: Backbone
    public let head: HeadConfiguration
    /// Every tensor of the network.
    public let store: ParameterStore
    /// What ``freeze(through:)`` was given last.
    public private(set) var frozenThrough: String?
    /// Names of the buffers that a training step moves: the running statistics of what is not frozen.
    public private(set) var movingBuffers: [String] = []
    private let classifier: Head

    /// The name that stands for the whole backbone in ``freeze(through:)``.
    public static let all = "all"

    /// A network with first values drawn from `seed`; import weights into it afterwards.
    ///
    /// - Parameters:
    ///   - endpoint: the layer whose output is pooled; nil is the last one.
    ///   - origin: whose weights the backbone is to carry; nil is the one for training from scratch.
    /// - Throws: `InputError` for an unknown endpoint or an origin that the backbone has no layout for; `TorchError`.
    public init(
        backbone: BackboneName, endpoint: String? = nil, head: HeadConfiguration = .paper,
        origin: WeightOrigin? = nil, seed: UInt64
    ) throws {
        store = ParameterStore(generator: try Generator(seed: seed))
        self.backbone = try Backbone(backbone, origin: origin, endpoint: endpoint, in: store.root / "backbone")
        self.head = head
        classifier = try Head(head, inputs: self.backbone.channels(), in: store.root / "head")
        try freeze(through: nil)
    }

    /// The same backbone with the same values under another head with first values of its own; nothing is frozen.
    public func withHead(_ head: HeadConfiguration, seed: UInt64) throws -> GalaxyNetwork {
        let other = try GalaxyNetwork(
            backbone: backbone.name, endpoint: backbone.endpoint, head: head, origin: backbone.origin, seed: seed)
        let kept = store.state().filter { $0.0.hasPrefix("backbone.") }
        try other.store.load(
            Dictionary(uniqueKeysWithValues: kept), mayMiss: { $0.hasPrefix("head.") })
        if let device = store.entries.first?.tensor.device { try other.store.to(device) }
        return other
    }

    /// Freezes the backbone's layers through `layer` and frees the others; the head is never frozen.
    ///
    /// Frozen layers record no gradient and use their running statistics, which stay as they are.
    ///
    /// - Parameter layer: a name from `backbone.layerNames`; ``all``; or nil, which frees everything.
    /// - Throws: `InputError` when the backbone has no such layer.
    public func freeze(through layer: String?) throws {
        let last = layer == Self.all ? backbone.endpoint : layer
        let keys = Set(try last.map { try backbone.keys(through: $0) } ?? [])
        try backbone.freeze(through: last)
        try store.setTrainable(true)
        try store.setTrainable(false) { keys.contains(String($0.dropFirst("backbone.".count))) && $0.hasPrefix("b") }
        frozenThrough = layer
        movingBuffers = store.entries.filter { entry in
            entry.isBuffer && !keys.contains(String(entry.name.dropFirst("backbone.".count)))
        }.map(\.name)
    }

    /// A network for another thread: its parameters are this network's own, in the same memory; its buffers are its own
    /// and start with the same values. It is frozen as this one is.
    ///
    /// What one thread writes to a parameter the others see; see ``ParameterStore/followChanges()``.
    public func replica() throws -> GalaxyNetwork {
        let other = try GalaxyNetwork(
            backbone: backbone.name, endpoint: backbone.endpoint, head: head, origin: backbone.origin, seed: 0)
        try other.store.share(store)
        try other.freeze(through: frozenThrough)
        return other
    }

    /// A layer's features, averaged over the picture: what a head is trained on while the backbone is frozen.
    ///
    /// - Parameters:
    ///   - x: (N, 3, H, W), RGB, 0…1; scaled here as the weights expect.
    ///   - layer: a name from `backbone.layerNames`; nil is the endpoint.
    ///   - training: as in `Backbone.features`.
    /// - Returns: (N, channels of the layer), float32.
    public func pooled(
        _ x: Tensor, at layer: String? = nil, training: Bool = false
    ) throws(TorchError) -> Tensor {
        let scaled = try backbone.inputScaling.apply(to: x)
        return try backbone.features(scaled, through: layer, training: training).to(.float32).globalAveragePool()
    }

    /// The head on pooled features.
    ///
    /// - Parameters:
    ///   - training: true applies dropout.
    ///   - generator: what dropout draws from; nil is the standard generator.
    /// - Returns: the embedding (N, `head.embedding`) and the logits (N, `head.outputs`).
    public func headOutput(
        _ pooled: Tensor, training: Bool, generator: Generator? = nil
    ) throws(TorchError) -> (embedding: Tensor, logits: Tensor) {
        guard !training else { return try classifier(pooled, training: true, generator: generator) }
        return try withoutGradient { () throws(TorchError) in try classifier(pooled, training: false) }
    }

    /// The whole network in inference, and on the way mean and deviation of the backbone's
    /// ``Backbone/middleLayer`` (N, ``Backbone/middleFeatures``), float32.
    public func forwardWithFeatures(
        _ x: Tensor
    ) throws(TorchError) -> (embedding: Tensor, logits: Tensor, features: Tensor) {
        try withoutGradient { () throws(TorchError) in
            let found = try backbone.featuresOnTheWay(backbone.inputScaling.apply(to: x))
            let head = try headOutput(found.output.to(.float32).globalAveragePool(), training: false)
            return (head.embedding, head.logits, found.middle)
        }
    }

    /// The whole network: ``pooled(_:training:)``, then ``headOutput(_:training:generator:)``.
    public func forward(
        _ x: Tensor, training: Bool, generator: Generator? = nil
    ) throws(TorchError) -> (embedding: Tensor, logits: Tensor) {
        try headOutput(pooled(x, training: training), training: training, generator: generator)
    }
}
