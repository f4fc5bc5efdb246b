internal import CTorch

extension Operator {
    fileprivate static let allFinite = Operator("aten::isfinite")
    fileprivate static let all = Operator("aten::all")
    fileprivate static let equal = Operator("aten::equal")
}

extension Tensor {
    /// All elements as 32-bit floats, row-major whatever the memory layout; copies from the device.
    public func floats() throws(TorchError) -> [Float] { try read(.float32, zero: Float(0)) }

    /// All elements as 64-bit floats, row-major.
    public func doubles() throws(TorchError) -> [Double] { try read(.float64, zero: 0.0) }

    /// All elements as whole numbers, row-major; fractions are cut off.
    public func int64s() throws(TorchError) -> [Int64] { try read(.int64, zero: Int64(0)) }

    /// All elements as bytes, row-major.
    public func uint8s() throws(TorchError) -> [UInt8] { try read(.uint8, zero: UInt8(0)) }

    /// The elements in their own type and the machine's byte order, row-major.
    public func rawBytes() throws(TorchError) -> [UInt8] {
        var values = [UInt8](repeating: 0, count: byteCount)
        let type = dtype.rawValue
        try checked("values of a tensor") { error in libtorch.tensor_read(handle, type, &values, &error) }
        return values
    }

    /// Bytes of all elements in their own type.
    var byteCount: Int { count * dtype.byteCount }

    /// As ``rawBytes()``, into memory of ``byteCount`` bytes that is there already.
    func copyBytes(to memory: UnsafeMutableRawBufferPointer) throws(TorchError) {
        precondition(memory.count == byteCount, "\(byteCount) bytes do not fit into \(memory.count)")
        let type = dtype.rawValue
        try checked("values of a tensor") { error in
            libtorch.tensor_read(handle, type, memory.baseAddress, &error)
        }
    }

    private func read<Element: BitwiseCopyable>(_ type: ScalarType, zero: Element) throws(TorchError) -> [Element] {
        var values = [Element](repeating: zero, count: count)
        try checked("values of a tensor") { error in libtorch.tensor_read(handle, type.rawValue, &values, &error) }
        return values
    }

    /// The value of a tensor with one element.
    public func item() throws(TorchError) -> Double {
        guard count == 1 else {
            throw TorchError(operation: "item", message: "a tensor of shape \(shape) has not one element")
        }
        var value = 0.0
        try checked("item") { error in libtorch.tensor_read(handle, ScalarType.float64.rawValue, &value, &error) }
        return value
    }

    /// True when no element is infinite or not a number.
    public func isFinite() throws(TorchError) -> Bool {
        try Operator.all(.tensor(try Operator.allFinite(.tensor(self)))).item() != 0
    }

    /// True when shape, type and every element agree.
    public func isEqual(_ other: Tensor) throws(TorchError) -> Bool {
        guard shape == other.shape, dtype == other.dtype else { return false }
        return try Operator.equal.truth(.tensor(self), .tensor(other))
    }
}
