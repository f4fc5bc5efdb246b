internal import Files
internal import Glibc

extension TableFile {
    /// Prints a table as CSV on standard output, batch by batch; see ``write(_:columns:info:_:)``.
    package static func printCSV(_ columns: [ColumnInfo], _ body: (any TableWriter) throws -> Void) throws {
        let writer = try CSVTableWriter(columns) { bytes in
            try DescriptorIO.write(bytes, to: STDOUT_FILENO, path: "standard output")
        }
        defer { writer.close() }
        try body(writer)
    }
}
