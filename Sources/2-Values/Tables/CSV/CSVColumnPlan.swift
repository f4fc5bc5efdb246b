/// What is done with the cells of one column of a CSV file.
enum CSVColumnPlan: Equatable {
    /// They are passed over.
    case skipped
    /// Only their kinds are looked at.
    case examined
    /// They are read as this type, and their kinds are looked at.
    case read(ColumnType)
    /// They are text whatever they look like.
    case text

    /// Type of the cells that come out; nil when none do.
    var type: ColumnType? {
        switch self {
        case .skipped, .examined: nil
        case .read(let type): type
        case .text: .string
        }
    }
}
