internal import Files
internal import Synchronization

/// How one table is read, where its user has said more than its name: which of its columns, and in which units.
///
/// It is said once for a path, as the command line is read; all that read the table under that path find it so.
///
/// ```swift
/// TableFile.set(TableView(raUnit: "hourangle", leftOut: ["notes"]), of: "votes.fits")
/// let table = try TableFile.read("votes.fits")  // without notes
/// ```
public struct TableView: Sendable, Equatable, Codable {
    /// Units of right ascension and declination, instead of what the columns say: `deg`, `hourangle`, `rad` …
    public var raUnit, decUnit: String?
    /// The columns that there are where all are asked for; nil for all of the file. Those of the position and of ``kept`` are
    /// always among them.
    public var only: [String]?
    /// Columns that ``only`` does not take away.
    public var kept: [String]
    /// Columns that there are not where all are asked for.
    public var leftOut: [String]

    public init(
        raUnit: String? = nil, decUnit: String? = nil, only: [String]? = nil, kept: [String] = [],
        leftOut: [String] = []
    ) {
        self.raUnit = raUnit
        self.decUnit = decUnit
        self.only = only
        self.kept = kept
        self.leftOut = leftOut
    }

    private static let said = Mutex<[String: TableView]>([:])

    static func of(_ path: String) -> TableView? { said.withLock { $0[path] } }

    static func set(_ view: TableView, of path: String) { said.withLock { $0[path] = view } }

    /// Names of the columns that there are; nil for all.
    func chosen(from columns: [ColumnInfo]) -> [String]? {
        guard only != nil || !leftOut.isEmpty else { return nil }
        let position = PositionNames.find(in: columns).map { [columns[$0.ra].name, columns[$0.dec].name] } ?? []
        let wanted = only.map { Set(($0 + kept + position).map { $0.lowercased() }) }
        let unwanted = Set(leftOut.map { $0.lowercased() })
        return columns.map(\.name).filter {
            (wanted?.contains($0.lowercased()) ?? true) && !unwanted.contains($0.lowercased())
        }
    }
}

extension TableFile {
    /// Says how the table of `path` is read from now on.
    public static func set(_ view: TableView, of path: String) { TableView.set(view, of: path) }

    /// How the table of `path` is read; nil where nothing was said.
    public static func view(of path: String) -> TableView? { TableView.of(path) }

    /// Throws ``InputError`` that lists the columns when one of `names` is in none of the tables.
    public static func checkNames(_ names: [String], in paths: [String]) throws {
        guard !names.isEmpty else { return }
        let all = try paths.flatMap { try infos(of: $0).map(\.name) }
        let known = Set(all.map { $0.lowercased() })
        for name in names where !known.contains(name.lowercased()) {
            throw ColumnNames.missing([name], in: all, path: paths.count == 1 ? paths[0] : nil)
        }
    }
}
