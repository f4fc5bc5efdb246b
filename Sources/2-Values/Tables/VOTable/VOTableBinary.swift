internal import Files

/// Takes the rows out of the base64 stream of BINARY or BINARY2 (VOTable 1.4, sections 5.3 and 5.4).
struct VOTableBinary {
    /// How the cells of a field lie in the stream.
    private struct Layout {
        /// Values a cell; -1 where each cell says it itself.
        let count: Int
        /// Bytes of a value; 0 stands for bits.
        let valueSize: Int

        func size(_ count: Int) -> Int { valueSize == 0 ? (count + 7) / 8 : count * valueSize }
    }

    private let path: String
    private let names: [String]
    private let layouts: [Layout]
    /// BINARY2: each row begins with one bit a field, set where the cell is missing.
    private let flagBytes: Int
    /// Bytes of a row; nil where that differs.
    private let rowSize: Int?
    /// Decoded bytes of rows that are not complete yet.
    private var bytes: [UInt8] = []
    private var base64 = Base64Decoder()

    /// - Parameter hasFlags: true for BINARY2.
    init(_ fields: [VOTableField], hasFlags: Bool, path: String) {
        self.path = path
        names = fields.map(\.name)
        layouts = fields.map { Layout(count: $0.count ?? -1, valueSize: $0.datatype == .bit ? 0 : $0.datatype.size) }
        flagBytes = hasFlags ? (fields.count + 7) / 8 : 0
        let isFixed = layouts.allSatisfy { $0.count >= 0 }
        rowSize = isFixed ? layouts.reduce(flagBytes) { $0 + $1.size($1.count) } : nil
    }

    /// Decodes a piece of the stream and adds the rows that are complete.
    ///
    /// - Parameters:
    ///   - row: number of the next row, for messages.
    ///   - line: line of the file, for messages.
    /// - Returns: how many rows were added.
    mutating func decode(
        _ piece: UnsafeBufferPointer<UInt8>, into columns: inout VOTableColumns, row: Int, line: Int
    ) throws -> Int {
        guard base64.decode(piece, into: &bytes) else {
            throw InputError(
                file: path, problem: "the data in line \(line) are not base64", remedy: "Fetch or write the file again")
        }
        // Many pieces are shorter than a row: looking at the same bytes again and again would cost.
        guard bytes.count >= max(rowSize ?? 0, 1 << 14) else { return 0 }
        return try addRows(to: &columns, row: row)
    }

    /// Adds the last rows; returns how many. Throws ``InputError`` when the stream ends within a row.
    mutating func finish(into columns: inout VOTableColumns, row: Int) throws -> Int {
        let rows = try addRows(to: &columns, row: row)
        guard bytes.isEmpty, base64.isComplete else {
            throw InputError(
                file: path, row: row + rows, problem: "the stream of data ends within the row: the file was cut short",
                remedy: "Fetch or write the file again")
        }
        return rows
    }

    private mutating func addRows(to columns: inout VOTableColumns, row: Int) throws -> Int {
        var rows = 0
        let used = try bytes.withUnsafeBytes { bytes in
            var cursor = VOTableCursor(bytes)
            while cursor.offset < bytes.count {
                guard let size = try rowSize ?? measure(cursor, row: row + rows), size > 0, cursor.has(size) else {
                    break
                }
                read(&cursor, into: &columns)
                rows += 1
            }
            return cursor.offset
        }
        bytes.removeSubrange(..<used)
        return rows
    }

    /// Bytes of the row at `cursor`; nil when the count of a cell is not there yet.
    private func measure(_ start: VOTableCursor, row: Int) throws -> Int? {
        var cursor = start
        cursor.offset += flagBytes
        for index in layouts.indices {
            var count = layouts[index].count
            if count < 0 {
                guard cursor.has(4) else { return nil }
                count = Int(cursor.integer(Int32.self))
                guard count >= 0 else {
                    throw InputError(
                        file: path, row: row, column: names[index],
                        problem: "the cell says that it has \(count) values",
                        remedy: "The file is damaged: fetch or write it again")
                }
            }
            cursor.offset += layouts[index].size(count)
        }
        return cursor.offset - start.offset
    }

    /// Reads the row at `cursor`, which is complete.
    private func read(_ cursor: inout VOTableCursor, into columns: inout VOTableColumns) {
        let flags = cursor.take(flagBytes)
        for index in layouts.indices {
            let layout = layouts[index]
            let count = layout.count < 0 ? Int(cursor.integer(Int32.self)) : layout.count
            var cell = VOTableCursor(cursor.take(layout.size(count)))
            guard columns.isWanted[index] else { continue }
            if flagBytes > 0, flags[index / 8] & (0x80 >> UInt8(index % 8)) != 0 {
                columns.appendMissing(field: index)
            } else {
                columns.append(&cell, field: index)
            }
        }
    }
}
