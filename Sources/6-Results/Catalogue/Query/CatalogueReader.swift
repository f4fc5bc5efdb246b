internal import Files
internal import Manifests
internal import Process
internal import Sky
internal import Surveys
public import Tables
internal import Workers

/// Reads rows of a HATS catalogue: cells and groups of rows that cannot hold what is wanted are not opened.
public final class CatalogueReader: Sendable {
    /// The columns of its rows.
    public let columns: [ColumnInfo]
    /// What its files say of it.
    public let info: TableInfo
    /// Number of rows, where its properties say so.
    public var rowCount: Int? { directory.rows }
    private let directory: HATSDirectory
    private let identifiers: IdentifierIndex?
    private let id: String?

    /// - Throws: ``Files/InputError`` when there is no HATS catalogue.
    public init(_ path: String) throws {
        directory = try HATSDirectory(path)
        (columns, info) = try directory.description()
        id = try IdentifierColumn.find(in: columns, path: path)?.name
        identifiers = try IdentifierIndex(CatalogueFolder(path))
    }

    /// Columns of what ``search(_:_:)`` gives for a query.
    ///
    /// - Throws: ``Files/InputError`` for one that is not there.
    public func columns(of query: CatalogueQuery) throws -> [ColumnInfo] {
        let names = columns.map(\.name)
        return try query.columns?.map { name in
            guard let place = ColumnNames.index(of: name, in: names) else {
                throw ColumnNames.missing([name], in: names, path: directory.path)
            }
            return columns[place]
        } ?? columns
    }

    /// Whether a galaxy of this identifier may be in the catalogue; where it has no index of them, any may.
    func mayHold(_ id: String) -> Bool { identifiers.map { !$0.pixels(of: id).isEmpty } ?? true }

    /// Bytes of the longest text of each of some columns, or more, as the cells' files say; 0 of a column of which one of them
    /// does not.
    func textWidths(of columns: [ColumnInfo]) throws -> [Int] {
        let files = directory.cells.map(directory.file)
        let found = try Workers.map(count: files.count, threads: Workers.cores) {
            try ParquetGroups.textWidths(of: files[$0])
        }
        return columns.map { column in
            let widths = found.compactMap { $0[column.name] }
            return widths.count == files.count ? widths.max() ?? 0 : 0
        }
    }

    /// Hands over the rows that are wanted, batch by batch, along the curve.
    ///
    /// - Returns: how many rows there were.
    /// - Throws: ``Files/InputError`` for a column that is not there, or a file that is damaged; what `body` throws.
    @discardableResult
    public func search(_ query: CatalogueQuery, _ body: (Table) throws -> Void) throws -> Int {
        let search = try CellSearchPlan(query, directory, identifiers, id: id, columns: columns(of: query))
        let cells = directory.cells.filter(search.mayHold)
        var rows = 0
        let most = query.limit ?? .max
        func take(_ tables: [Table]) throws {
            for table in tables where rows < most {
                let table = table.rowCount > most - rows ? table.sliced(0..<most - rows) : table
                rows += table.rowCount
                try body(table)
            }
            try StopSignal.check(Interrupted(howToGoOn: "Run the same command again."))
        }
        if cells.count <= 2 || query.limit != nil {
            for cell in cells where rows < most { try take(search.rows(of: cell)) }
        } else {
            try Workers.inOrder(count: cells.count, threads: Workers.cores) {
                { try search.rows(of: cells[$0]) }
            } handOver: { _, tables in
                try take(tables)
            }
        }
        return rows
    }
}
