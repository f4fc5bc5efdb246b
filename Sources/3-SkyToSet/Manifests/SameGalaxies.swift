internal import Files
package import Tables

/// Another table's rows of the same galaxies, found by identifier.
package struct SameGalaxies {
    /// The row of each galaxy, the first where there are several; -1 where the table has none.
    package let rows: [Int]
    /// The table's column of identifiers.
    package let identifier: IdentifierColumn

    /// How many galaxies the table does not know.
    package var absent: Int { rows.count { $0 < 0 } }

    /// - Parameters:
    ///   - ids: of the galaxies, an empty one is missing.
    ///   - map: the path of the table that they are of, for the message.
    /// - Throws: ``InputError`` when there are no identifiers, or none of the galaxies is known.
    package init(_ table: Table, at path: String, of ids: [String], in map: String) throws {
        identifier = try IdentifierColumn.required(in: table.columns.map(\.info), path: path)
        let theirs = try identifier.column(of: table).texts.map(trimmed)
        let places = Dictionary(zip(theirs, theirs.indices), uniquingKeysWith: { first, _ in first })
        rows = ids.map { $0.isEmpty ? -1 : places[$0] ?? -1 }
        guard rows.contains(where: { $0 >= 0 }) else {
            throw InputError(
                file: path, column: identifier.name,
                problem: "it knows none of the \(ids.count) galaxies of \(map)"
                    + (theirs.first.map { ": its first is '\($0)', the map's '\(ids[0])'" } ?? ""),
                remedy: "Give a table of the same galaxies")
        }
    }
}
