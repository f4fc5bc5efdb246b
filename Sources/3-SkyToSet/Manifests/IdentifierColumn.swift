internal import Files
package import Surveys
package import Tables

/// Finds the column that identifies the galaxies of a table: the one rule for manifests, catalogues and joined tables.
package enum IdentifierColumn {
    private static let general = ["objid", "source_id", "object_id", "name"]
    private static var own: [String] { [GalaxyColumn.id.name] + GalaxyColumn.id.aliases }

    /// The column of a table whose galaxies are those of one list: `id` or `id_str`; the survey's own; the only one that is
    /// marked as the main identifier (UCD `meta.id;meta.main`); those of other surveys; usual names.
    ///
    /// - Parameters:
    ///   - name: the column, instead of looking for it.
    ///   - survey: of the galaxies, where it is known.
    /// - Returns: its name as the table spells it; nil when none is known.
    /// - Throws: ``InputError`` when the named column is not there.
    package static func find(
        in columns: [ColumnInfo], path: String, named name: String? = nil, of survey: Survey? = nil
    ) throws -> String? {
        let header = columns.map(\.name)
        if let name {
            guard let found = first(of: [name], in: header) else {
                throw ColumnNames.missing([name], in: header, path: path)
            }
            return found
        }
        let marked = columns.filter { $0.ucd?.lowercased() == GalaxyColumn.id.ucd }.map(\.name)
        let others = Survey.known.filter { $0 != survey }
        return first(of: own + (survey.map(names) ?? []), in: header) ?? (marked.count == 1 ? marked[0] : nil)
            ?? first(of: others.flatMap(names) + general, in: header)
    }

    /// As ``find(in:path:named:of:)``; throws ``InputError`` that lists the columns there are, when none is known.
    package static func required(
        in columns: [ColumnInfo], path: String, named name: String? = nil, of survey: Survey? = nil
    ) throws -> String {
        if let found = try find(in: columns, path: path, named: name, of: survey) { return found }
        throw ColumnNames.missing(own + (survey?.idColumns ?? []), in: columns.map(\.name), path: path)
    }

    /// The column of one survey's identifiers in a table, joined or not, whose `id` may be another list's: the survey's own
    /// first.
    package static func ofSide(_ survey: Survey, in columns: [ColumnInfo]) -> String? {
        first(of: names(of: survey) + own, in: columns.map(\.name))
    }

    /// Names of a survey's identifier, first those that it may have in a table that was joined: `objid_sdss`,
    /// `SDSS_OBJID`.
    private static func names(of survey: Survey) -> [String] {
        survey.idColumns.flatMap { ["\($0)_\(survey.name)", "\(survey.name)_\($0)"] } + survey.idColumns
    }

    private static func first(of names: [String], in header: [String]) -> String? {
        names.lazy.compactMap { ColumnNames.index(of: $0, in: header) }.first.map { header[$0] }
    }
}
