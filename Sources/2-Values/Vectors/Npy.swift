internal import Files

/// NumPy's format for one array (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html), of any shape.
///
/// Matrices of float32, which may be large, are read by ``Matrix/init(mapping:ids:)`` without a copy.
///
/// ```swift
/// try Npy.write([1, 2, 3, 4, 5, 6], shape: [2, 3], to: "a.npy")
/// let (shape, values) = try Npy.read("a.npy")
///
/// try Npy.write(rows: galaxies.count, columns: 1024, to: "embeddings.npy") { append in
///     for batch in batches { try append(network.embed(batch)) }  // memory for one batch
/// }
/// ```
public enum Npy {
    /// The elements, row-major.
    public enum Values: Sendable, Equatable {
        case float32([Float])
        case int64([Int64])
        case uint8([UInt8])

        public var count: Int {
            switch self {
            case .float32(let values): values.count
            case .int64(let values): values.count
            case .uint8(let values): values.count
            }
        }

        var type: String {
            switch self {
            case .float32: "<f4"
            case .int64: "<i8"
            case .uint8: "|u1"
            }
        }
    }

    private static let sizes = ["<f4": 4, "<i8": 8, "|u1": 1]

    /// Reads an array of float32, int64 or uint8 into memory.
    ///
    /// - Returns: the length of each axis, and the elements row-major.
    /// - Throws: ``InputError`` when the file is cut off or no such array.
    public static func read(_ path: String) throws -> (shape: [Int], values: Values) {
        let file = try MappedFile(path)
        let header = try NpyHeader(file.bytes, path: path) { sizes[$0] }
        guard !header.isFortran || header.shape.count < 2 else {
            throw NpyHeader.damaged("its elements are in Fortran order, which is read of matrices only", path)
        }
        let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[header.start...])
        func elements<Element: BitwiseCopyable>(_ zero: Element) -> [Element] {
            [Element](unsafeUninitializedCapacity: header.count) { buffer, count in
                UnsafeMutableRawBufferPointer(buffer).copyMemory(from: bytes)
                count = header.count
            }
        }
        return switch header.type {
        case "<f4": (header.shape, .float32(elements(0)))
        case "<i8": (header.shape, .int64(elements(0)))
        default: (header.shape, .uint8(elements(0)))
        }
    }

    /// Writes an array of float32, row-major.
    ///
    /// - Throws: ``WriteError``; nothing is then left under `path`.
    public static func write(_ values: [Float], shape: [Int], to path: String) throws {
        try write(.float32(values), shape: shape, to: path)
    }

    /// Writes an array, atomically; the same array gives the same bytes.
    ///
    /// - Throws: ``WriteError``; nothing is then left under `path`.
    public static func write(_ values: Values, shape: [Int], to path: String) throws {
        precondition(
            values.count == shape.reduce(1, *), "\(values.count) values do not fill an array of shape \(shape)")
        try AtomicFile.write(path) { sink in
            try sink.write(NpyHeader.bytes(type: values.type, shape: shape))
            switch values {
            case .float32(let values): try values.withUnsafeBytes { try sink.write($0) }
            case .int64(let values): try values.withUnsafeBytes { try sink.write($0) }
            case .uint8(let values): try values.withUnsafeBytes { try sink.write($0) }
            }
        }
    }

    /// Writes a matrix (rows, columns) that comes piece by piece, atomically; memory does not grow with it.
    ///
    /// - Parameters:
    ///   - type: of the numbers in the file; halves are the nearest, ties to even.
    ///   - path: final path.
    ///   - body: is given a function that appends whole rows; it must append `rows` of them.
    /// - Throws: ``WriteError``, and what `body` throws; nothing is then left under `path`.
    public static func write(
        rows: Int, columns: Int, type: StoredFloat = .float32, to path: String,
        _ body: (_ append: ([Float]) throws -> Void) throws -> Void
    ) throws {
        try AtomicFile.write(path) { sink in
            try sink.write(NpyHeader.bytes(type: type.npy, shape: [rows, columns]))
            var written = 0
            try body { values in
                precondition(
                    values.count % max(1, columns) == 0, "\(values.count) values are no whole rows of \(columns)")
                written += values.count
                switch type {
                case .float32: try values.withUnsafeBytes { try sink.write($0) }
                case .float16: try StoredFloat.halves(values).withUnsafeBytes { try sink.write($0) }
                }
            }
            precondition(written == rows * columns, "\(written) values for \(rows) rows of \(columns)")
        }
    }
}
