internal import CTorch

/// An array of numbers on a device, with its history when gradients are recorded: one strong reference to libtorch's
/// tensor.
///
/// Images are (N, C, H, W) with the channel running fastest in memory. A tensor belongs to one thread at a time and is
/// not `Sendable`.
public final class Tensor {
    let handle: OpaquePointer

    /// Takes over one reference.
    init(owning handle: OpaquePointer) { self.handle = handle }

    deinit { libtorch.tensor_release(handle) }

    /// Copies `values`, row-major, into a tensor of float32.
    ///
    /// - Throws: `TorchError` when the number of values is not the product of `shape`.
    public convenience init(_ values: [Float], shape: [Int], device: Device = .cpu) throws(TorchError) {
        try self.init(copying: values, shape: shape, dtype: .float32, device: device)
    }

    /// Copies `values`, row-major, into a tensor of int64.
    public convenience init(_ values: [Int64], shape: [Int], device: Device = .cpu) throws(TorchError) {
        try self.init(copying: values, shape: shape, dtype: .int64, device: device)
    }

    /// Copies `values`, row-major, into a tensor of uint8.
    public convenience init(uint8s values: [UInt8], shape: [Int], device: Device = .cpu) throws(TorchError) {
        try self.init(copying: values, shape: shape, dtype: .uint8, device: device)
    }

    /// Copies `values`, row-major, into a tensor of float64.
    public convenience init(doubles values: [Double], shape: [Int], device: Device = .cpu) throws(TorchError) {
        try self.init(copying: values, shape: shape, dtype: .float64, device: device)
    }

    private convenience init<Element>(
        copying values: [Element], shape: [Int], dtype: ScalarType, device: Device
    ) throws(TorchError) {
        var made: Result<OpaquePointer, TorchError>?
        values.withUnsafeBytes { bytes in
            made = Result { () throws(TorchError) in try Self.copy(bytes, shape: shape, dtype: dtype, device: device) }
        }
        self.init(owning: try made!.get())
    }

    /// Copies raw elements, row-major and in the machine's own byte order, into a tensor.
    ///
    /// - Throws: `TorchError` when the number of bytes is not what shape and type ask for.
    public convenience init(
        bytes: UnsafeRawBufferPointer, shape: [Int], dtype: ScalarType, device: Device = .cpu
    ) throws(TorchError) {
        self.init(owning: try Self.copy(bytes, shape: shape, dtype: dtype, device: device))
    }

    private static func copy(
        _ bytes: UnsafeRawBufferPointer, shape: [Int], dtype: ScalarType, device: Device
    ) throws(TorchError) -> OpaquePointer {
        let operation: StaticString = "tensor from values"
        let count = shape.reduce(1, *)
        guard shape.allSatisfy({ $0 >= 0 }), count * dtype.byteCount == bytes.count else {
            throw TorchError(
                operation: "\(operation)",
                message: "\(bytes.count / dtype.byteCount) values of \(dtype) do not fill the shape \(shape)")
        }
        var out: OpaquePointer?
        try checked(operation) { error in
            libtorch.tensor_from_data(
                bytes.baseAddress, shape.map(Int64.init), Int32(shape.count), dtype.rawValue, device.kind,
                Int32(device.index), &out, &error)
        }
        return out!
    }

    /// The length of each axis.
    public var shape: [Int] { axes { libtorch.tensor_sizes(handle, $0, $1) } }

    /// How many elements lie between neighbours along each axis.
    public var strides: [Int] { axes { libtorch.tensor_strides(handle, $0, $1) } }

    private func axes(_ read: (UnsafeMutablePointer<Int64>?, UnsafeMutablePointer<ct_error?>?) -> Bool) -> [Int] {
        var values = [Int64](repeating: 0, count: dimensionCount)
        var error: ct_error?
        if !read(&values, &error) {
            preconditionFailure(TorchError(operation: "shape", consuming: error).description)
        }
        return values.map(Int.init)
    }

    /// The number of axes.
    public var dimensionCount: Int { Int(libtorch.tensor_dimensions(handle)) }

    /// The number of elements.
    public var count: Int { Int(libtorch.tensor_count(handle)) }

    /// The type of the elements.
    public var dtype: ScalarType {
        let raw = libtorch.tensor_type(handle)
        guard let type = ScalarType(rawValue: raw) else {
            preconditionFailure("a tensor of scalar type \(raw), which has no Swift name")
        }
        return type
    }

    public var device: Device {
        var kind: Int32 = 0
        var index: Int32 = 0
        libtorch.tensor_device(handle, &kind, &index)
        return Device(kind: kind, index: index)
    }

    /// How many owners libtorch knows of; 1 for a tensor that only this object holds.
    package var referenceCount: Int { Int(libtorch.tensor_references(handle)) }

    /// True for (N, C, H, W) tensors whose channels run fastest in memory.
    public var isChannelsLast: Bool { libtorch.tensor_is_channels_last(handle) }

    /// A number that rises with every change in place: what was computed from a tensor is stale when it has moved on.
    package var version: Int { Int(libtorch.tensor_version(handle)) + silentChanges }

    /// Changes that libtorch's own counter leaves out: by batch norm and by the fused optimisers.
    private var silentChanges = 0

    func noteSilentChange() { silentChanges += 1 }
}
