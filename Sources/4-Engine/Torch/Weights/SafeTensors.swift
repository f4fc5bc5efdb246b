internal import Files
internal import Glibc

/// The safetensors format: an eight-byte length, a JSON header of names, types, shapes and offsets, then the bytes of
/// the tensors, little-endian and row-major (https://github.com/huggingface/safetensors).
public enum SafeTensors {
    /// What a file says about itself before its bytes are read.
    public struct Header: Sendable {
        public struct Entry: Sendable, Equatable {
            public let name: String
            public let dtype: ScalarType
            public let shape: [Int]
            /// Bytes from the end of the header.
            let range: Range<Int>
        }

        /// In the order of their bytes.
        public let entries: [Entry]
        public let metadata: [String: String]
        /// Where the first tensor's bytes start in the file.
        let dataStart: Int
    }

    /// Reads names, types, shapes and metadata without the tensors.
    ///
    /// - Throws: `InputError` as `read(_:)`.
    public static func header(_ path: String) throws -> Header {
        let file = try MappedFile(path)
        return try SafeTensorsHeaderReader(path: path, bytes: file.bytes).read()
    }

    /// Reads all tensors, on the CPU.
    ///
    /// - Throws: `InputError` that names file and tensor when the file is cut off, its header is no proper JSON, a type
    ///   is unknown, or the offsets do not cover the file exactly; `TorchError` when memory runs out.
    public static func read(_ path: String) throws -> [String: Tensor] { try readAll(path).tensors }

    /// Reads all tensors and the metadata.
    public static func readAll(_ path: String) throws -> (tensors: [String: Tensor], metadata: [String: String]) {
        let file = try MappedFile(path)
        let header = try SafeTensorsHeaderReader(path: path, bytes: file.bytes).read()
        return (try tensors(of: header, in: file, path: path), header.metadata)
    }

    /// Makes the tensors that `header` describes of a file's bytes.
    static func tensors(of header: Header, in file: MappedFile, path: String) throws -> [String: Tensor] {
        var tensors: [String: Tensor] = [:]
        for entry in header.entries {
            let start = header.dataStart + entry.range.lowerBound
            let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + entry.range.count])
            if entry.dtype == .bool, let byte = bytes.first(where: { $0 > 1 }) {
                throw InputError(
                    file: path,
                    problem: "is no proper safetensors file: tensor '\(entry.name)' of truth values holds \(byte)",
                    remedy: "Fetch or write the file again")
            }
            tensors[entry.name] = try Tensor(bytes: bytes, shape: entry.shape, dtype: entry.dtype)
        }
        return tensors
    }

    /// Refuses what is no weight: a tensor that holds NaN or infinity, also where a number is too large for float32.
    ///
    /// - Parameter path: the file that the tensor is from, of whatever format.
    /// - Throws: `InputError` that names file and tensor.
    public static func checkFinite(_ tensor: Tensor, name: String, path: String) throws {
        // 0 times what is not finite is NaN, and NaN stays in a sum.
        guard tensor.dtype.isFloatingPoint, try (tensor.to(.float32) * 0).sum().item() != 0 else { return }
        throw InputError(
            file: path, problem: "the tensor '\(name)' holds NaN or infinity: the training that wrote it has failed",
            remedy: "Choose other weights")
    }

    /// Writes tensors in the given order; the same tensors and metadata give the same bytes.
    ///
    /// - Throws: `WriteError` when the disk is full or the folder is not writable; nothing is then left under `path`.
    public static func write(
        _ tensors: [(String, Tensor)], metadata: [String: String] = [:], to path: String
    ) throws {
        let header = header(of: tensors, metadata: metadata)
        try AtomicFile.write(path) { sink in
            try sink.write(header)
            for (_, tensor) in tensors { try sink.write(try tensor.rawBytes()) }
        }
    }

    /// What stands before the tensors' bytes: the length and the JSON.
    static func header(of tensors: [(String, Tensor)], metadata: [String: String]) -> [UInt8] {
        var header = JSONText()
        header.open("{")
        if !metadata.isEmpty {
            header.key("__metadata__")
            header.open("{")
            for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
                header.key(key)
                header.string(value)
            }
            header.close("}")
        }
        var offset = 0
        for (name, tensor) in tensors {
            let end = offset + tensor.count * tensor.dtype.byteCount
            header.key(name)
            header.raw(
                "{\"dtype\":\"\(tensor.dtype.safeTensorsName)\",\"shape\":[\(list(tensor.shape))],"
                    + "\"data_offsets\":[\(offset),\(end)]}")
            offset = end
        }
        header.close("}")
        var text = header.text
        while text.utf8.count % 8 != 0 { text += " " }
        return withUnsafeBytes(of: UInt64(text.utf8.count).littleEndian) { Array($0) } + Array(text.utf8)
    }

    private static func list(_ shape: [Int]) -> String { shape.map(String.init).joined(separator: ",") }
}

extension ScalarType {
    var safeTensorsName: String {
        switch self {
        case .uint8: "U8"
        case .int8: "I8"
        case .int16: "I16"
        case .int32: "I32"
        case .int64: "I64"
        case .float16: "F16"
        case .float32: "F32"
        case .float64: "F64"
        case .bool: "BOOL"
        case .bfloat16: "BF16"
        }
    }

    init?(safeTensorsName name: String) {
        guard let type = Self.allCases.first(where: { $0.safeTensorsName == name }) else { return nil }
        self = type
    }
}
