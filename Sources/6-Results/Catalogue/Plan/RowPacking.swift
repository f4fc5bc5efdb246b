internal import Tables

/// Rows of a table as bytes, column by column: how rows wait on the disk for their cell; ``PackedRows`` reads them.
///
/// A block is the number of its bytes and of its rows (8 bytes each), then each column's cells in its order: a byte that says
/// whether marks of missing cells come first, one a row; numbers as they lie in memory; of texts all lengths (4 bytes each),
/// then all bytes.
enum RowPacking {
    /// One row among several tables with the same columns.
    struct Place {
        let table: Int32
        let row: Int32
    }

    /// Bytes of a cell; of a text, those of its length.
    static func bytes(of type: ColumnType) -> Int {
        switch type {
        case .boolean: 1
        case .int32, .float, .string: 4
        case .int64, .double: 8
        }
    }

    /// Adds a block.
    ///
    /// - Parameter places: of the rows, those of one table side by side.
    static func append(_ places: ArraySlice<Place>, of tables: [Table], to bytes: inout [UInt8]) {
        let start = bytes.count
        append(Int64(0), to: &bytes)
        append(Int64(places.count), to: &bytes)
        let runs = runs(places)
        for column in tables[0].columns.indices {
            let columns = tables.map { $0.columns[column] }
            let hasMarks = columns.contains { $0.isMissing != nil }
            bytes.append(hasMarks ? 1 : 0)
            if hasMarks {
                for place in places {
                    bytes.append(columns[Int(place.table)].isMissing?[Int(place.row)] ?? false ? 1 : 0)
                }
            }
            append(columns, runs, places.count, to: &bytes)
        }
        let count = Int64(bytes.count - start)
        bytes.withUnsafeMutableBytes { $0.storeBytes(of: count, toByteOffset: start, as: Int64.self) }
    }

    /// The stretches of places in one table.
    private static func runs(_ places: ArraySlice<Place>) -> [ArraySlice<Place>] {
        var runs: [ArraySlice<Place>] = []
        var start = places.startIndex
        for number in places.indices where places[number].table != places[start].table {
            runs.append(places[start..<number])
            start = number
        }
        return places.isEmpty ? [] : runs + [places[start...]]
    }

    private static func append(
        _ columns: [Column], _ runs: [ArraySlice<Place>], _ count: Int, to bytes: inout [UInt8]
    ) {
        switch columns[0].values {
        case .boolean: append(columns.map(\.booleans), runs, count, to: &bytes)
        case .int32: append(columns.map(\.int32s), runs, count, to: &bytes)
        case .int64: append(columns.map(\.int64s), runs, count, to: &bytes)
        case .float: append(columns.map(\.floats), runs, count, to: &bytes)
        case .double: append(columns.map(\.doubles), runs, count, to: &bytes)
        case .text: append(texts: columns.map(\.cells), runs, count, to: &bytes)
        }
    }

    private static func append(
        texts: [Texts], _ runs: [ArraySlice<Place>], _ count: Int, to bytes: inout [UInt8]
    ) {
        var lengths: [UInt32] = []
        lengths.reserveCapacity(count)
        var whole = 0
        for run in runs {
            texts[Int(run[run.startIndex].table)].withUTF8 { texts in
                for row in run {
                    let length = texts[Int(row.row)].count
                    lengths.append(UInt32(length))
                    whole += length
                }
            }
        }
        lengths.withUnsafeBytes { bytes.append(contentsOf: $0) }
        let start = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: whole))
        bytes.withUnsafeMutableBytes { bytes in
            guard var place = bytes.baseAddress.map({ $0 + start }) else { return }
            for run in runs {
                texts[Int(run[run.startIndex].table)].withUTF8 { texts in
                    for row in run {
                        let text = texts[Int(row.row)]
                        guard let source = text.baseAddress else { continue }
                        place.copyMemory(from: source, byteCount: text.count)
                        place += text.count
                    }
                }
            }
        }
    }

    private static func append<Cell: BitwiseCopyable>(
        _ cells: [[Cell]], _ runs: [ArraySlice<Place>], _ count: Int, to bytes: inout [UInt8]
    ) {
        let stride = MemoryLayout<Cell>.stride
        var place = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: count * stride))
        bytes.withUnsafeMutableBytes { bytes in
            for run in runs {
                cells[Int(run[run.startIndex].table)].withUnsafeBufferPointer { cells in
                    for row in run {
                        bytes.storeBytes(of: cells[Int(row.row)], toByteOffset: place, as: Cell.self)
                        place += stride
                    }
                }
            }
        }
    }

    /// All rows as they came, in one table or none.
    ///
    /// - Throws: ``InputError`` when a block is not whole.
    static func tables(_ bytes: UnsafeRawBufferPointer, columns: [ColumnInfo], path: String) throws -> [Table] {
        let packed = try PackedRows(bytes, columns: columns, path: path)
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
