public import Sky
public import Tables

extension GalaxyTable {
    /// Some rows of a table of galaxies, checked.
    public struct Batch: Sendable {
        /// Number of the first row in its file; 1 is the first row of data.
        public let firstRow: Int
        /// Identifiers as text: leading zeros count. None is empty, unless faulty rows are kept.
        public let ids: Texts
        /// Paths of the images; what the table gives relative to itself is resolved. None is empty, unless faulty rows are kept; the list is, where the
        /// reader was not asked for ``GalaxyColumn/file``.
        public let files: Texts
        /// The images as the table has them.
        public let writtenFiles: Texts
        /// Labels as written, nil where the cell is empty; nil where the table has no such column.
        public let labels: [String?]?
        /// Surveys that the images are from; nil where the table has no such column.
        public let surveys: [String?]?
        /// nil where a row gives none; nil where the table has no such columns.
        public let positions: [SkyCoordinate?]?
        /// The columns asked for; see ``Carrying``.
        public let table: Table

        /// Number of rows, 1 or more.
        public var count: Int { ids.count }
    }
}
