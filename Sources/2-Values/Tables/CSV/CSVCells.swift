/// The cells of one column of a block, in memory of its own.
final class CSVCells {
    let plan: CSVColumnPlan
    /// Kinds of the cells.
    var kinds: CellText.Kinds = []
    /// Number of rows filled.
    private(set) var count = 0
    private let capacity: Int
    private(set) var int64: UnsafeMutablePointer<Int64>?
    private(set) var double: UnsafeMutablePointer<Double>?
    private var boolean: UnsafeMutablePointer<Bool>?
    private let isText: Bool
    private var texts = Texts()
    private var missing: UnsafeMutablePointer<Bool>?
    private let isASCII: Bool
    private let dialect: CSVDialect
    /// Set when a text is not UTF-8.
    let latin1 = ForeignText()

    /// - Parameters:
    ///   - capacity: at least the number of rows.
    ///   - isASCII: whether all text is known to be ASCII.
    ///   - dialect: of the file.
    init(_ plan: CSVColumnPlan, capacity: Int, isASCII: Bool, dialect: CSVDialect) {
        self.dialect = dialect
        self.plan = plan
        self.capacity = capacity
        self.isASCII = isASCII
        isText = plan == .text || plan == .read(.string)
        switch plan {
        case .read(.int64): int64 = .allocate(capacity: capacity)
        case .read(.double): double = .allocate(capacity: capacity)
        case .read(.boolean): boolean = .allocate(capacity: capacity)
        default: break
        }
        if isText { texts.reserve(capacity) }
    }

    deinit {
        int64?.deallocate()
        double?.deallocate()
        boolean?.deallocate()
        missing?.deallocate()
    }

    /// Says how many rows are filled; of text it is counted here.
    func setCount(_ rows: Int) {
        if !isText { count = rows }
    }

    /// Reads any cell; `row` is its row in the block.
    func take(_ cell: UnsafeBufferPointer<UInt8>, row: Int) {
        dialect.restore(cell)
        if isText {
            if plan != .text, !kinds.contains(.text) { kinds.formUnion(CellText.reading(cell).kinds) }
            if isASCII { texts.append(utf8: cell) } else { ForeignText.append(cell, to: &texts, latin1) }
            count = row + 1
            return
        }
        let reading = CellText.reading(cell)
        kinds.formUnion(reading.kinds)
        if let double {
            double[row] = reading.double
        } else if let int64 {
            int64[row] = reading.integer
            if !reading.kinds.contains(.integer) { setMissing(row) }
        } else if let boolean {
            let value = CellText.boolean(cell)
            boolean[row] = value ?? false
            if value == nil { setMissing(row) }
        }
    }

    private func setMissing(_ row: Int) {
        if missing == nil {
            let marks = UnsafeMutablePointer<Bool>.allocate(capacity: capacity)
            marks.initialize(repeating: false, count: capacity)
            missing = marks
        }
        missing?[row] = true
    }

    /// Adds the cells to a column, whose type is that of the plan.
    func append(to builder: inout ColumnBuilder) {
        if let missing { builder.mark(UnsafeBufferPointer(start: missing, count: count), from: builder.count) }
        if let int64 {
            builder.int64s.append(contentsOf: UnsafeBufferPointer(start: int64, count: count))
        } else if let double {
            builder.doubles.append(contentsOf: UnsafeBufferPointer(start: double, count: count))
        } else if let boolean {
            builder.booleans.append(contentsOf: UnsafeBufferPointer(start: boolean, count: count))
        } else if isText {
            builder.texts.append(texts)
        }
    }
}
