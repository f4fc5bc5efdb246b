internal import Files
internal import Tables

/// One block of rows where it lies; see ``RowPacking``.
struct PackedBlock {
    /// The cells of one column.
    struct Cells {
        /// A byte a row, 1 where the cell is missing; nil where none is.
        let marks: UnsafeRawBufferPointer?
        /// Numbers as they lie in memory; of texts their lengths, 4 bytes each.
        let cells: UnsafeRawBufferPointer
        /// The bytes of texts, as many as the lengths say.
        let texts: UnsafeRawBufferPointer
    }

    let rows: Int
    let columns: [Cells]

    /// All blocks, in order.
    ///
    /// - Throws: ``InputError`` when a block is not whole.
    static func all(_ bytes: UnsafeRawBufferPointer, columns: [ColumnInfo], path: String) throws -> [PackedBlock] {
        var blocks: [PackedBlock] = []
        var start = 0
        while start < bytes.count {
            var reader = BlockReader(bytes: UnsafeRawBufferPointer(rebasing: bytes[start...]), path: path)
            let count = try reader.number()
            guard count >= reader.place, count <= bytes.count - start else { throw damaged(path) }
            reader.end = count
            let rows = try reader.number()
            guard rows >= 0 else { throw damaged(path) }
            blocks.append(PackedBlock(rows: rows, columns: try columns.map { try reader.cells($0.type, rows: rows) }))
            start += count
        }
        return blocks
    }

    fileprivate static func damaged(_ path: String) -> InputError {
        InputError(
            file: path, problem: "the rows that wait here for their cell are not whole",
            remedy: "Remove the file plan.json in the catalogue's folder tuningfork: rows are sorted by cell again")
    }
}

/// Takes the parts of one block.
private struct BlockReader {
    private let bytes: UnsafeRawBufferPointer
    private let path: String
    private(set) var place = 0
    /// Where the block ends.
    var end: Int

    init(bytes: UnsafeRawBufferPointer, path: String) {
        (self.bytes, self.path) = (bytes, path)
        end = bytes.count
    }

    mutating func number() throws -> Int { Int(try take(1, of: 8).loadUnaligned(as: Int64.self)) }

    mutating func cells(_ type: ColumnType, rows: Int) throws -> PackedBlock.Cells {
        let hasMarks = try take(1, of: 1)[0] != 0
        let marks = hasMarks ? try take(rows, of: 1) : nil
        let cells = try take(rows, of: RowPacking.bytes(of: type))
        var texts = 0
        if type == .string {
            for row in 0..<rows {
                texts += Int(cells.loadUnaligned(fromByteOffset: 4 * row, as: UInt32.self))
            }
        }
        return PackedBlock.Cells(marks: marks, cells: cells, texts: try take(texts, of: 1))
    }

    private mutating func take(_ count: Int, of size: Int) throws -> UnsafeRawBufferPointer {
        guard count <= (end - place) / size else { throw PackedBlock.damaged(path) }
        defer { place += count * size }
        return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count * size])
    }
}
