internal import Files
public import Tables

extension GalaxyTable {
    /// A table whose rows have all been looked at and are right; see ``GalaxyTable/check(_:needs:names:)``.
    public struct Checked: Sendable {
        public let path: String
        /// All columns of the file, in its order.
        public let columns: [ColumnInfo]
        public let rowCount: Int
        /// Rows with a label.
        public let labelledCount: Int
        let needs: [GalaxyColumn]
        let names: GalaxyColumnNames
        let keepsFaulty, resolvesFiles: Bool
        /// Rows that list a galaxy once more for one survey, 1 is the first row, and the row in which it stands before; none
        /// but where such rows are kept.
        public let repeats: [Int: Int]
        let found: Columns
        let state: FileState

        /// Opens the table for reading, without looking for repeated galaxies once more.
        ///
        /// Throws ``Files/InputError`` when the file has been changed since it was checked.
        public func reader(carrying: Carrying = .all) throws -> Reader {
            try Reader(
                path, needs: needs, names: names, carrying: carrying, checked: state, looksForRepeats: false,
                keepsFaulty: keepsFaulty, resolvesFiles: resolvesFiles)
        }
    }
}
