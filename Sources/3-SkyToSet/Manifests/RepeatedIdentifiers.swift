import Files
internal import Sky
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

    /// Reads the identifiers again if some key came twice.
    package init(_ keys: Keys, in path: String, _ identifier: IdentifierColumn) throws {
        let twice = keys.repeated
        guard !twice.isEmpty else {
            repeats = []
            return
        }
        var candidates: (rows: [Int], ids: [String]) = ([], [])
        var row = 0
        let reader = try IdentifierColumn.reader(
            path, columns: identifier.columns, named: identifier.columns)
        while let table = try reader.next(1 << 16) {
            let column = try identifier.column(of: table)
            var batch: [UInt64] = []
            Self.append(column, to: &batch)
            for index in batch.indices where twice.contains(batch[index]) {
                candidates.rows.append(row + index + 1)
                candidates.ids.append(column.text(index))
            }
            row += batch.count
        }
        let (rows, ids) = candidates
        repeats = Self.repeats(ids, at: rows.map { _ in nil }).map {
            Repeat(id: ids[$0.entry], row: rows[$0.entry], firstRow: rows[$0.first])
        }
    }

    /// The entries whose identifier an earlier one has, and not far from it where both have positions, in rising order, with
    /// the first that has it.
    static func repeats(_ ids: [String], at positions: [SkyCoordinate?]) -> [(entry: Int, first: Int)] {
        SkyObjects(keys: [ids], positions: positions).groups(within: nil).members
            .flatMap { members in members.dropFirst().map { (entry: $0, first: members[0]) } }
            .sorted { $0.entry < $1.entry }
    }

    private static func append(_ column: Column, to keys: inout [UInt64]) {
        switch column.values {
        case .int64(let cells) where column.isMissing == nil:
            for cell in cells { keys.append(FNV1a.mixed(UInt64(bitPattern: cell))) }
        case .int32(let cells) where column.isMissing == nil:
            for cell in cells { keys.append(FNV1a.mixed(UInt64(bitPattern: Int64(cell)))) }
        case .text(let cells):
            cells.withUTF8 { cells in
                for row in 0..<cells.count { keys.append(key(cells[row])) }
            }
        default:
            for text in column.texts { keys.append(key(text)) }
        }
    }

    private static func key(_ text: String) -> UInt64 {
        var text = text
        return text.withUTF8 { key($0) }
    }

    private static func key(_ text: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash = FNV1a()
        hash.add(text)
        return hash.mixed
    }
}
