internal import Files
package import Surveys
package import Tables

/// Finds the column that identifies the galaxies of a table.
package enum IdentifierColumn {
    private static let general = ["id", "id_str", "objid", "source_id", "object_id", "name"]

    /// - Parameter name: the column, instead of looking for it.
    /// - Returns: its name as the table spells it; nil when none is known.
    /// - Throws: ``InputError`` when the named column is not there.
    package static func find(in columns: [ColumnInfo], path: String, named name: String? = nil) throws -> String? {
        let header = Table(columns: columns.map { Column($0, .init(empty: $0.type)) }, path: path)
        if let name {
            guard let column = header.column(name) else {
                throw InputError(
                    file: path, problem: "there is no column '\(name)'",
                    remedy: "The columns are: " + columns.map(\.name).joined(separator: ", "))
            }
            return column.name
        }
        let names = ["id", "id_str"] + Survey.known.flatMap { joinedNames(of: $0) + $0.idColumns } + general
        return names.lazy.compactMap { header.column($0)?.name }.first
    }

    /// Names under which a survey's identifier may stand in a table that was joined: `objid_sdss`, `SDSS_OBJID`.
    package static func joinedNames(of survey: Survey) -> [String] {
        survey.idColumns.flatMap { ["\($0)_\(survey.name)", "\(survey.name)_\($0)"] }
    }

}
