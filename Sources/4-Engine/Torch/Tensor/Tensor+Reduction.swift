extension Operator {
    fileprivate static let sum = Operator("aten::sum", "dim_IntList")
    fileprivate static let mean = Operator("aten::mean", "dim")
    fileprivate static let maximum = Operator("aten::amax")
    fileprivate static let minimum = Operator("aten::amin")
    fileprivate static let argmax = Operator("aten::argmax")
    fileprivate static let variance = Operator("aten::var", "correction")
}

extension Tensor {
    /// The sum over some axes; over all of them by default.
    public func sum(_ axes: [Int] = [], keepAxes: Bool = false) throws(TorchError) -> Tensor {
        try Operator.sum(.tensor(self), axes.isEmpty ? .none : .ints(axes), .bool(keepAxes))
    }

    /// The mean over some axes; over all of them by default.
    public func mean(_ axes: [Int] = [], keepAxes: Bool = false) throws(TorchError) -> Tensor {
        try Operator.mean(.tensor(self), axes.isEmpty ? .none : .ints(axes), .bool(keepAxes))
    }

    /// The greatest value over some axes; over all of them by default.
    public func max(_ axes: [Int] = [], keepAxes: Bool = false) throws(TorchError) -> Tensor {
        try Operator.maximum(.tensor(self), .ints(axes), .bool(keepAxes))
    }

    /// The least value over some axes; over all of them by default.
    public func min(_ axes: [Int] = [], keepAxes: Bool = false) throws(TorchError) -> Tensor {
        try Operator.minimum(.tensor(self), .ints(axes), .bool(keepAxes))
    }

    /// The place of the greatest value along an axis, as int64.
    public func argmax(_ axis: Int, keepAxes: Bool = false) throws(TorchError) -> Tensor {
        try Operator.argmax(.tensor(self), .int(axis), .bool(keepAxes))
    }

    /// The variance over some axes, with n - `correction` in the denominator.
    public func variance(_ axes: [Int], correction: Int = 0, keepAxes: Bool = false) throws(TorchError) -> Tensor {
        try Operator.variance(.tensor(self), .ints(axes), .int(correction), .bool(keepAxes))
    }
}
