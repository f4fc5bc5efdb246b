internal import Manifests
internal import Tables

/// A map as `map` writes it: the table, and the record beside it.
package struct MapFile {
    package let record: MapRecord
    /// Identifier of each row.
    package let ids: [String]
    /// Rows that have a place.
    package let rows: [Int]
    /// Their places.
    package let places: Places

    /// Names of the coordinates.
    package static let axes = ["map_x", "map_y", "map_z"]

    /// Throws ``InputError`` when table or record are missing, damaged, or not of one run.
    package init(_ path: String) throws {
        let record = try MapRecord(of: path)
        let table = try IdentifierColumn.read(path, text: GalaxyColumn.literalNames)
        let names = Self.axes.prefix(record.settings.dimensions)
        let coordinates = try names.map { try table.doubles($0) }
        let rows = (0..<table.rowCount).filter { row in coordinates.allSatisfy { $0[row] != nil } }
        var places = Places(count: rows.count, dimensions: names.count)
        for (place, row) in rows.enumerated() {
            for axis in names.indices { places[place, axis] = Float(coordinates[axis][row] ?? 0) }
        }
        self.record = record
        self.rows = rows
        self.places = places
        ids = try IdentifierColumn.required(in: table.columns.map(\.info), path: path).column(of: table).texts
    }
}
