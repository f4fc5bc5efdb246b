internal import Files
internal import Tables

/// One block of rows where it lies; see ``RowPacking``.
struct PackedBlock {
    /// The cells of one column.
    struct Cells {
        /// A byte a row, 1 where the cell is missing; nil where none is.
        let marks: UnsafeRawBufferPointer?
        /// Numbers as they lie in memory; of texts where they end, 4 bytes each.
        let cells: UnsafeRawBufferPointer
        /// The bytes of texts, one behind the other.
        let texts: UnsafeRawBufferPointer

        func cell<Cell: BitwiseCopyable>(_ row: Int, as type: Cell.Type) -> Cell {
            cells.loadUnaligned(fromByteOffset: row * MemoryLayout<Cell>.stride, as: Cell.self)
        }

        /// The bytes of the text of a row; nil where the block says what cannot be.
        func text(_ row: Int) -> UnsafeRawBufferPointer? {
            let begin = row == 0 ? 0 : Int(cell(row - 1, as: UInt32.self))
            let end = Int(cell(row, as: UInt32.self))
            guard begin <= end, end <= texts.count else { return nil }
            return UnsafeRawBufferPointer(start: texts.baseAddress.map { $0 + begin }, count: end - begin)
        }
    }

    /// Those of the block's rows that are meant.
    private(set) var rows: Range<Int>
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
            blocks.append(
                PackedBlock(rows: 0..<rows, columns: try columns.map { try reader.cells($0.type, rows: rows) }))
            start += count
        }
        return blocks
    }

    /// The rows whose number lies in a range.
    ///
    /// - Parameter column: place of a column of whole numbers that rise.
    func limited(to numbers: Range<Int>, in column: Int) -> PackedBlock {
        func first(notBelow number: Int) -> Int {
            var (low, high) = (rows.lowerBound, rows.upperBound)
            while low < high {
                let middle = (low + high) / 2
                if columns[column].cell(middle, as: Int64.self) < number { low = middle + 1 } else { high = middle }
            }
            return low
        }
        var block = self
        block.rows = first(notBelow: numbers.lowerBound)..<first(notBelow: numbers.upperBound)
        return block
    }

    static func damaged(_ path: String) -> InputError {
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
        let end = type == .string && rows > 0 ? cells.loadUnaligned(fromByteOffset: 4 * (rows - 1), as: UInt32.self) : 0
        return PackedBlock.Cells(marks: marks, cells: cells, texts: try take(Int(end), of: 1))
    }

    private mutating func take(_ count: Int, of size: Int) throws -> UnsafeRawBufferPointer {
        guard count <= (end - place) / size else { throw PackedBlock.damaged(path) }
        defer { place += count * size }
        return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count * size])
    }
}
