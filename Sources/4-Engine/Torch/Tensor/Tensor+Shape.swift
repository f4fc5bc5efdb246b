extension Operator {
    fileprivate static let toType = Operator("aten::to", "dtype")
    fileprivate static let toDevice = Operator("aten::to", "device")
    fileprivate static let contiguous = Operator("aten::contiguous")
    fileprivate static let clone = Operator("aten::clone")
    fileprivate static let permute = Operator("aten::permute")
    fileprivate static let transpose = Operator("aten::transpose", "int")
    fileprivate static let reshape = Operator("aten::reshape")
    fileprivate static let flatten = Operator("aten::flatten", "using_ints")
    fileprivate static let squeeze = Operator("aten::squeeze", "dim")
    fileprivate static let unsqueeze = Operator("aten::unsqueeze")
    fileprivate static let expand = Operator("aten::expand")
    fileprivate static let narrow = Operator("aten::narrow")
    fileprivate static let select = Operator("aten::select", "int")
    fileprivate static let indexSelect = Operator("aten::index_select")
    fileprivate static let flip = Operator("aten::flip")
    fileprivate static let cat = Operator("aten::cat")
    fileprivate static let stack = Operator("aten::stack")
    fileprivate static let pad = Operator("aten::constant_pad_nd")
    fileprivate static let copy = Operator("aten::copy_")
}

extension Tensor {
    /// The same values in another type.
    public func to(_ dtype: ScalarType) throws(TorchError) -> Tensor {
        try Operator.toType(.tensor(self), .type(dtype))
    }

    /// The same values on a device; the tensor itself when it is there already.
    public func to(_ device: Device) throws(TorchError) -> Tensor {
        guard self.device != device else { return self }
        return try Operator.toDevice(.tensor(self), .device(device), .type(dtype))
    }

    /// The same values in a given memory layout; a copy only where needed.
    public func contiguous(_ format: MemoryFormat = .contiguous) throws(TorchError) -> Tensor {
        try Operator.contiguous(.tensor(self), .format(format))
    }

    /// A copy with memory of its own.
    public func clone() throws(TorchError) -> Tensor { try Operator.clone(.tensor(self)) }

    /// Overwrites the values, converting type and device.
    public func copy(from source: Tensor) throws(TorchError) {
        try Operator.copy.perform(.tensor(self), .tensor(source))
    }

    /// The axes in another order: axis `i` of the result is axis `axes[i]` of this tensor.
    public func permute(_ axes: [Int]) throws(TorchError) -> Tensor { try Operator.permute(.tensor(self), .ints(axes)) }

    public func transpose(_ first: Int, _ second: Int) throws(TorchError) -> Tensor {
        try Operator.transpose(.tensor(self), .int(first), .int(second))
    }

    /// The same elements in another shape; one length may be -1.
    public func reshape(_ shape: [Int]) throws(TorchError) -> Tensor {
        try Operator.reshape(.tensor(self), .ints(shape))
    }

    /// Joins the axes from `first` through `last` into one; by default all but the batch.
    public func flatten(from first: Int = 1, through last: Int = -1) throws(TorchError) -> Tensor {
        try Operator.flatten(.tensor(self), .int(first), .int(last))
    }

    public func squeeze(_ axis: Int) throws(TorchError) -> Tensor { try Operator.squeeze(.tensor(self), .int(axis)) }

    public func unsqueeze(_ axis: Int) throws(TorchError) -> Tensor {
        try Operator.unsqueeze(.tensor(self), .int(axis))
    }

    /// A view in which axes of length 1 are repeated.
    public func expand(_ shape: [Int]) throws(TorchError) -> Tensor { try Operator.expand(.tensor(self), .ints(shape)) }

    /// A view of `length` places of one axis, from `start`.
    public func narrow(_ axis: Int, start: Int, length: Int) throws(TorchError) -> Tensor {
        try Operator.narrow(.tensor(self), .int(axis), .int(start), .int(length))
    }

    /// A view of one place of an axis, without that axis.
    public func select(_ axis: Int, index: Int) throws(TorchError) -> Tensor {
        try Operator.select(.tensor(self), .int(axis), .int(index))
    }

    /// The places `indices` (int64) of one axis.
    public func select(_ axis: Int, indices: Tensor) throws(TorchError) -> Tensor {
        try Operator.indexSelect(.tensor(self), .int(axis), .tensor(indices))
    }

    /// The order of the places along the axes turned round.
    public func flip(_ axes: [Int]) throws(TorchError) -> Tensor { try Operator.flip(.tensor(self), .ints(axes)) }

    /// Joins tensors along an axis that they have.
    public static func cat(_ tensors: [Tensor], axis: Int = 0) throws(TorchError) -> Tensor {
        try Operator.cat(.tensors(tensors), .int(axis))
    }

    /// Joins tensors of one shape along a new axis.
    public static func stack(_ tensors: [Tensor], axis: Int = 0) throws(TorchError) -> Tensor {
        try Operator.stack(.tensors(tensors), .int(axis))
    }

    /// Adds a border to (…, H, W); negative widths cut.
    public func pad(
        left: Int = 0, right: Int = 0, top: Int = 0, bottom: Int = 0, value: Double = 0
    ) throws(TorchError) -> Tensor {
        try Operator.pad(.tensor(self), .ints([left, right, top, bottom]), .double(value))
    }
}
