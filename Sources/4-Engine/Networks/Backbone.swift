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

    private let layers: [Layer]
    private var units = Units()
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
        guard name.origins.contains(origin) else {
            throw InputError(
                problem: "\(name.rawValue) has no layout for weights of origin '\(origin.rawValue)'",
                remedy: "Choose one of: \(name.origins.map(\.rawValue).joined(separator: ", "))")
        }
        let convention = Convention(backbone: name, origin: origin)
        let all = Self.layers(name, convention)
        let count = try endpoint.map { try Self.index(of: $0, in: all.map(\.name), of: name) + 1 } ?? all.count
        self.name = name
        self.origin = origin
        self.convention = convention
        layers = Array(all.prefix(count))
        layerNames = layers.map(\.name)
        self.endpoint = layerNames[count - 1]
        for convolution in layers.flatMap(\.convolutions) {
            units.add(try ConvolutionUnit(convolution, convention, in: scope))
        }
    }

    /// Side of the square pictures that the publisher's weights were trained on, pixels.
    public var defaultInputSize: Int { name.defaultInputSize }
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
        var flow = Flow(x)
        let untrained = training ? min(frozenCount, last + 1) : last + 1
        try withoutGradient { () throws(TorchError) in
            for layer in layers[..<untrained] { try layer.body(units, &flow, false) }
        }
        for layer in layers[untrained..<(last + 1)] { try layer.body(units, &flow, true) }
        return flow.main
    }

    /// Channels of a layer's output; nil is the endpoint. The layer must be one of ``layerNames``.
    public func channels(at layer: String? = nil) -> Int {
        layers[layer.map { place(of: $0) } ?? layers.count - 1].channels
    }

    /// Keys, without the scope, of the tensors of the layers through `layer`. Throws `InputError` for an unknown name.
    func keys(through layer: String) throws -> [String] {
        let place = try Self.index(of: layer, in: layerNames, of: name)
        return layers[...place].flatMap { $0.convolutions.flatMap { $0.tensors(convention).map(\.key) } }
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
        let convention = Convention(backbone: name, origin: origin)
        return layers(name, convention).map { layer in
            (layer.name, layer.convolutions.flatMap { $0.tensors(convention) })
        }
    }

    private static func layers(_ name: BackboneName, _ convention: Convention) -> [Layer] {
        switch name {
        case .xception: Xception.layers(.full, convention)
        case .xceptionSmall: Xception.layers(.small, convention)
        case .inceptionV3: InceptionV3.layers(convention)
        case .resnet50: ResNet50.layers(convention)
        case .vgg16: VGG.layers([2, 2, 3, 3, 3])
        case .vgg19: VGG.layers([2, 2, 4, 4, 4])
        case .mobilenetV1: MobileNetV1.layers()
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
