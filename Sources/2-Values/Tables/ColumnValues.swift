extension Column.Values: Equatable {
    /// Type of the cells.
    public var type: ColumnType {
        switch self {
        case .boolean: .boolean
        case .int32: .int32
        case .int64: .int64
        case .float: .float
        case .double: .double
        case .text: .string
        }
    }

    /// Number of cells.
    public var count: Int {
        switch self {
        case .boolean(let cells): cells.count
        case .int32(let cells): cells.count
        case .int64(let cells): cells.count
        case .float(let cells): cells.count
        case .double(let cells): cells.count
        case .text(let cells): cells.count
        }
    }

    /// No cells of a type.
    public init(empty type: ColumnType) {
        self =
            switch type {
            case .boolean: .boolean([])
            case .int32: .int32([])
            case .int64: .int64([])
            case .float: .float([])
            case .double: .double([])
            case .string: .text([])
            }
    }

    /// Equal when type and cells are; NaN, which means a missing cell, equals NaN.
    public static func == (left: Self, right: Self) -> Bool {
        func same<Number: BinaryFloatingPoint>(_ left: [Number], _ right: [Number]) -> Bool {
            left.count == right.count && zip(left, right).allSatisfy { $0 == $1 || ($0.isNaN && $1.isNaN) }
        }
        return switch (left, right) {
        case (.boolean(let left), .boolean(let right)): left == right
        case (.int32(let left), .int32(let right)): left == right
        case (.int64(let left), .int64(let right)): left == right
        case (.float(let left), .float(let right)): same(left, right)
        case (.double(let left), .double(let right)): same(left, right)
        case (.text(let left), .text(let right)): left == right
        default: false
        }
    }

    /// The cells with what stands for a missing one where `isMissing` says so.
    func blanked(where isMissing: [Bool]) -> Self {
        func blanked<Cell>(_ cells: [Cell], _ blank: Cell) -> [Cell] {
            var cells = cells
            for row in isMissing.indices where isMissing[row] { cells[row] = blank }
            return cells
        }
        return switch self {
        case .boolean(let cells): .boolean(blanked(cells, false))
        case .int32(let cells): .int32(blanked(cells, 0))
        case .int64(let cells): .int64(blanked(cells, 0))
        case .float(let cells): .float(blanked(cells, .nan))
        case .double(let cells): .double(blanked(cells, .nan))
        case .text(let cells):
            // Readers leave missing cells empty.
            isMissing.indices.contains { isMissing[$0] && !cells.isEmpty($0) }
                ? .text(cells.gathered(isMissing.indices.map { isMissing[$0] ? -1 : $0 })) : self
        }
    }

    /// The cells at `rows`, in that order; where a row is negative, what stands for a missing cell.
    func gathered(_ rows: [some FixedWidthInteger & SignedInteger]) -> Self {
        func gathered<Cell>(_ cells: [Cell], _ blank: Cell) -> [Cell] {
            cells.withUnsafeBufferPointer { cells in rows.map { $0 < 0 ? blank : cells[Int($0)] } }
        }
        return switch self {
        case .boolean(let cells): .boolean(gathered(cells, false))
        case .int32(let cells): .int32(gathered(cells, 0))
        case .int64(let cells): .int64(gathered(cells, 0))
        case .float(let cells): .float(gathered(cells, .nan))
        case .double(let cells): .double(gathered(cells, .nan))
        case .text(let cells): .text(cells.gathered(rows))
        }
    }

    /// The cells of a stretch of rows.
    func sliced(_ rows: Range<Int>) -> Self {
        switch self {
        case .boolean(let cells): .boolean(Array(cells[rows]))
        case .int32(let cells): .int32(Array(cells[rows]))
        case .int64(let cells): .int64(Array(cells[rows]))
        case .float(let cells): .float(Array(cells[rows]))
        case .double(let cells): .double(Array(cells[rows]))
        case .text(let cells): .text(cells.sliced(rows))
        }
    }
}
