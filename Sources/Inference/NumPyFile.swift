import Files

/// Matrices in NumPy's format (NEP 1, version 1.0).
public enum NumPyFile {
    /// Writes a float32 matrix (rows, columns), row by row, whole or not at all.
    ///
    /// - Parameters:
    ///   - path: final path.
    ///   - body: is given a function that appends whole rows; it must append `rows` of them.
    /// - Throws: ``Files/WriteError``; what `body` throws.
    public static func write(
        _ path: String, rows: Int, columns: Int, _ body: (_ append: ([Float]) throws -> Void) throws -> Void
    ) throws {
        try AtomicFile.write(path) { sink in
            try sink.write(header(rows: rows, columns: columns))
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

    /// The file's first bytes, a multiple of 64.
    private static func header(rows: Int, columns: Int) -> [UInt8] {
        var text = "{'descr': '<f4', 'fortran_order': False, 'shape': (\(rows), \(columns)), }"
        let unpadded = 10 + text.utf8.count + 1
        text += String(repeating: " ", count: (64 - unpadded % 64) % 64) + "\n"
        let length = UInt16(text.utf8.count)
        return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(length & 0xFF), UInt8(length >> 8)] + Array(text.utf8)
    }
}
