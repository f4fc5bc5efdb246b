/// One column of a table: a name and one cell a row.
///
/// Cells are text, as they stand in the file; ``Table/doubles(_:)`` and its like read them as numbers.
public struct Column: Sendable, Equatable {
    /// Name, spelled as in the file.
    public let name: String
    /// One cell a row; empty where the value is missing.
    public let cells: [String]

    public init(name: String, cells: [String]) {
        self.name = name
        self.cells = cells
    }
}
