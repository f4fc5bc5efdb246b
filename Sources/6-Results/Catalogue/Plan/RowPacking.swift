internal import Files
internal import Tables

/// Rows of a table as bytes, column by column, and back: how rows wait on the disk for their cell.
///
/// A block is the number of its bytes and of its rows (8 bytes each), then each column's cells in its order: a byte that says
/// whether marks of missing cells come first, one a row; numbers as they lie in memory; of texts all lengths (4 bytes each),
/// then all bytes.
enum RowPacking {
    private static let headBytes = 16

    /// One row among several tables with the same columns.
    struct Place {
        let table: Int32
        let row: Int32
    }

    /// Adds a block.
    ///
    /// - Parameter places: of the rows, in order.
    static func append(_ places: ArraySlice<Place>, of tables: [Table], to bytes: inout [UInt8]) {
        let start = bytes.count
        append(Int64(0), to: &bytes)
        append(Int64(places.count), to: &bytes)
        for column in tables[0].columns.indices {
            let columns = tables.map { $0.columns[column] }
            let hasMarks = columns.contains { $0.isMissing != nil }
            bytes.append(hasMarks ? 1 : 0)
            if hasMarks {
                for place in places {
                    bytes.append(columns[Int(place.table)].isMissing?[Int(place.row)] ?? false ? 1 : 0)
                }
            }
            append(columns, places, to: &bytes)
        }
        let count = Int64(bytes.count - start)
        bytes.withUnsafeMutableBytes { $0.storeBytes(of: count, toByteOffset: start, as: Int64.self) }
    }

    private static func append(_ columns: [Column], _ places: ArraySlice<Place>, to bytes: inout [UInt8]) {
        switch columns[0].values {
        case .boolean: append(columns.map(\.booleans), places, to: &bytes)
        case .int32: append(columns.map(\.int32s), places, to: &bytes)
        case .int64: append(columns.map(\.int64s), places, to: &bytes)
        case .float: append(columns.map(\.floats), places, to: &bytes)
        case .double: append(columns.map(\.doubles), places, to: &bytes)
        case .string:
            let texts = columns.map(\.strings)
            append(places.lazy.map { UInt32(texts[Int($0.table)][Int($0.row)].utf8.count) }, places.count, to: &bytes)
            for place in places { bytes.append(contentsOf: texts[Int(place.table)][Int(place.row)].utf8) }
        }
    }

    private static func append<Cell: BitwiseCopyable>(
        _ cells: [[Cell]], _ places: ArraySlice<Place>, to bytes: inout [UInt8]
    ) {
        append(places.lazy.map { cells[Int($0.table)][Int($0.row)] }, places.count, to: &bytes)
    }

    private static func append<Cell: BitwiseCopyable>(
        _ cells: some Sequence<Cell>, _ count: Int, to bytes: inout [UInt8]
    ) {
        let start = bytes.count
        let stride = MemoryLayout<Cell>.stride
        bytes.append(contentsOf: repeatElement(0, count: count * stride))
        bytes.withUnsafeMutableBytes { bytes in
            var place = start
            for cell in cells {
                bytes.storeBytes(of: cell, toByteOffset: place, as: Cell.self)
                place += stride
            }
        }
    }

    private static func append(_ number: Int64, to bytes: inout [UInt8]) {
        append(CollectionOfOne(number), 1, to: &bytes)
    }

    /// The tables of all blocks.
    ///
    /// - Throws: ``InputError`` when a block is not whole.
    static func tables(_ bytes: UnsafeRawBufferPointer, columns: [ColumnInfo], path: String) throws -> [Table] {
        var tables: [Table] = []
        var start = 0
        while start < bytes.count {
            guard bytes.count - start >= headBytes else { throw damaged(path) }
            let count = Int(bytes.loadUnaligned(fromByteOffset: start, as: Int64.self))
            guard count >= headBytes, count <= bytes.count - start else { throw damaged(path) }
            var reader = BlockReader(bytes: UnsafeRawBufferPointer(rebasing: bytes[start..<start + count]), path: path)
            reader.place = 8
            let rows = try reader.number()
            tables.append(Table(columns: try columns.map { try reader.column($0, rows: rows) }))
            start += count
        }
        return tables
    }

    /// One table of rows of several with the same columns.
    static func gathered(_ places: [Place], of tables: [Table]) -> Table {
        Table(
            columns: tables[0].columns.indices.map { column in
                let columns = tables.map { $0.columns[column] }
                func gathered<Cell>(_ cells: [[Cell]]) -> [Cell] {
                    places.map { cells[Int($0.table)][Int($0.row)] }
                }
                let values: Column.Values =
                    switch columns[0].values {
                    case .boolean: .boolean(gathered(columns.map(\.booleans)))
                    case .int32: .int32(gathered(columns.map(\.int32s)))
                    case .int64: .int64(gathered(columns.map(\.int64s)))
                    case .float: .float(gathered(columns.map(\.floats)))
                    case .double: .double(gathered(columns.map(\.doubles)))
                    case .string: .string(gathered(columns.map(\.strings)))
                    }
                let hasMarks = columns.contains { $0.isMissing != nil }
                return Column(
                    columns[0].info, values,
                    isMissing: hasMarks
                        ? places.map { columns[Int($0.table)].isMissing?[Int($0.row)] ?? false } : nil)
            })
    }

    fileprivate static func damaged(_ path: String) -> InputError {
        InputError(
            file: path, problem: "the rows that wait here for their cell are not whole",
            remedy: "Remove the file plan.json in the catalogue's folder tuningfork: rows are sorted by cell again")
    }
}

/// Takes the parts of one block.
private struct BlockReader {
    let bytes: UnsafeRawBufferPointer
    let path: String
    var place = 0

    mutating func take(_ count: Int) throws -> UnsafeRawBufferPointer {
        guard count >= 0, count <= bytes.count - place else { throw RowPacking.damaged(path) }
        defer { place += count }
        return UnsafeRawBufferPointer(rebasing: bytes[place..<place + count])
    }

    mutating func number() throws -> Int { Int(try take(8).loadUnaligned(as: Int64.self)) }

    mutating func cells<Cell: BitwiseCopyable>(_ rows: Int) throws -> [Cell] {
        let stride = MemoryLayout<Cell>.stride
        let source = try take(rows * stride)
        return [Cell](unsafeUninitializedCapacity: rows) { buffer, filled in
            UnsafeMutableRawBufferPointer(buffer).copyMemory(from: source)
            filled = rows
        }
    }

    mutating func column(_ info: ColumnInfo, rows: Int) throws -> Column {
        let hasMarks = try take(1)[0] != 0
        let marks = hasMarks ? try take(rows).map { $0 != 0 } : nil
        let values: Column.Values =
            switch info.type {
            case .boolean: .boolean(try take(rows).map { $0 != 0 })
            case .int32: .int32(try cells(rows))
            case .int64: .int64(try cells(rows))
            case .float: .float(try cells(rows))
            case .double: .double(try cells(rows))
            case .string: .string(try texts(rows))
            }
        return Column(info, values, isMissing: marks)
    }

    private mutating func texts(_ rows: Int) throws -> [String] {
        let lengths: [UInt32] = try cells(rows)
        return try lengths.map { String(decoding: try take(Int($0)), as: UTF8.self) }
    }
}

extension Column {
    fileprivate var booleans: [Bool] { if case .boolean(let cells) = values { cells } else { [] } }
    fileprivate var int32s: [Int32] { if case .int32(let cells) = values { cells } else { [] } }
    fileprivate var int64s: [Int64] { if case .int64(let cells) = values { cells } else { [] } }
    fileprivate var floats: [Float] { if case .float(let cells) = values { cells } else { [] } }
    fileprivate var doubles: [Double] { if case .double(let cells) = values { cells } else { [] } }
    fileprivate var strings: [String] { if case .string(let cells) = values { cells } else { [] } }
}
