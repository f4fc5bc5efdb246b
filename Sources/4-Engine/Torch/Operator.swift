internal import CTorch

/// A handle on one ATen operator, looked up once; keep it in a `static let`.
///
/// `@unchecked Sendable`: the handle is immutable and lives as long as the process; calls through libtorch's dispatcher
/// take its own locks.
package struct Operator: @unchecked Sendable {
    package let name: String
    private let handle: OpaquePointer?
    /// Why libtorch has no such operator; nil when it has.
    package let problem: String?

    /// `name` with its namespace, such as `aten::add`; `overload` as in the schema, such as `Tensor`.
    package init(_ name: String, _ overload: String = "") {
        self.name = name
        var handle: OpaquePointer?
        var error: ct_error?
        if libtorch.operator_find(name, overload, &handle, &error) {
            self.handle = handle
            problem = nil
        } else {
            self.handle = nil
            problem = TorchError(operation: name, consuming: error).message
        }
    }

    /// Calls an operator that gives one tensor. Arguments left out at the end take the schema's defaults.
    package func callAsFunction(_ arguments: Argument...) throws(TorchError) -> Tensor {
        let results = try run(arguments, capacity: 4)
        guard let first = results.first, first.kind == Int32(CT_TENSOR) else {
            Self.release(results)
            throw TorchError(operation: name, message: "gave no tensor")
        }
        Self.release(results.dropFirst())
        return Tensor(owning: OpaquePointer(bitPattern: Int(first.bits))!)
    }

    /// Calls an operator that gives up to `capacity` tensors (the items of a list count one by one).
    package func tensors(_ arguments: Argument..., capacity: Int) throws(TorchError) -> [Tensor] {
        try run(arguments, capacity: capacity).filter { $0.kind == Int32(CT_TENSOR) }
            .map { Tensor(owning: OpaquePointer(bitPattern: Int($0.bits))!) }
    }

    /// Calls an operator for what it does to its arguments.
    package func perform(_ arguments: Argument..., capacity: Int = 4) throws(TorchError) {
        Self.release(try run(arguments, capacity: capacity)[...])
    }

    /// Calls an operator that gives a truth value.
    package func truth(_ arguments: Argument...) throws(TorchError) -> Bool {
        let results = try run(arguments, capacity: 4)
        defer { Self.release(results[...]) }
        guard let first = results.first, first.kind == Int32(CT_BOOL) else {
            throw TorchError(operation: name, message: "gave no truth value")
        }
        return first.bits != 0
    }

    private func run(_ arguments: [Argument], capacity: Int) throws(TorchError) -> [ct_value] {
        guard let handle else { throw TorchError(operation: name, message: problem ?? "is not there") }
        var frame = Frame(arguments)
        var results = [ct_value](repeating: ct_value(), count: capacity)
        var count: Int32 = 0
        var error: ct_error?
        let done = withExtendedLifetime(arguments) {
            libtorch.call(
                handle, frame.values, Int32(frame.values.count), frame.integers, frame.doubles, &frame.tensors,
                frame.text, &results, Int32(capacity), &count, &error)
        }
        guard done else { throw TorchError(operation: name, consuming: error) }
        results.removeLast(capacity - Int(count))
        return results
    }

    private static func release(_ results: some Collection<ct_value>) {
        for result in results where result.kind == Int32(CT_TENSOR) {
            libtorch.tensor_release(OpaquePointer(bitPattern: Int(result.bits)))
        }
    }
}

/// The arguments of one call, laid out for C. The tensors themselves stay with the caller.
private struct Frame {
    var values: [ct_value] = []
    var integers: [Int64] = []
    var doubles: [Double] = []
    var tensors: [OpaquePointer?] = []
    var text: [CChar] = []

    init(_ arguments: [Argument]) {
        values.reserveCapacity(arguments.count)
        for argument in arguments { append(argument) }
    }

    private mutating func append(_ argument: Argument) {
        switch argument {
        case .none: add(CT_NONE)
        case .tensor(let tensor): add(CT_TENSOR, bits: Int64(Int(bitPattern: tensor.handle)))
        case .int(let value): add(CT_INT, bits: Int64(value))
        case .double(let value): add(CT_DOUBLE, bits: Int64(bitPattern: value.bitPattern))
        case .bool(let value): add(CT_BOOL, bits: value ? 1 : 0)
        case .type(let type): add(CT_INT, bits: Int64(type.rawValue))
        case .format(let format): add(CT_INT, bits: Int64(format.rawValue))
        case .scalars(let list):
            add(CT_SCALARS, count: list.count, bits: Int64(doubles.count))
            doubles += list
        case .device(let device): add(CT_DEVICE, count: Int(device.kind), bits: Int64(device.index))
        case .generator(let generator): add(CT_GENERATOR, bits: Int64(Int(bitPattern: generator.handle)))
        case .ints(let list):
            add(CT_INTS, count: list.count, bits: Int64(integers.count))
            for item in list { integers.append(Int64(item)) }
        case .doubles(let list):
            add(CT_DOUBLES, count: list.count, bits: Int64(doubles.count))
            doubles += list
        case .string(let string):
            add(CT_STRING, count: string.utf8.count, bits: Int64(text.count))
            for byte in string.utf8 { text.append(CChar(bitPattern: byte)) }
        case .tensors(let list):
            add(CT_TENSORS, count: list.count, bits: Int64(tensors.count))
            for item in list { tensors.append(item.handle) }
        case .optionalTensors(let list):
            add(CT_OPTIONAL_TENSORS, count: list.count, bits: Int64(tensors.count))
            for item in list { tensors.append(item?.handle) }
        }
    }

    private mutating func add(_ kind: some BinaryInteger, count: Int = 0, bits: Int64 = 0) {
        values.append(ct_value(kind: Int32(kind), count: Int32(count), bits: bits))
    }
}
