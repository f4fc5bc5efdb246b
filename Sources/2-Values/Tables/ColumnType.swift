/// What the cells of a column are.
public enum ColumnType: String, Sendable, CaseIterable, Codable {
    case boolean, int32, int64, float, double, string

    /// True for the four types of numbers.
    public var isNumeric: Bool { self != .boolean && self != .string }
}
