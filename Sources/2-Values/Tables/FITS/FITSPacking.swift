internal import Glibc

/// How one column's cells become bytes of a row.
struct FITSPacking {
    /// TFORM.
    let format: String
    /// Bytes of a cell, and its first byte in the row.
    let size: Int
    let offset: Int
    /// Number that stands for a missing cell.
    let null: Int64?
    /// What the column has held so far.
    private(set) var hasMissing = false
    private(set) var hasNull = false

    private init(_ type: ColumnType, width: Int, offset: Int) {
        self.offset = offset
        switch type {
        case .boolean: (format, size, null) = ("1L", 1, nil)
        case .int32: (format, size, null) = ("1J", 4, Int64(Int32.min))
        case .int64: (format, size, null) = ("1K", 8, .min)
        case .float: (format, size, null) = ("1E", 4, nil)
        case .double: (format, size, null) = ("1D", 8, nil)
        case .string: (format, size, null) = ("\(width)A", width, nil)
        }
    }

    /// The columns side by side in a row; text takes `widths` bytes.
    ///
    /// - Parameter notes: what the columns have held so far.
    static func layout(_ columns: [ColumnInfo], widths: [Int], notes: [FITSPacking] = []) -> [FITSPacking] {
        var offset = 0
        return columns.indices.map { index in
            var packing = FITSPacking(columns[index].type, width: widths[index], offset: offset)
            if !notes.isEmpty {
                (packing.hasMissing, packing.hasNull) = (notes[index].hasMissing, notes[index].hasNull)
            }
            offset += packing.size
            return packing
        }
    }

    /// Remembers what matters for TNULL.
    mutating func note(_ column: Column) {
        guard null != nil else { return }
        hasMissing = hasMissing || column.isMissing != nil
        guard !hasNull else { return }
        switch column.values {
        case .int32(let cells): hasNull = cells.contains(.min)
        case .int64(let cells): hasNull = cells.contains(.min)
        default: break
        }
    }

    /// Packs rows of `column`, the first of them at `base`.
    func pack(_ column: Column, rows: Range<Int>, into base: UnsafeMutableRawPointer, stride: Int) {
        let first = base + offset
        switch column.values {
        case .boolean(let cells):
            for row in rows {
                let byte = UInt8(ascii: cells[row] ? "T" : "F")
                (first + (row - rows.lowerBound) * stride).storeBytes(of: byte, as: UInt8.self)
            }
            markMissing(column, rows, first, stride, UInt8(0))
        case .int32(let cells):
            store(cells, rows, first, stride) { $0.bigEndian }
            markMissing(column, rows, first, stride, Int32.min.bigEndian)
        case .int64(let cells):
            store(cells, rows, first, stride) { $0.bigEndian }
            markMissing(column, rows, first, stride, Int64.min.bigEndian)
        case .float(let cells): store(cells, rows, first, stride) { $0.bitPattern.bigEndian }
        case .double(let cells): store(cells, rows, first, stride) { $0.bitPattern.bigEndian }
        case .text(let cells):
            cells.withUTF8 { cells in
                for row in rows {
                    let place = first + (row - rows.lowerBound) * stride
                    let text = cells[row]
                    if let source = text.baseAddress { place.copyMemory(from: source, byteCount: text.count) }
                    // A zero byte ends a text; blanks fill up, as most programs have it.
                    if text.count < size { memset(place + text.count, 0x20, size - text.count) }
                }
            }
        }
    }

    @inline(__always)
    private func store<Cell, Stored: BitwiseCopyable>(
        _ cells: [Cell], _ rows: Range<Int>, _ first: UnsafeMutableRawPointer, _ stride: Int,
        _ convert: (Cell) -> Stored
    ) {
        cells.withUnsafeBufferPointer { cells in
            for row in rows {
                (first + (row - rows.lowerBound) * stride).storeBytes(of: convert(cells[row]), as: Stored.self)
            }
        }
    }

    private func markMissing<Stored: BitwiseCopyable>(
        _ column: Column, _ rows: Range<Int>, _ first: UnsafeMutableRawPointer, _ stride: Int, _ mark: Stored
    ) {
        guard let isMissing = column.isMissing else { return }
        for row in rows where isMissing[row] {
            (first + (row - rows.lowerBound) * stride).storeBytes(of: mark, as: Stored.self)
        }
    }
}
