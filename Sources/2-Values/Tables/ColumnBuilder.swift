/// A column that grows cell by cell or piece by piece; only the array of its type is used.
struct ColumnBuilder {
    let info: ColumnInfo
    var booleans: [Bool] = []
    var int32s: [Int32] = []
    var int64s: [Int64] = []
    var floats: [Float] = []
    var doubles: [Double] = []
    var texts = Texts()
    /// Marks of missing cells as far as they are known: the cells behind its end are not missing.
    private var missing: [Bool] = []

    init(_ info: ColumnInfo) {
        self.info = info
    }

    var count: Int {
        switch info.type {
        case .boolean: booleans.count
        case .int32: int32s.count
        case .int64: int64s.count
        case .float: floats.count
        case .double: doubles.count
        case .string: texts.count
        }
    }

    /// Makes room for that many cells.
    mutating func reserve(_ count: Int) {
        func reserve<Cell>(_ cells: inout [Cell]) {
            cells.reserveCapacity(count)
            cells.withUnsafeMutableBufferPointer {
                LargePages.prefer(UnsafeMutableBufferPointer(start: $0.baseAddress, count: count))
            }
        }
        switch info.type {
        case .boolean: reserve(&booleans)
        case .int32: reserve(&int32s)
        case .int64: reserve(&int64s)
        case .float: reserve(&floats)
        case .double: reserve(&doubles)
        case .string: texts.reserve(count)
        }
    }

    /// Adds the cells of a column of the same type, or it traps.
    mutating func append(_ column: Column) {
        precondition(column.type == info.type, "cells of \(column.type) for '\(info.name)' of \(info.type)")
        column.isMissing?.withUnsafeBufferPointer { mark($0, from: count) }
        switch column.values {
        case .boolean(let cells): booleans += cells
        case .int32(let cells): int32s += cells
        case .int64(let cells): int64s += cells
        case .float(let cells): floats += cells
        case .double(let cells): doubles += cells
        case .text(let cells): texts.append(cells)
        }
    }

    /// Takes all cells out.
    mutating func takeAll() -> Column { take(count) }

    /// Adds a missing cell.
    mutating func appendMissing() {
        switch info.type {
        case .boolean:
            mark(booleans.count)
            booleans.append(false)
        case .int32:
            mark(int32s.count)
            int32s.append(0)
        case .int64:
            mark(int64s.count)
            int64s.append(0)
        case .float: floats.append(.nan)
        case .double: doubles.append(.nan)
        case .string: texts.append("")
        }
    }

    /// Marks cells as missing, `true` where they are, the first of them in row `start`; booleans and whole numbers only.
    mutating func mark(_ marks: UnsafeBufferPointer<Bool>, from start: Int) {
        fill(to: start)
        missing.append(contentsOf: marks)
    }

    private mutating func mark(_ row: Int) {
        fill(to: row)
        missing.append(true)
    }

    private mutating func fill(to row: Int) {
        if missing.count < row { missing.append(contentsOf: repeatElement(false, count: row - missing.count)) }
    }

    /// Takes the first `rows` cells out; what follows them stays.
    mutating func take(_ rows: Int) -> Column {
        let isMissing: [Bool]?
        if missing.isEmpty {
            isMissing = nil
        } else {
            fill(to: rows)
            isMissing = Self.take(rows, from: &missing)
        }
        let values: Column.Values =
            switch info.type {
            case .boolean: .boolean(Self.take(rows, from: &booleans))
            case .int32: .int32(Self.take(rows, from: &int32s))
            case .int64: .int64(Self.take(rows, from: &int64s))
            case .float: .float(Self.take(rows, from: &floats))
            case .double: .double(Self.take(rows, from: &doubles))
            case .string: .text(texts.take(rows))
            }
        return Column(info, values, isMissing: isMissing)
    }

    private static func take<Cell>(_ rows: Int, from cells: inout [Cell]) -> [Cell] {
        var taken = Array(cells[rows...])
        swap(&taken, &cells)
        taken.removeLast(taken.count - rows)
        return taken
    }
}
