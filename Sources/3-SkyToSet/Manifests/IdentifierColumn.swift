internal import Files
package import Surveys
package import Tables

/// What identifies the galaxies of a table, and the one rule that finds it, for manifests, catalogues and joined tables.
///
/// An identifier that counts within something only is joined with it: `OBJID` of the Legacy Surveys counts within a brick
/// (`BRICKID` or `BRICKNAME`) and a `RELEASE`, and becomes `9010_330000_1`.
///
/// ```swift
/// let identifier = try IdentifierColumn.required(in: columns, path: path)
/// let reader = try IdentifierColumn.reader(path, named: [identifier.name])
/// while let batch = try reader.next(1 << 14) { use(try identifier.column(of: batch).texts) }
/// ```
package struct IdentifierColumn: Sendable, Equatable {
    /// The column, as the table spells it.
    package let name: String
    /// The columns of what it counts within, the outermost first; empty for most.
    package let within: [String]

    /// All columns that the identifier is made of.
    package var columns: [String] { within + [name] }

    /// The identifiers of a table or batch, which has ``columns``; a missing cell of ``name`` makes one missing.
    package func column(of table: Table) throws -> Column {
        let own = try table.requiredColumn(name)
        if within.isEmpty { return own }
        let parts = try columns.map { try table.requiredColumn($0).texts.map(trimmed) }
        return Column(
            name,
            .string(
                own.texts.indices.map { row in
                    own.hasValue(row) ? parts.lazy.map { $0[row] }.filter { !$0.isEmpty }.joined(separator: "_") : ""
                }))
    }

    private static let general = ["objid", "source_id", "object_id", "name"]
    private static var own: [String] { [GalaxyColumn.id.name] + GalaxyColumn.id.aliases }

    /// What identifies the galaxies of a table that are those of one list: `id` or `id_str`; the survey's own; the only
    /// column that is marked as the main identifier (UCD `meta.id;meta.main`); those of other surveys; usual names.
    ///
    /// - Parameters:
    ///   - name: the column, instead of looking for it; several with commas between are joined.
    ///   - survey: of the galaxies, where it is known.
    /// - Returns: nil when none is known.
    /// - Throws: ``InputError`` when a named column is not there.
    package static func find(
        in columns: [ColumnInfo], path: String, named name: String? = nil, of survey: Survey? = nil
    ) throws -> IdentifierColumn? {
        let header = columns.map(\.name)
        if let name {
            if let found = first(of: [name], in: header) { return IdentifierColumn(found, in: header) }
            let parts = parts(name)
            let found = try parts.map { part in
                guard let found = first(of: [part], in: header) else {
                    throw ColumnNames.missing([part], in: header, path: path)
                }
                return found
            }
            guard let last = found.last else { throw ColumnNames.missing([name], in: header, path: path) }
            return IdentifierColumn(name: last, within: found.dropLast())
        }
        let marked = columns.filter { $0.ucd?.lowercased() == GalaxyColumn.id.ucd }.map(\.name)
        let others = Survey.known.filter { $0 != survey }
        let found =
            first(of: own + (survey.map(names) ?? []), in: header) ?? (marked.count == 1 ? marked[0] : nil)
            ?? first(of: others.flatMap(names) + general, in: header)
        return found.map { IdentifierColumn($0, in: header) }
    }

    /// As ``find(in:path:named:of:)``; throws ``InputError`` that lists the columns there are, when none is known.
    package static func required(
        in columns: [ColumnInfo], path: String, named name: String? = nil, of survey: Survey? = nil
    ) throws -> IdentifierColumn {
        if let found = try find(in: columns, path: path, named: name, of: survey) { return found }
        throw ColumnNames.missing(own + (survey?.idColumns ?? []), in: columns.map(\.name), path: path)
    }

    /// What identifies one survey's galaxies in a table, joined or not, whose `id` may be another list's: the survey's own
    /// column first.
    package static func ofSide(_ survey: Survey, in columns: [ColumnInfo]) -> IdentifierColumn? {
        let header = columns.map(\.name)
        return first(of: names(of: survey) + own, in: header).map { IdentifierColumn($0, in: header) }
    }

    /// Opens a table with the digits of its identifiers: of all columns that may be some, and of those that are named.
    package static func reader(
        _ path: String, columns: [String]? = nil, text: [String] = [], named names: [String] = []
    ) throws -> any TableReader {
        try TableFile.reader(path, columns: columns, text: text) { identifiers($0, names) }
    }

    /// Reads a whole table with the digits of its identifiers; see ``reader(_:columns:text:named:)``.
    package static func read(_ path: String, text: [String] = [], named names: [String] = []) throws -> Table {
        try TableFile.read(path, text: text) { identifiers($0, names) }
    }

    /// Columns whose cells name something: those of known names, also as joining and carrying on rename them.
    private static func identifiers(_ header: [String], _ names: [String]) -> [String] {
        let known = Set((own + general + Survey.known.flatMap(\.idColumns)).map { $0.lowercased() })
        let affixes = Set(Survey.known.map(\.name) + ["catalogue", "manifest", "votes"])
        func isAffix(_ text: Substring) -> Bool { affixes.contains(String(text)) || text.allSatisfy(\.isNumber) }
        return header.filter { name in
            let name = name.lowercased()
            return known.contains(name)
                || known.contains {
                    name.hasPrefix($0 + "_") && isAffix(name.dropFirst($0.count + 1))
                        || name.hasSuffix("_" + $0) && isAffix(name.dropLast($0.count + 1))
                }
        } + names.flatMap { [$0] + parts($0) }
    }

    /// Names of a survey's identifier, first those that it may have in a table that was joined: `objid_sdss`,
    /// `SDSS_OBJID`.
    private static func names(of survey: Survey) -> [String] {
        survey.idColumns.flatMap { ["\($0)_\(survey.name)", "\(survey.name)_\($0)"] } + survey.idColumns
    }

    private static func parts(_ names: String) -> [String] { names.split(separator: ",").map { trimmed(String($0)) } }

    private static func first(of names: [String], in header: [String]) -> String? {
        ColumnNames.first(of: names, in: header)
    }
}

extension IdentifierColumn {
    /// A column with what it counts within. Bricks without a suffix belong to an `OBJID` with one that has none of its own,
    /// as a cross-match leaves them, before they belong to `OBJID`; SDSS, whose `objid` is whole, has no bricks.
    private init(_ name: String, in header: [String]) {
        func within(_ affixes: (String, String)) -> [String] {
            func find(_ base: String) -> String? { Self.first(of: [affixes.0 + base + affixes.1], in: header) }
            guard let brick = find("brickid") ?? find("brickname") else { return [] }
            return [find("release"), brick].compactMap(\.self)
        }
        self.name = name
        guard let affixes = Self.affixes(name) else {
            self.within = []
            return
        }
        let own = within(affixes)
        let isBare = affixes == ("", "")
        let belongsToOther =
            isBare
            && header.contains { other in
                Self.affixes(other).map { $0 != ("", "") && within($0).isEmpty } ?? false
            }
        self.within = belongsToOther ? [] : own.isEmpty && !isBare ? within(("", "")) : own
    }

    /// What stands before and behind `objid` in a name; nil of other names.
    private static func affixes(_ name: String) -> (String, String)? {
        let name = name.lowercased()
        guard !name.contains("sdss") else { return nil }
        if name.hasPrefix("objid_") { return ("", String(name.dropFirst(5))) }
        if name.hasSuffix("_objid") { return (String(name.dropLast(5)), "") }
        return name == "objid" ? ("", "") : nil
    }
}
