public import Sky
import Tables

extension Manifest {
    /// One image of one galaxy: a place in rows that were read together, 16 bytes.
    public struct Row: Sendable {
        private let rows: GalaxyRows
        private let index: Int

        init(_ rows: GalaxyRows, _ index: Int) {
            self.rows = rows
            self.index = index
        }

        /// A row by itself.
        public init(
            id: String, file: String, label: String? = nil, survey: String? = nil, position: SkyCoordinate? = nil,
            row: Int, manifest: String
        ) {
            let batch = GalaxyTable.Batch(
                firstRow: row, ids: [id], files: [file], writtenFiles: [], labels: [label], surveys: [survey],
                positions: [position], table: Table(columns: []))
            self.init(GalaxyRows(batch, manifest: manifest), 0)
        }

        /// Identifier of the galaxy, as text: leading zeros count.
        public var id: String { rows.id(index) }
        /// Path of the image; what the manifest gives relative to itself is resolved.
        public var file: String { rows.file(index) }
        /// Label as written, or nil where the cell is empty.
        public var label: String? { rows.labels?[index] }
        /// Survey that the image is from.
        public var survey: String? { rows.surveys?[index] }
        /// Position, where the manifest gives one.
        public var position: SkyCoordinate? { rows.positions?[index] }
        /// Number of the row in its manifest; 1 is the first row of data.
        public var row: Int { rows.firstRow + index }
        /// Path of the manifest, for messages.
        public var manifest: String { rows.manifest }
    }
}

extension Manifest.Row: Equatable {
    public static func == (one: Manifest.Row, other: Manifest.Row) -> Bool {
        one.row == other.row && one.id == other.id && one.file == other.file && one.label == other.label
            && one.survey == other.survey && one.position == other.position && one.manifest == other.manifest
    }
}
