internal import Files
internal import Manifests
internal import Tables
internal import Vectors

/// The galaxies of an embedding, with what stands beside their vectors.
struct EmbeddedGalaxies {
    let path: String
    let ids: [String]
    /// Rows that have a vector.
    let rows: [Int]
    /// Their vectors.
    let vectors: Matrix
    /// The table beside the matrix.
    let table: Table

    /// Throws ``InputError`` as ``EmbeddingFile`` does, and when no row is a vector.
    init(_ path: String) throws {
        let file = try EmbeddingFile(path)
        let rows = file.isFinite.indices.filter { file.isFinite[$0] }
        guard !rows.isEmpty else {
            throw InputError(
                file: path, problem: "none of its \(file.ids.count) rows is a vector of finite numbers",
                remedy: "The table beside it says why: flag and reason")
        }
        self.path = path
        self.rows = rows
        ids = file.ids
        vectors = rows.count == file.ids.count ? file.matrix : file.matrix.gathered(rows)
        table = file.table
    }

    /// Throws ``InputError`` when all vectors are one and the same: nothing can be drawn of them.
    func checkVaries() throws {
        let columns = vectors.columnCount
        let varies = vectors.withValues { values in
            values.indices.contains { values[$0] != values[$0 % columns] }
        }
        guard !varies else { return }
        throw InputError(
            file: path, problem: "all \(rows.count) vectors are the same",
            remedy: "Look at the network that has made them: nothing can be told apart by this layer")
    }

    /// Writes the map: id, coordinates, and the columns of the table.
    ///
    /// - Parameter places: of ``rows``.
    func write(_ places: Places, to output: String) throws {
        let names = ["map_x", "map_y", "map_z"].prefix(places.dimensions)
        var columns = [Column(GalaxyColumn.id.info, .string(ids))]
        for (axis, name) in names.enumerated() {
            var values = [Float](repeating: .nan, count: ids.count)
            for (place, row) in rows.enumerated() { values[row] = places[place, axis] }
            columns.append(
                Column(name, .float(values), ucd: "pos.cartesian", description: "Place on the map, axis \(axis + 1)"))
        }
        let infos = table.columns.map(\.info)
        let identifier = try IdentifierColumn.required(in: infos, path: path)
        let carried = CarriedColumns(
            infos, besides: columns.map(\.info), leavingOut: [identifier.name], renaming: .prefix("embedding_"))
        try TableFile.write(Table(columns: columns + carried.columns(of: table)), to: output)
    }
}
