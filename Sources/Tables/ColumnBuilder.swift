/// A column that grows cell by cell or piece by piece; only the array of its type is used.
struct ColumnBuilder {
    let info: ColumnInfo
    var booleans: [Bool] = []
    var int32s: [Int32] = []
    var int64s: [Int64] = []
    var floats: [Float] = []
    var doubles: [Double] = []
    var strings: [String] = []
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
        case .string: strings.count
        }
    }

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
        case .string: strings.append("")
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

    /// The column so far; the builder is empty afterwards.
    mutating func take() -> Column {
        let count = count
        let values: Column.Values =
            switch info.type {
            case .boolean: .boolean(booleans)
            case .int32: .int32(int32s)
            case .int64: .int64(int64s)
            case .float: .float(floats)
            case .double: .double(doubles)
            case .string: .string(strings)
            }
        if !missing.isEmpty { fill(to: count) }
        let column = Column(info, values, isMissing: missing.isEmpty ? nil : missing)
        self = ColumnBuilder(info)
        return column
    }
}
