internal import Tables

/// Rows of tables as bytes, column by column: how rows wait on the disk for their cell; ``PackedRows`` reads them.
///
/// A block is the number of its bytes and of its rows (8 bytes each), then each column's cells in its order: a byte that says
/// whether marks of missing cells come first, one a row; numbers as they lie in memory; of texts where each ends (4 bytes),
/// then all bytes.
struct RowPacking {
    /// One row among several tables with the same columns.
    struct Place {
        let table: Int32
        let row: Int32
    }

    /// A row and the number by which it is sorted.
    struct Row {
        let number: Int
        let place: Place
    }

    /// The tables' cells, column by column.
    private let columns: [[Column]]

    /// - Parameter tables: with the same columns.
    init(_ tables: [Table]) {
        columns =
            tables.first.map { first in
                first.columns.indices.map { number in tables.map { $0.columns[number] } }
            } ?? []
    }

    /// Bytes of a cell; of a text, those that say where it ends.
    static func bytes(of type: ColumnType) -> Int {
        switch type {
        case .boolean: 1
        case .int32, .float, .string: 4
        case .int64, .double: 8
        }
    }

    /// Adds a block of some rows.
    func append(_ rows: ArraySlice<Row>, to bytes: inout [UInt8]) {
        let start = bytes.count
        Self.append(Int64(0), to: &bytes)
        Self.append(Int64(rows.count), to: &bytes)
        for column in columns {
            let marks = column.map(\.isMissing)
            let hasMarks = marks.contains { $0 != nil }
            bytes.append(hasMarks ? 1 : 0)
            if hasMarks {
                for row in rows { bytes.append(marks[Int(row.place.table)]?[Int(row.place.row)] ?? false ? 1 : 0) }
            }
            switch column[0].values {
            case .boolean: Self.append(column.map(\.booleans), rows, to: &bytes)
            case .int32: Self.append(column.map(\.int32s), rows, to: &bytes)
            case .int64: Self.append(column.map(\.int64s), rows, to: &bytes)
            case .float: Self.append(column.map(\.floats), rows, to: &bytes)
            case .double: Self.append(column.map(\.doubles), rows, to: &bytes)
            case .text: Self.append(texts: column.map(\.cells), rows, to: &bytes)
            }
        }
        let count = Int64(bytes.count - start)
        bytes.withUnsafeMutableBytes { $0.storeBytes(of: count, toByteOffset: start, as: Int64.self) }
    }

    private static func append(texts: [Texts], _ rows: ArraySlice<Row>, to bytes: inout [UInt8]) {
        withCells(of: texts[...]) { texts in
            var end = 0
            let ends = rows.map { row -> UInt32 in
                end += texts[Int(row.place.table)][Int(row.place.row)].count
                return UInt32(end)
            }
            ends.withUnsafeBytes { bytes.append(contentsOf: $0) }
            var place = bytes.count
            bytes.append(contentsOf: repeatElement(0, count: end))
            bytes.withUnsafeMutableBytes { bytes in
                guard let target = bytes.baseAddress else { return }
                for row in rows {
                    let text = texts[Int(row.place.table)][Int(row.place.row)]
                    guard let source = text.baseAddress else { continue }
                    (target + place).copyMemory(from: source, byteCount: text.count)
                    place += text.count
                }
            }
        }
    }

    private static func append<Cell: BitwiseCopyable>(
        _ cells: [[Cell]], _ rows: ArraySlice<Row>, to bytes: inout [UInt8]
    ) {
        let stride = MemoryLayout<Cell>.stride
        var place = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: rows.count * stride))
        withPointers(to: cells[...]) { cells in
            bytes.withUnsafeMutableBytes { bytes in
                for row in rows {
                    bytes.storeBytes(
                        of: cells[Int(row.place.table)][Int(row.place.row)], toByteOffset: place, as: Cell.self)
                    place += stride
                }
            }
        }
    }

    /// Gives `body` the cells of several columns where they lie.
    private static func withPointers<Cell>(
        to columns: ArraySlice<[Cell]>, _ found: [UnsafeBufferPointer<Cell>] = [],
        _ body: ([UnsafeBufferPointer<Cell>]) -> Void
    ) {
        guard let first = columns.first else { return body(found) }
        first.withUnsafeBufferPointer { withPointers(to: columns.dropFirst(), found + [$0], body) }
    }

    private static func withCells(
        of columns: ArraySlice<Texts>, _ found: [Texts.UTF8Cells] = [], _ body: ([Texts.UTF8Cells]) -> Void
    ) {
        guard let first = columns.first else { return body(found) }
        first.withUTF8 { withCells(of: columns.dropFirst(), found + [$0], body) }
    }

    /// All rows as they came, in one table or none.
    ///
    /// - Throws: ``InputError`` when a block is not whole.
    static func tables(_ bytes: UnsafeRawBufferPointer, columns: [ColumnInfo], path: String) throws -> [Table] {
        let packed = try PackedRows([(path, bytes)], columns: columns)
        return packed.count == 0 ? [] : [Table(columns: try columns.indices.map { try packed.column($0) })]
    }

    /// One table of rows of several with the same columns.
    static func gathered(_ places: [Place], of tables: [Table]) -> Table {
        Table(
            columns: tables[0].columns.indices.map { column in
                let columns = tables.map { $0.columns[column] }
                func gathered<Cell>(_ cells: [[Cell]]) -> [Cell] {
                    places.map { cells[Int($0.table)][Int($0.row)] }
                }
                func gathered(_ cells: [Texts]) -> Texts {
                    var texts = Texts()
                    texts.reserve(places.count)
                    for place in places {
                        cells[Int(place.table)].withUTF8 { texts.append(utf8: $0[Int(place.row)]) }
                    }
                    return texts
                }
                let values: Column.Values =
                    switch columns[0].values {
                    case .boolean: .boolean(gathered(columns.map(\.booleans)))
                    case .int32: .int32(gathered(columns.map(\.int32s)))
                    case .int64: .int64(gathered(columns.map(\.int64s)))
                    case .float: .float(gathered(columns.map(\.floats)))
                    case .double: .double(gathered(columns.map(\.doubles)))
                    case .text: .text(gathered(columns.map(\.cells)))
                    }
                let hasMarks = columns.contains { $0.isMissing != nil }
                return Column(
                    columns[0].info, values,
                    isMissing: hasMarks
                        ? places.map { columns[Int($0.table)].isMissing?[Int($0.row)] ?? false } : nil)
            })
    }

    private static func append(_ number: Int64, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) }
    }
}

extension Column {
    fileprivate var booleans: [Bool] { if case .boolean(let cells) = values { cells } else { [] } }
    fileprivate var int32s: [Int32] { if case .int32(let cells) = values { cells } else { [] } }
    fileprivate var int64s: [Int64] { if case .int64(let cells) = values { cells } else { [] } }
    fileprivate var floats: [Float] { if case .float(let cells) = values { cells } else { [] } }
    fileprivate var doubles: [Double] { if case .double(let cells) = values { cells } else { [] } }
}
