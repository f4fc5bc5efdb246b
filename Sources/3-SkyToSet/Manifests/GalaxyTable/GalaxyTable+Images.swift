internal import Files
import Tables

extension GalaxyTable {
    /// Throws `InputError` when one image file stands in two rows of the tables, for it would count twice.
    ///
    /// Keeps 8 bytes a row; where two images have equal keys, the rows are read again.
    package static func checkImages(of tables: [Checked]) throws {
        var keys: [UInt64] = []
        keys.reserveCapacity(tables.reduce(0) { $0 + $1.rowCount })
        try forEachFile(of: tables) { _, _, file in keys.append(key(file)) }
        keys.sort()
        var repeated: Set<UInt64> = []
        for (key, next) in zip(keys, keys.dropFirst()) where key == next { repeated.insert(key) }
        keys = []
        guard !repeated.isEmpty else { return }
        var seen: [String: (path: String, row: Int)] = [:]
        try forEachFile(of: tables) { path, row, file in
            guard repeated.contains(key(file)) else { return }
            if let first = seen.updateValue((path, row), forKey: file) {
                throw InputError(
                    file: path, row: row, column: "file",
                    problem: "the image \(file) already stands in \(first.path), row \(first.row)",
                    remedy: "Keep one of them")
            }
        }
    }

    private static func forEachFile(of tables: [Checked], _ body: (String, Int, String) throws -> Void) throws {
        for table in tables {
            guard let column = table.found.file else { continue }
            let reader = try TableFile.reader(table.path, columns: [column], text: [column])
            while let batch = try reader.next(1 << 14) {
                for (row, file) in try table.found.files(of: batch).enumerated() {
                    try body(table.path, batch.firstRow + row, file)
                }
            }
            try table.state.checkUnchanged()
        }
    }

    private static func key(_ file: String) -> UInt64 {
        var hash = FNV1a()
        hash.add(file.utf8)
        return hash.mixed
    }
}
