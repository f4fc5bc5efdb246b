extension Operator {
    fileprivate static let addTensor = Operator("aten::add", "Tensor")
    fileprivate static let addScalar = Operator("aten::add", "Scalar")
    fileprivate static let subtractTensor = Operator("aten::sub", "Tensor")
    fileprivate static let subtractScalar = Operator("aten::sub", "Scalar")
    fileprivate static let subtractFrom = Operator("aten::rsub", "Scalar")
    fileprivate static let multiplyTensor = Operator("aten::mul", "Tensor")
    fileprivate static let multiplyScalar = Operator("aten::mul", "Scalar")
    fileprivate static let divideTensor = Operator("aten::div", "Tensor")
    fileprivate static let divideScalar = Operator("aten::div", "Scalar")
    fileprivate static let addInPlace = Operator("aten::add_", "Tensor")
    fileprivate static let multiplyInPlace = Operator("aten::mul_", "Scalar")
    fileprivate static let matmul = Operator("aten::matmul")
    fileprivate static let negative = Operator("aten::neg")
    fileprivate static let relu = Operator("aten::relu")
    fileprivate static let sigmoid = Operator("aten::sigmoid")
    fileprivate static let tanh = Operator("aten::tanh")
    fileprivate static let exp = Operator("aten::exp")
    fileprivate static let log = Operator("aten::log")
    fileprivate static let lgamma = Operator("aten::lgamma")
    fileprivate static let sqrt = Operator("aten::sqrt")
    fileprivate static let abs = Operator("aten::abs")
    fileprivate static let power = Operator("aten::pow", "Tensor_Scalar")
    fileprivate static let clamp = Operator("aten::clamp")
    fileprivate static let equals = Operator("aten::eq", "Tensor")
    fileprivate static let softmax = Operator("aten::softmax", "int")
    fileprivate static let logSoftmax = Operator("aten::log_softmax", "int")
}

extension Tensor {
    // Shapes broadcast as in NumPy.
    public static func + (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try Operator.addTensor(.tensor(left), .tensor(right))
    }

    public static func + (left: Tensor, right: Double) throws(TorchError) -> Tensor {
        try Operator.addScalar(.tensor(left), .double(right))
    }

    public static func - (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try Operator.subtractTensor(.tensor(left), .tensor(right))
    }

    public static func - (left: Tensor, right: Double) throws(TorchError) -> Tensor {
        try Operator.subtractScalar(.tensor(left), .double(right))
    }

    public static func - (left: Double, right: Tensor) throws(TorchError) -> Tensor {
        try Operator.subtractFrom(.tensor(right), .double(left))
    }

    public static func * (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try Operator.multiplyTensor(.tensor(left), .tensor(right))
    }

    public static func * (left: Tensor, right: Double) throws(TorchError) -> Tensor {
        try Operator.multiplyScalar(.tensor(left), .double(right))
    }

    public static func * (left: Double, right: Tensor) throws(TorchError) -> Tensor { try right * left }

    public static func / (left: Tensor, right: Tensor) throws(TorchError) -> Tensor {
        try Operator.divideTensor(.tensor(left), .tensor(right))
    }

    public static func / (left: Tensor, right: Double) throws(TorchError) -> Tensor {
        try Operator.divideScalar(.tensor(left), .double(right))
    }

    public static prefix func - (value: Tensor) throws(TorchError) -> Tensor {
        try Operator.negative(.tensor(value))
    }

    /// Adds `scale * other` in place.
    @discardableResult
    public func addInPlace(_ other: Tensor, scale: Double = 1) throws(TorchError) -> Tensor {
        try Operator.addInPlace.perform(.tensor(self), .tensor(other), .double(scale))
        return self
    }

    /// Multiplies in place.
    @discardableResult
    public func multiplyInPlace(_ factor: Double) throws(TorchError) -> Tensor {
        try Operator.multiplyInPlace.perform(.tensor(self), .double(factor))
        return self
    }

    /// The matrix product of the last two axes.
    public func matmul(_ other: Tensor) throws(TorchError) -> Tensor {
        try Operator.matmul(.tensor(self), .tensor(other))
    }

    public func relu() throws(TorchError) -> Tensor { try Operator.relu(.tensor(self)) }

    public func sigmoid() throws(TorchError) -> Tensor { try Operator.sigmoid(.tensor(self)) }

    public func tanh() throws(TorchError) -> Tensor { try Operator.tanh(.tensor(self)) }

    public func exp() throws(TorchError) -> Tensor { try Operator.exp(.tensor(self)) }

    public func log() throws(TorchError) -> Tensor { try Operator.log(.tensor(self)) }

    /// The logarithm of the gamma function.
    public func lgamma() throws(TorchError) -> Tensor { try Operator.lgamma(.tensor(self)) }

    public func sqrt() throws(TorchError) -> Tensor { try Operator.sqrt(.tensor(self)) }

    public func abs() throws(TorchError) -> Tensor { try Operator.abs(.tensor(self)) }

    public func power(_ exponent: Double) throws(TorchError) -> Tensor {
        try Operator.power(.tensor(self), .double(exponent))
    }

    /// Values below `minimum` or above `maximum` become these.
    public func clamped(minimum: Double? = nil, maximum: Double? = nil) throws(TorchError) -> Tensor {
        try Operator.clamp(
            .tensor(self), minimum.map { .double($0) } ?? .none, maximum.map { .double($0) } ?? .none)
    }

    /// Element by element, as bool.
    public func equals(_ other: Tensor) throws(TorchError) -> Tensor {
        try Operator.equals(.tensor(self), .tensor(other))
    }

    public func softmax(_ axis: Int) throws(TorchError) -> Tensor {
        try Operator.softmax(.tensor(self), .int(axis))
    }

    public func logSoftmax(_ axis: Int) throws(TorchError) -> Tensor {
        try Operator.logSoftmax(.tensor(self), .int(axis))
    }
}
