import Manifests
import Tables

/// A table that lists galaxies by their identifiers.
enum IdentifierTable {
    /// The identifiers, in order. Throws `InputError` when there is no column of identifiers.
    static func ids(_ path: String) throws -> [String] {
        let table = try IdentifierColumn.read(path)
        return try IdentifierColumn.required(in: table.columns.map(\.info), path: path).column(of: table).texts
            .filter { !$0.isEmpty }
    }
}
