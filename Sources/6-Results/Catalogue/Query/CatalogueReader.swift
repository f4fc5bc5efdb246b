internal import Files
internal import Manifests
internal import Process
internal import Sky
internal import Surveys
public import Tables
internal import Workers

/// Reads rows of a HATS catalogue: cells and groups of rows that cannot hold what is wanted are not opened.
public final class CatalogueReader: Sendable {
    /// The columns of its rows, without that of vectors.
    public let columns: [ColumnInfo]
    /// The column of vectors; nil where there is none.
    package let vector: VectorColumn?
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
        (columns, vector, info) = try directory.description()
        id = try IdentifierColumn.find(in: columns, path: path)?.name
        identifiers = try IdentifierIndex(CatalogueFolder(path))
    }

    /// Columns of what ``search(_:_:)`` gives for a query, without that of vectors.
    ///
    /// - Throws: ``Files/InputError`` for one that is not there, and where vectors alone are asked for.
    public func columns(of query: CatalogueQuery) throws -> [ColumnInfo] {
        guard let wanted = query.columns else { return columns }
        let names = columns.map(\.name)
        let found = try wanted.filter { !isVector($0) }.map { name in
            guard let place = ColumnNames.index(of: name, in: names) else {
                throw ColumnNames.missing([name], in: names + (vector.map { [$0.name] } ?? []), path: directory.path)
            }
            return columns[place]
        }
        guard !found.isEmpty || wanted.isEmpty else {
            throw InputError(
                file: directory.path, column: wanted[0], problem: "vectors alone say nothing of whose they are",
                remedy: "Ask for a further column, such as \(id ?? names[0])")
        }
        return found
    }

    private func isVector(_ name: String) -> Bool { name.lowercased() == vector?.name.lowercased() }

    /// The column of vectors that a query asks for; nil where it asks for none, or there is none.
    package func vector(of query: CatalogueQuery) -> VectorColumn? {
        query.columns?.contains(where: isVector) ?? true ? vector : nil
    }

    /// Tells that what a query gives is written or printed without the vectors that it asks for; says nothing where it asks
    /// for none.
    public func tellWithoutVectors(_ query: CatalogueQuery) {
        guard let vector = self.vector(of: query) else { return }
        Notice.report(
            "\(directory.path): the vectors of '\(vector.name)' (\(vector.width) numbers each) are left out: only Parquet "
                + "files (.parquet) have a place for them")
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
        let vector = query.givesVectors ? self.vector(of: query) : nil
        let search = try CellSearchPlan(
            query, directory, identifiers, id: id, columns: columns(of: query), vector: vector)
        let cells = directory.cells.filter(search.mayHold)
        var rows = 0
        let most = query.limit ?? .max
        func take(_ table: Table) throws {
            guard rows < most else { return }
            let table = table.rowCount > most - rows ? table.sliced(0..<most - rows) : table
            rows += table.rowCount
            try body(table)
        }
        func checkSignal() throws { try StopSignal.check(Interrupted(howToGoOn: "Run the same command again.")) }
        // Vectors of several cells at a time might not fit into memory.
        if cells.count <= 2 || query.limit != nil || vector != nil {
            for cell in cells where rows < most {
                try search.rows(of: cell, take)
                try checkSignal()
            }
        } else {
            try Workers.inOrder(count: cells.count, threads: Workers.cores) {
                { number in
                    var tables: [Table] = []
                    try search.rows(of: cells[number]) { tables.append($0) }
                    return tables
                }
            } handOver: { _, tables in
                for table in tables { try take(table) }
                try checkSignal()
            }
        }
        return rows
    }
}
