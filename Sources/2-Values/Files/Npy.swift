/// NumPy's format for one array (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html).
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
    }

    /// Reads an array of float32, int64 or uint8.
    ///
    /// - Returns: the length of each axis, and the elements row-major.
    /// - Throws: ``InputError`` when the file is cut off or no such array.
    public static func read(_ path: String) throws -> (shape: [Int], values: Values) {
        let bytes = try ByteReader.contents(of: path)
        return try NpyHeader.split(bytes, path: path)
    }

    /// Writes an array of float32, for instance embeddings (rows, 1024).
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
            try sink.write(NpyHeader.bytes(of: values, shape: shape))
            switch values {
            case .float32(let values): try values.withUnsafeBytes { try sink.write($0) }
            case .int64(let values): try values.withUnsafeBytes { try sink.write($0) }
            case .uint8(let values): try values.withUnsafeBytes { try sink.write($0) }
            }
        }
    }

    /// Writes a float32 matrix (rows, columns) that comes piece by piece, atomically; memory does not grow with it.
    ///
    /// - Parameters:
    ///   - path: final path.
    ///   - body: is given a function that appends whole rows; it must append `rows` of them.
    /// - Throws: ``WriteError``, and what `body` throws; nothing is then left under `path`.
    public static func write(
        rows: Int, columns: Int, to path: String, _ body: (_ append: ([Float]) throws -> Void) throws -> Void
    ) throws {
        try AtomicFile.write(path) { sink in
            try sink.write(NpyHeader.bytes(of: .float32([]), shape: [rows, columns]))
            var written = 0
            try body { values in
                precondition(
                    values.count % max(1, columns) == 0, "\(values.count) values are no whole rows of \(columns)")
                written += values.count
                try values.withUnsafeBytes { try sink.write($0) }
            }
            precondition(written == rows * columns, "\(written) values for \(rows) rows of \(columns)")
        }
    }
}
