internal import CSQLite
internal import Tables

/// Some rows of a table, cell by cell, as SQLite takes them: it reads the texts where they lie here.
final class SQLiteRows {
    /// Rows at a time.
    static let most = 1024

    let count: Int
    private let width: Int
    /// Axes (row, column).
    private let cells: UnsafeMutableBufferPointer<Cell>
    /// The bytes of all texts.
    private let texts: UnsafeMutableBufferPointer<CChar>

    private enum Cell {
        case null
        case integer(Int64)
        case real(Double)
        /// Its first byte, and how many.
        case text(Int, Int32)
    }

    /// - Parameter rows: ``most`` or fewer.
    init(_ table: Table, _ rows: Range<Int>) {
        count = rows.count
        width = table.columns.count
        cells = .allocate(capacity: count * width)
        cells.initialize(repeating: .null)
        var bytes: [UInt8] = []
        for (place, column) in table.columns.enumerated() {
            Self.add(column, rows, &bytes) { [cells, width] row, cell in cells[row * width + place] = cell }
        }
        texts = .allocate(capacity: bytes.count)
        bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(texts).copyMemory(from: $0) }
    }

    deinit {
        cells.deallocate()
        texts.deallocate()
    }

    /// Gives the cells that are not missing to `set`, with their row.
    @inline(__always)
    private static func add(
        _ column: Column, _ rows: Range<Int>, _ bytes: inout [UInt8], _ set: (_ row: Int, _ cell: Cell) -> Void
    ) {
        @inline(__always)
        func numbers<Number>(_ cells: [Number], _ cell: (Number) -> Cell?) {
            cells.withUnsafeBufferPointer { cells in
                for row in rows {
                    if let isMissing = column.isMissing, isMissing[row] { continue }
                    if let cell = cell(cells[row]) { set(row - rows.lowerBound, cell) }
                }
            }
        }
        switch column.values {
        case .boolean(let cells): numbers(cells) { .integer($0 ? 1 : 0) }
        case .int32(let cells): numbers(cells) { .integer(Int64($0)) }
        case .int64(let cells): numbers(cells) { .integer($0) }
        case .float(let cells): numbers(cells) { $0.isNaN ? nil : .real(Double($0)) }
        case .double(let cells): numbers(cells) { $0.isNaN ? nil : .real($0) }
        case .text(let cells):
            cells.withUTF8 { cells in
                for row in rows where !cells[row].isEmpty {
                    let start = bytes.count
                    bytes.append(contentsOf: cells[row])
                    set(row - rows.lowerBound, .text(start, Int32(bytes.count - start)))
                }
            }
        }
    }

    /// Binds the cells of a row; they must stay until the statement is stepped.
    func bind(_ row: Int, to statement: OpaquePointer) {
        for place in 0..<width {
            let number = Int32(place + 1)
            switch cells[row * width + place] {
            case .null: sqlite3_bind_null(statement, number)
            case .integer(let value): sqlite3_bind_int64(statement, number, value)
            case .real(let value): sqlite3_bind_double(statement, number, value)
            // nil: SQLite copies nothing.
            case .text(let start, let length):
                sqlite3_bind_text(statement, number, texts.baseAddress.map { $0 + start }, length, nil)
            }
        }
    }
}
