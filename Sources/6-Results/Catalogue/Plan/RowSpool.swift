internal import Files
internal import Glibc
internal import Tables
internal import Workers

/// Sorts rows by a number onto the disk: as many as are in memory at a time, appended to the files that they belong to.
///
/// What is appended at a time is a block (``RowPacking``), in which numbers rise; rows of one number stay as they came.
struct RowSpool {
    /// The file of a key.
    private let file: (Int) -> String
    /// Bits of a number that do not tell the file.
    private let shift: Int
    private var tables: [Table] = []
    private var rows: [RowPacking.Row] = []
    /// Rows of the tables, those that are left out among them.
    private var waiting = 0

    /// Rows, and tables, that are kept in memory.
    private static let (mostRows, mostTables) = (1 << 18, 256)
    /// Bytes of a row, about: what saves copies while rows are packed.
    private static let usualBytes = 192

    /// - Parameters:
    ///   - shift: bits of a row's number that do not tell its file.
    ///   - file: of the rows with the other bits; those that are there are added to.
    init(shift: Int = 0, file: @escaping (Int) -> String) {
        (self.shift, self.file) = (shift, file)
    }

    /// - Parameter files: of each number.
    init(files: [String]) { self.init { files[$0] } }

    /// Adds rows.
    ///
    /// - Parameters:
    ///   - table: rows, always with the same columns.
    ///   - numbers: of each row, by which they are sorted; negative for one that is left out.
    mutating func add(_ table: Table, to numbers: [Int]) throws {
        guard numbers.contains(where: { $0 >= 0 }) else { return }
        let place = Int32(tables.count)
        for (row, number) in numbers.enumerated() where number >= 0 {
            rows.append(RowPacking.Row(number: number, place: RowPacking.Place(table: place, row: Int32(row))))
        }
        tables.append(table)
        waiting += table.rowCount
        if waiting >= Self.mostRows || tables.count == Self.mostTables { try flush() }
    }

    /// Writes what is in memory, several files at a time.
    mutating func flush() throws {
        rows.withUnsafeMutableBufferPointer { rows in
            RadixSort.sort(rows, bits: 0..<63, parts: Workers.cores) { UInt64($0.number) }
        }
        var stretches: [Range<Int>] = []
        for row in rows.indices {
            if let last = stretches.last, rows[last.lowerBound].number >> shift == rows[row].number >> shift {
                stretches[stretches.count - 1] = last.lowerBound..<row + 1
            } else {
                stretches.append(row..<row + 1)
            }
        }
        let files = stretches.map { file(rows[$0.lowerBound].number >> shift) }
        let (packing, sorted, found) = (RowPacking(tables), rows, stretches)
        _ = try Workers.map(count: found.count, threads: Workers.cores) { place in
            var bytes: [UInt8] = []
            bytes.reserveCapacity(found[place].count * Self.usualBytes)
            packing.append(sorted[found[place]], to: &bytes)
            try Self.append(bytes, to: files[place])
        }
        rows.removeAll(keepingCapacity: true)
        (tables, waiting) = ([], 0)
    }

    private static func append(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw WriteError(path: path, code: errno) }
        defer { close(descriptor) }
        try bytes.withUnsafeBytes { try DescriptorIO.write($0, to: descriptor, path: path) }
    }
}
