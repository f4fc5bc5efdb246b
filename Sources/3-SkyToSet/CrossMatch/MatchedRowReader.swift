import Tables

/// Lets only some rows of a table through.
final class MatchedRowReader: TableReader {
    private let reader: any TableReader
    private let isWanted: [Bool]
    private var row = 0

    /// - Parameter isWanted: one entry a row of the table.
    init(_ reader: any TableReader, isWanted: [Bool]) {
        self.reader = reader
        self.isWanted = isWanted
    }

    var path: String { reader.path }
    var columns: [ColumnInfo] { reader.columns }
    var rowCount: Int? { isWanted.count { $0 } }

    func next(_ maximumRows: Int) throws -> Table? {
        while let batch = try reader.next(maximumRows) {
            let wanted = (0..<batch.rowCount).filter { isWanted[row + $0] }
            row += batch.rowCount
            if !wanted.isEmpty { return wanted.count == batch.rowCount ? batch : batch.gathered(wanted) }
        }
        return nil
    }
}
