internal import Files
internal import Tables
internal import Workers

/// Rows that wait on the disk for their cell, as they lie there (``RowPacking``): brought into the catalogue's order column by
/// column, so that a text is made once, in its place.
struct PackedRows {
    let count: Int
    private let columns: [ColumnInfo]
    private let blocks: [PackedBlock]
    /// One of the files, for messages.
    private let path: String
    /// Where the rows stand, in order.
    private let order: [RowPacking.Place]

    /// Rows by their number.
    struct Numbers {
        /// Place of a column of whole numbers, none negative, which rise in each block.
        let column: Int
        /// Those of the rows that are wanted.
        let wanted: Range<Int>
    }

    /// - Parameters:
    ///   - files: paths, and all blocks; they must stay where they are as long as this lives.
    ///   - numbers: the numbers by which rows are chosen and sorted; rows of one number stay as they came. Nil leaves all as
    ///     they came.
    /// - Throws: ``InputError`` when a block is not whole.
    init(
        _ files: [(path: String, bytes: UnsafeRawBufferPointer)], columns: [ColumnInfo], by numbers: Numbers? = nil
    ) throws {
        self.columns = columns
        path = files.first?.path ?? ""
        let blocks = try files.flatMap { try PackedBlock.all($0.bytes, columns: columns, path: $0.path) }
            .map { block in numbers.map { block.limited(to: $0.wanted, in: $0.column) } ?? block }
        self.blocks = blocks
        count = blocks.reduce(0) { $0 + $1.rows.count }
        guard let numbers else {
            order = blocks.enumerated().flatMap { number, block in
                block.rows.map { RowPacking.Place(table: Int32(number), row: Int32($0)) }
            }
            return
        }
        var rows: [RowPacking.Row] = []
        rows.reserveCapacity(count)
        for (number, block) in blocks.enumerated() {
            let cells = block.columns[numbers.column]
            for row in block.rows {
                rows.append(
                    RowPacking.Row(
                        number: Int(cells.cell(row, as: Int64.self)),
                        place: RowPacking.Place(table: Int32(number), row: Int32(row))))
            }
        }
        rows.withUnsafeMutableBufferPointer { rows in
            RadixSort.sort(rows, bits: 0..<63, parts: 1) { UInt64(bitPattern: Int64($0.number)) }
        }
        order = rows.map(\.place)
    }

    /// A column in order.
    ///
    /// - Parameter checksum: is given the cells, and which of them are missing.
    func column(_ number: Int, _ checksum: Checksum? = nil) throws -> Column {
        let marks = marks(number)
        if let marks { try marks.withUnsafeBytes { try checksum?.update($0) } }
        func cells<Cell: BitwiseCopyable>(_ type: Cell.Type) throws -> [Cell] {
            let cells: [Cell] = numbers(number)
            try cells.withUnsafeBytes { try checksum?.update($0) }
            return cells
        }
        let values: Column.Values =
            switch columns[number].type {
            case .boolean: .boolean(try cells(UInt8.self).map { $0 != 0 })
            case .int32: .int32(try cells(Int32.self))
            case .int64: .int64(try cells(Int64.self))
            case .float: .float(try cells(Float.self))
            case .double: .double(try cells(Double.self))
            case .string: .text(try texts(number, checksum))
            }
        return Column(columns[number], values, isMissing: marks)
    }

    /// Which cells are missing; nil where none is.
    private func marks(_ number: Int) -> [Bool]? {
        guard blocks.contains(where: { $0.columns[number].marks != nil }) else { return nil }
        let marks = order.map { place -> Bool in
            guard let marks = blocks[Int(place.table)].columns[number].marks else { return false }
            return marks[Int(place.row)] != 0
        }
        return marks.contains(true) ? marks : nil
    }

    private func numbers<Cell: BitwiseCopyable>(_ number: Int) -> [Cell] {
        let blocks = blocks.map(\.columns[number])
        return [Cell](unsafeUninitializedCapacity: count) { buffer, filled in
            blocks.withUnsafeBufferPointer { blocks in
                for (row, place) in order.enumerated() {
                    buffer.initializeElement(
                        at: row, to: blocks[Int(place.table)].cell(Int(place.row), as: Cell.self))
                }
            }
            filled = count
        }
    }

    /// Lengths, then all bytes, are what the checksum is given.
    private func texts(_ number: Int, _ checksum: Checksum?) throws -> Texts {
        try blocks.map(\.columns[number]).withUnsafeBufferPointer { blocks in
            var whole = 0
            let lengths = try order.map { place -> UInt32 in
                guard let text = blocks[Int(place.table)].text(Int(place.row)) else {
                    throw PackedBlock.damaged(path)
                }
                whole += text.count
                return UInt32(text.count)
            }
            try lengths.withUnsafeBytes { try checksum?.update($0) }
            return try Texts(lengths: lengths, bytes: whole) { target in
                if var next = target.baseAddress {
                    for place in order {
                        guard let text = blocks[Int(place.table)].text(Int(place.row)), let source = text.baseAddress
                        else { continue }
                        next.copyMemory(from: source, byteCount: text.count)
                        next += text.count
                    }
                }
                try checksum?.update(UnsafeRawBufferPointer(target))
            }
        }
    }
}
