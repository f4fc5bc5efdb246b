import Files
package import Tables

/// Identifiers that several rows of a table have.
package struct RepeatedIdentifiers {
    /// A row whose identifier stands in an earlier row too.
    package struct Repeat: Sendable, Equatable {
        package let id: String
        /// Numbers of the rows, 1 is the first.
        package let row, firstRow: Int

        /// The row as a problem of its table.
        package var problem: PositionProblems.Row {
            PositionProblems.Row(
                row: row, id: id, ra: .nan, dec: .nan, text: "the identifier stands in row \(firstRow) too")
        }
    }

    /// In order of rows.
    package let repeats: [Repeat]

    /// 64-bit keys of identifiers, 8 bytes a row; equal ones have equal keys.
    package struct Keys {
        package private(set) var keys: [UInt64] = []

        package init() {}

        /// Adds the identifiers of a batch.
        package mutating func add(_ column: Column) { RepeatedIdentifiers.append(column, to: &keys) }

        /// The keys that several rows have; missing cells are no identifiers.
        fileprivate var repeated: Set<UInt64> {
            var repeated: Set<UInt64> = []
            let sorted = keys.sorted()
            for (key, next) in zip(sorted, sorted.dropFirst()) where key == next { repeated.insert(key) }
            repeated.remove(RepeatedIdentifiers.key(""))
            return repeated
        }
    }

    /// Reads the column again if some key came twice.
    package init(_ keys: Keys, in path: String, column: String) throws {
        let twice = keys.repeated
        var repeats: [Repeat] = []
        if !twice.isEmpty {
            var firstRows: [String: Int] = [:]
            var row = 0
            try Self.forEachBatch(path, column) { column in
                var batch: [UInt64] = []
                Self.append(column, to: &batch)
                for index in batch.indices {
                    row += 1
                    guard twice.contains(batch[index]) else { continue }
                    let id = column.text(index)
                    if let first = firstRows[id] {
                        repeats.append(Repeat(id: id, row: row, firstRow: first))
                    } else {
                        firstRows[id] = row
                    }
                }
            }
        }
        self.repeats = repeats
    }

    private static func forEachBatch(_ path: String, _ name: String, _ body: (Column) throws -> Void) throws {
        let reader = try TableFile.reader(path, columns: [name])
        while let batch = try reader.next(1 << 16) { try body(batch.requiredColumn(name)) }
    }

    private static func append(_ column: Column, to keys: inout [UInt64]) {
        switch column.values {
        case .int64(let cells) where column.isMissing == nil:
            for cell in cells { keys.append(FNV1a.mixed(UInt64(bitPattern: cell))) }
        case .int32(let cells) where column.isMissing == nil:
            for cell in cells { keys.append(FNV1a.mixed(UInt64(bitPattern: Int64(cell)))) }
        case .string(let cells):
            for cell in cells { keys.append(key(cell)) }
        default:
            for row in 0..<column.count { keys.append(key(column.text(row))) }
        }
    }

    private static func key(_ text: String) -> UInt64 {
        var hash = FNV1a()
        hash.add(text.utf8)
        return hash.mixed
    }
}
