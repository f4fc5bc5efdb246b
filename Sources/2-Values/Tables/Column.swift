/// One column of a table: what it is, and one cell a row.
///
/// A missing cell holds NaN in columns of `float` and `double` and the empty text in columns of text, and these always
/// mean that the cell is missing. In the other types ``isMissing`` tells; there such a cell holds `false` or 0.
public struct Column: Sendable, Equatable {
    /// The cells, one a row.
    public enum Values: Sendable {
        case boolean([Bool])
        case int32([Int32])
        case int64([Int64])
        case float([Float])
        case double([Double])
        case text(Texts)

        /// Cells of text.
        public static func string(_ cells: [String]) -> Values { .text(Texts(cells)) }
    }

    /// Name, type, unit, UCD, description. The type is that of the values.
    public let info: ColumnInfo
    public let values: Values
    /// Which cells are missing, one entry a row; nil when none is, and always for `float`, `double` and text, whose
    /// missing cells are NaN or empty.
    public let isMissing: [Bool]?

    public var name: String { info.name }
    public var type: ColumnType { info.type }
    public var unit: String? { info.unit }
    public var ucd: String? { info.ucd }
    public var description: String? { info.description }
    /// Number of rows.
    public var count: Int { values.count }

    /// - Parameters:
    ///   - values: the cells, one a row.
    ///   - isMissing: which of them are missing, as many entries as cells, or it traps; nil means none.
    public init(
        _ name: String, _ values: Values, isMissing: [Bool]? = nil, unit: String? = nil, ucd: String? = nil,
        description: String? = nil
    ) {
        self.init(
            ColumnInfo(name, values.type, unit: unit, ucd: ucd, description: description), values, isMissing: isMissing)
    }

    /// A column described by `info`, whose type must be that of `values`, or it traps.
    public init(_ info: ColumnInfo, _ values: Values, isMissing: [Bool]? = nil) {
        precondition(info.type == values.type, "column '\(info.name)' of \(info.type) is given \(values.type) cells")
        self.info = info
        guard let isMissing, isMissing.contains(true) else {
            self.values = values
            self.isMissing = nil
            return
        }
        precondition(
            isMissing.count == values.count,
            "column '\(info.name)' has \(values.count) cells and \(isMissing.count) marks of missing cells")
        self.values = values.blanked(where: isMissing)
        self.isMissing = info.type.isFloatingPoint || info.type == .string ? nil : isMissing
    }

    /// The column under another name.
    public func renamed(_ name: String) -> Column {
        var info = info
        info.name = name
        return Column(info, values, isMissing: isMissing)
    }
}

extension ColumnType {
    var isFloatingPoint: Bool { self == .float || self == .double }
}
