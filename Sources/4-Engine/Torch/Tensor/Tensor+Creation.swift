extension Operator {
    fileprivate static let zeros = Operator("aten::zeros")
    fileprivate static let full = Operator("aten::full")
    fileprivate static let randn = Operator("aten::randn", "generator")
    fileprivate static let rand = Operator("aten::rand", "generator")
    fileprivate static let randperm = Operator("aten::randperm", "generator")
    fileprivate static let arange = Operator("aten::arange", "start")
    fileprivate static let zerosLike = Operator("aten::zeros_like")
    fileprivate static let emptyLike = Operator("aten::empty_like")
    fileprivate static let uniform = Operator("aten::uniform_")
    fileprivate static let normal = Operator("aten::normal_")
    fileprivate static let fill = Operator("aten::fill_", "Scalar")
}

extension Tensor {
    public static func zeros(
        _ shape: [Int], dtype: ScalarType = .float32, device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try Operator.zeros(.ints(shape), .type(dtype), .none, .device(device))
    }

    public static func ones(
        _ shape: [Int], dtype: ScalarType = .float32, device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try full(shape, 1, dtype: dtype, device: device)
    }

    public static func full(
        _ shape: [Int], _ value: Double, dtype: ScalarType = .float32, device: Device = .cpu
    ) throws(TorchError) -> Tensor {
        try Operator.full(.ints(shape), .double(value), .type(dtype), .none, .device(device))
    }

    /// Normal deviates of mean 0 and variance 1; drawn on the CPU, then moved.
    public static func randn(
        _ shape: [Int], dtype: ScalarType = .float32, device: Device = .cpu, generator: Generator? = nil
    ) throws(TorchError) -> Tensor {
        try Operator.randn(.ints(shape), .optional(generator), .type(dtype)).to(device)
    }

    /// Uniform deviates in 0..<1; drawn on the CPU, then moved.
    public static func rand(
        _ shape: [Int], dtype: ScalarType = .float32, device: Device = .cpu, generator: Generator? = nil
    ) throws(TorchError) -> Tensor {
        try Operator.rand(.ints(shape), .optional(generator), .type(dtype)).to(device)
    }

    /// The numbers 0..<count in a random order, as int64.
    public static func randomPermutation(_ count: Int, generator: Generator? = nil) throws(TorchError) -> Tensor {
        try Operator.randperm(.int(count), .optional(generator), .type(.int64))
    }

    /// The whole numbers of a range, as int64.
    public static func range(_ range: Range<Int>, device: Device = .cpu) throws(TorchError) -> Tensor {
        try Operator.arange(.int(range.lowerBound), .int(range.upperBound), .type(.int64), .none, .device(device))
    }

    /// Zeros with the shape, type, device and memory layout of this tensor.
    public func zerosLike() throws(TorchError) -> Tensor { try Operator.zerosLike(.tensor(self)) }

    /// Fills in place with uniform deviates in low..<high.
    @discardableResult
    public func fillUniform(_ low: Double, _ high: Double, generator: Generator? = nil) throws(TorchError) -> Tensor {
        try Operator.uniform.perform(.tensor(self), .double(low), .double(high), .optional(generator))
        return self
    }

    /// Fills in place with normal deviates.
    @discardableResult
    public func fillNormal(
        mean: Double = 0, deviation: Double = 1, generator: Generator? = nil
    ) throws(TorchError) -> Tensor {
        try Operator.normal.perform(.tensor(self), .double(mean), .double(deviation), .optional(generator))
        return self
    }

    /// Fills in place with one value.
    @discardableResult
    public func fill(_ value: Double) throws(TorchError) -> Tensor {
        try Operator.fill.perform(.tensor(self), .double(value))
        return self
    }
}
