internal import Files
public import Torch

/// A convolutional network without its classifier: named layers in the order in which data flow.
///
/// Layers are the smallest parts that can be frozen and whose output can be taken as features. A layer's output is what
/// its name says, after the ReLU that directly follows it; inside a residual block the last convolution has none.
public final class Backbone {
    public let name: BackboneName
    public let origin: WeightOrigin
    /// The publisher's choices that these weights go with.
    public let convention: Convention
    /// The layer whose output is this backbone's output; layers after it do not exist.
    public let endpoint: String
    /// Every layer through the endpoint, in the order of data flow.
    public let layerNames: [String]

    private let layers: [Graph.Layer]
    private let graph: Graph
    private let runner: GraphRunner
    /// How many layers, from the first, are frozen.
    private(set) var frozenCount = 0

    /// Makes the layers through `endpoint` (nil: all of them) with tensors in `scope`.
    ///
    /// Throws `InputError` when the backbone has no such layer or cannot carry weights of `origin`, `TorchError` when
    /// memory runs out.
    public init(
        _ name: BackboneName, origin: WeightOrigin? = nil, endpoint: String? = nil, in scope: Scope
    ) throws {
        let origin = origin ?? name.origins[0]
        guard let publisher = name.record.publisher(origin) else {
            throw InputError(
                problem: "\(name.rawValue) has no layout for weights of origin '\(origin.rawValue)'",
                remedy: "Choose one of: \(name.origins.map(\.rawValue).joined(separator: ", "))")
        }
        let convention = publisher.convention
        let graph = name.record.graph(convention)
        let all = graph.layers
        let count = try endpoint.map { try Self.index(of: $0, in: all.map(\.name), of: name) + 1 } ?? all.count
        self.name = name
        self.origin = origin
        self.convention = convention
        self.graph = graph
        layers = Array(all.prefix(count))
        layerNames = layers.map(\.name)
        self.endpoint = layerNames[count - 1]
        runner = try GraphRunner(graph, layers: count, convention, in: scope)
    }

    /// Side of the square pictures that the publisher's weights were trained on, pixels.
    public var defaultInputSize: Int { name.record.inputSize }
    /// What turns RGB in 0…1 into what ``features(_:through:training:)`` takes.
    public var inputScaling: InputScaling { convention.input }

    /// The output of a layer.
    ///
    /// - Parameters:
    ///   - x: (N, 3, H, W), scaled by ``inputScaling``; fastest when channels-last.
    ///   - layer: a name from ``layerNames``; nil is the endpoint.
    ///   - training: true records gradients, uses each batch's own statistics in batch normalisation and moves the
    ///     running ones, except in frozen layers. False records nothing anywhere.
    /// - Returns: (N, ``channels(at:)``, h, w).
    /// - Throws: `TorchError`, also when the picture is too small for the layers.
    public func features(_ x: Tensor, through layer: String? = nil, training: Bool) throws(TorchError) -> Tensor {
        let last = layer.map { place(of: $0) } ?? layers.count - 1
        var none: Tensor?
        return try runner(x, through: last, trained: training ? frozenCount : last + 1, to: &none)
    }

    /// The output of the endpoint and, in inference, mean and standard deviation over the picture of that of
    /// ``middleLayer``, in float32: (N, ``middleFeatures``).
    func featuresOnTheWay(_ x: Tensor) throws(TorchError) -> (output: Tensor, middle: Tensor) {
        var middle: Tensor?
        let output = try runner(
            x, through: layers.count - 1, trained: layers.count, summed: place(of: middleLayer), to: &middle)
        return (output, middle!)
    }

    /// The layer half-way: what it tells of a picture is not yet of the classes alone.
    public var middleLayer: String { layerNames[(layerNames.count - 1) / 2] }

    /// Numbers that are kept of ``middleLayer``: the mean of each channel, then the standard deviation of each.
    public var middleFeatures: Int { 2 * channels(at: middleLayer) }

    /// Channels of a layer's output; nil is the endpoint. The layer must be one of ``layerNames``.
    public func channels(at layer: String? = nil) -> Int {
        layers[layer.map { place(of: $0) } ?? layers.count - 1].channels
    }

    /// Throws `InputError` that lists the layers when `layer` is none of them.
    public func check(_ layer: String) throws { _ = try Self.index(of: layer, in: layerNames, of: name) }

    /// Keys, without the scope, of the tensors of the layers through `layer`. Throws `InputError` for an unknown name.
    func keys(through layer: String) throws -> [String] {
        let place = try Self.index(of: layer, in: layerNames, of: name)
        return layers[...place].flatMap { graph.tensors($0, convention).map(\.key) }
    }

    /// Makes the layers through `layer` run without gradient and with their running statistics; nil frees all.
    ///
    /// Throws `InputError` for an unknown name.
    func freeze(through layer: String?) throws {
        frozenCount = try layer.map { try Self.index(of: $0, in: layerNames, of: name) + 1 } ?? 0
    }

    /// Every layer of the whole backbone `name` with its tensors, whatever endpoint it is used with.
    package static func tensors(
        of name: BackboneName, origin: WeightOrigin
    ) -> [(layer: String, tensors: [TensorDescription])] {
        guard let publisher = name.record.publisher(origin) else { return [] }
        let graph = name.record.graph(publisher.convention)
        return graph.layers.map { ($0.name, graph.tensors($0, publisher.convention)) }
    }

    /// Every convolution of the whole backbone `name`, in the order of data flow.
    package static func convolutions(of name: BackboneName, origin: WeightOrigin) -> [Convolution] {
        guard let publisher = name.record.publisher(origin) else { return [] }
        return name.record.graph(publisher.convention).nodes.compactMap { node in
            if case .convolution(let convolution) = node.operation { convolution } else { nil }
        }
    }

    private func place(of layer: String) -> Int {
        guard let place = layerNames.firstIndex(of: layer) else {
            preconditionFailure("\(name.rawValue) has no layer '\(layer)'; it has \(layerNames)")
        }
        return place
    }

    private static func index(of layer: String, in names: [String], of backbone: BackboneName) throws -> Int {
        guard let place = names.firstIndex(of: layer) else {
            throw InputError(
                problem: "\(backbone.rawValue) has no layer '\(layer)'",
                remedy: "Its layers are: \(names.joined(separator: ", "))")
        }
        return place
    }
}
