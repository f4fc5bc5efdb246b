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
            case .string: .string(try texts(number, checksum))
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

    private func texts(_ number: Int, _ checksum: Checksum?) throws -> [String] {
        // Where the texts of each block begin, and behind the last one.
        let starts = blocks.map { block in
            var next = 0
            return [Int](unsafeUninitializedCapacity: block.rows + 1) { buffer, filled in
                for row in 0..<block.rows {
                    buffer.initializeElement(at: row, to: next)
                    next += Int(block.columns[number].cells.loadUnaligned(fromByteOffset: 4 * row, as: UInt32.self))
                }
                buffer.initializeElement(at: block.rows, to: next)
                filled = block.rows + 1
            }
        }
        let bytes = blocks.map(\.columns[number].texts)
        // Lengths, then all bytes, as in a block.
        var lengths: [UInt32] = []
        lengths.reserveCapacity(count)
        var gathered = [UInt8](unsafeUninitializedCapacity: bytes.reduce(0) { $0 + $1.count }) { buffer, filled in
            let target = UnsafeMutableRawBufferPointer(buffer)
            for place in order {
                let (table, row) = (Int(place.table), Int(place.row))
                let text = UnsafeRawBufferPointer(rebasing: bytes[table][starts[table][row]..<starts[table][row + 1]])
                UnsafeMutableRawBufferPointer(rebasing: target[filled..<filled + text.count]).copyMemory(from: text)
                lengths.append(UInt32(text.count))
                filled += text.count
            }
        }
        try lengths.withUnsafeBytes { try checksum?.update($0) }
        return try gathered.withUnsafeMutableBufferPointer { buffer in
            try checksum?.update(UnsafeRawBufferPointer(buffer))
            return Self.texts(UnsafeBufferPointer(buffer), lengths)
        }
    }

    /// Texts that lie one behind the other. One that is as the one before it shares its memory.
    private static func texts(_ bytes: UnsafeBufferPointer<UInt8>, _ lengths: [UInt32]) -> [String] {
        var (start, last) = (0, UnsafeBufferPointer<UInt8>(rebasing: bytes[..<0]))
        var text = ""
        return lengths.map { length in
            let own = UnsafeBufferPointer(rebasing: bytes[start..<start + Int(length)])
            start += own.count
            if own.count != last.count || !own.elementsEqual(last) {
                text = String(decoding: own, as: UTF8.self)
                last = own
            }
            return text
        }
    }
}
