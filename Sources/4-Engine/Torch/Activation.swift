extension Operator {
    fileprivate static let reluInPlace = Operator("aten::relu_")
    fileprivate static let relu6 = Operator("aten::relu6")
    fileprivate static let relu6InPlace = Operator("aten::relu6_")
    fileprivate static let silu = Operator("aten::silu")
    fileprivate static let siluInPlace = Operator("aten::silu_")
    fileprivate static let gelu = Operator("aten::gelu")
    fileprivate static let geluInPlace = Operator("aten::gelu_")
    fileprivate static let sigmoidInPlace = Operator("aten::sigmoid_")
}

/// What is done to each number after a convolution.
public enum Activation: Sendable, CaseIterable {
    /// max(0, x).
    case relu
    /// min(max(0, x), 6).
    case relu6
    /// x · sigmoid(x), also called swish.
    case silu
    /// x · Φ(x) with the normal distribution's Φ; Hendrycks and Gimpel 2016.
    case gelu
    /// 1 / (1 + exp(−x)).
    case sigmoid

    /// Whether its gradient follows from its result alone, so that training, too, may overwrite the argument.
    public var isReversible: Bool {
        switch self {
        case .relu, .relu6, .sigmoid: true
        case .silu, .gelu: false
        }
    }

    /// Whether batch normalisation takes it along in training.
    package var isFusedWithNorm: Bool { self == .relu || self == .relu6 }

    /// What oneDNN's convolutions call it: name, numbers, algorithm.
    var fused: (name: String, scalars: [Double], algorithm: String) {
        switch self {
        case .relu: ("relu", [], "")
        case .relu6: ("hardtanh", [0, 6], "")
        case .silu: ("swish", [], "")
        case .gelu: ("gelu", [], "none")
        case .sigmoid: ("sigmoid", [], "")
        }
    }
}

extension Tensor {
    /// `activation` of each element.
    public func activated(_ activation: Activation) throws(TorchError) -> Tensor {
        switch activation {
        case .relu: try relu()
        case .relu6: try Operator.relu6(.tensor(self))
        case .silu: try Operator.silu(.tensor(self))
        case .gelu: try Operator.gelu(.tensor(self))
        case .sigmoid: try sigmoid()
        }
    }

    /// Overwrites each element with its `activation`; returns the tensor itself.
    @discardableResult
    public func activateInPlace(_ activation: Activation) throws(TorchError) -> Tensor {
        switch activation {
        case .relu: try Operator.reluInPlace(.tensor(self))
        case .relu6: try Operator.relu6InPlace(.tensor(self))
        case .silu: try Operator.siluInPlace(.tensor(self))
        case .gelu: try Operator.geluInPlace(.tensor(self))
        case .sigmoid: try Operator.sigmoidInPlace(.tensor(self))
        }
    }
}
