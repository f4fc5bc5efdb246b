/// Takes the rows of a table that is being written; see ``TableFile/write(_:columns:info:_:)``.
public protocol TableWriter: AnyObject {
    /// Adds rows. The batch's columns have the names and types declared, in that order, or it traps.
    ///
    /// Throws ``WriteError``.
    func write(_ batch: Table) throws
}

/// Traps when `batch` does not have the columns that were declared.
func checkColumns(of batch: Table, declared: [ColumnInfo]) {
    for (column, info) in zip(batch.columns, declared) {
        precondition(
            column.name == info.name && column.type == info.type,
            "column '\(column.name)' of \(column.type) stands where '\(info.name)' of \(info.type) was declared")
    }
    precondition(
        batch.columns.count == declared.count, "\(batch.columns.count) columns where \(declared.count) were declared")
}
