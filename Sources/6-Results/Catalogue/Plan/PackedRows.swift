internal import Files
internal import Tables
internal import Workers

/// Rows that wait on the disk for their cell, as they lie there (``RowPacking``): brought into the catalogue's order column by
/// column, so that a text is made once, in its place.
struct PackedRows {
    let count: Int
    private let columns: [ColumnInfo]
    private let blocks: [PackedBlock]
    /// Where the rows stand, in order of the pixels.
    private let order: [RowPacking.Place]

    /// - Parameters:
    ///   - bytes: all blocks; they must stay where they are as long as this lives.
    ///   - pixel: number of a column of whole numbers, none negative, by which the rows are sorted; rows of one pixel stay as
    ///     they came. Nil leaves all as they came.
    /// - Throws: ``InputError`` when a block is not whole.
    init(_ bytes: UnsafeRawBufferPointer, columns: [ColumnInfo], by pixel: Int? = nil, path: String) throws {
        self.columns = columns
        blocks = try PackedBlock.all(bytes, columns: columns, path: path)
        count = blocks.reduce(0) { $0 + $1.rows }
        var keys: [Key] = []
        keys.reserveCapacity(count)
        for (number, block) in blocks.enumerated() {
            let cells = pixel.map { block.columns[$0].cells }
            for row in 0..<block.rows {
                keys.append(
                    Key(
                        pixel: cells?.loadUnaligned(fromByteOffset: 8 * row, as: UInt64.self) ?? 0,
                        place: RowPacking.Place(table: Int32(number), row: Int32(row))))
            }
        }
        keys.withUnsafeMutableBufferPointer { RadixSort.sort($0, bits: 0..<63, parts: 1) { $0.pixel } }
        order = keys.map(\.place)
    }

    private struct Key {
        let pixel: UInt64
        let place: RowPacking.Place
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
        let cells = blocks.map(\.columns[number].cells)
        return [Cell](unsafeUninitializedCapacity: count) { buffer, filled in
            cells.withUnsafeBufferPointer { cells in
                for (row, place) in order.enumerated() {
                    let stored = cells[Int(place.table)].loadUnaligned(
                        fromByteOffset: Int(place.row) * MemoryLayout<Cell>.stride, as: Cell.self)
                    buffer.initializeElement(at: row, to: stored)
                }
            }
            filled = count
        }
    }

    private func texts(_ number: Int, _ checksum: Checksum?) throws -> Texts {
        // Where the text of each row as it came begins, and behind the last one of each block.
        var begins: [UnsafeRawPointer] = []
        begins.reserveCapacity(count + blocks.count)
        /// Place of each block's first row among those.
        var firsts: [Int] = []
        for block in blocks {
            let (cells, texts) = (block.columns[number].cells, block.columns[number].texts)
            firsts.append(begins.count)
            // Where all texts are empty they have no address: then any does.
            guard var next = texts.baseAddress ?? cells.baseAddress else { continue }
            for row in 0..<block.rows {
                begins.append(next)
                next += Int(cells.loadUnaligned(fromByteOffset: 4 * row, as: UInt32.self))
            }
            begins.append(next)
        }
        // Lengths, then all bytes, as in a block.
        return try begins.withUnsafeBufferPointer { begins in
            try firsts.withUnsafeBufferPointer { firsts in
                let lengths = order.map { place -> UInt32 in
                    let first = firsts[Int(place.table)] + Int(place.row)
                    return UInt32(begins[first + 1] - begins[first])
                }
                try lengths.withUnsafeBytes { try checksum?.update($0) }
                let whole = blocks.reduce(0) { $0 + $1.columns[number].texts.count }
                return try Texts(lengths: lengths, bytes: whole) { target in
                    if var next = target.baseAddress {
                        for (row, place) in order.enumerated() {
                            let length = Int(lengths[row])
                            next.copyMemory(from: begins[firsts[Int(place.table)] + Int(place.row)], byteCount: length)
                            next += length
                        }
                    }
                    try checksum?.update(UnsafeRawBufferPointer(target))
                }
            }
        }
    }
}
