internal import Files
internal import Manifests
public import Process
internal import Tables

/// Writes a catalogue as one file, row by row along the curve; memory does not grow with the rows.
public enum CatalogueExport {
    /// What the file is; its name must have the ending.
    public enum Format: String, Sendable, CaseIterable {
        case fits, votable, csv, parquet, sqlite

        /// Endings of names.
        public var endings: [String] {
            switch self {
            case .fits: [".fits", ".fit"]
            case .votable: [".vot", ".xml", ".votable"]
            case .csv: [".csv", ".csv.gz"]
            case .parquet: [".parquet"]
            case .sqlite: [".sqlite", ".db"]
            }
        }

        /// The format that the ending of a name says.
        public init?(endingOf path: String) {
            let name = path.lowercased()
            guard let format = Format.allCases.first(where: { $0.endings.contains { name.hasSuffix($0) } }) else {
                return nil
            }
            self = format
        }
    }

    /// Rows of a group in a Parquet file.
    private static let groupRows = 1 << 16

    /// Writes the rows that a query wants, whole or not at all. Vectors stand in Parquet files alone, which is told where others
    /// are written.
    ///
    /// - Returns: how many rows there are.
    /// - Throws: ``Files/InputError`` where there is no catalogue, a column is not there, or the ending of `path` is not one of the
    ///   format; ``Files/WriteError``.
    public static func write(
        _ catalogue: String, _ query: CatalogueQuery = CatalogueQuery(), as format: Format, to path: String,
        progress: ProgressReporter
    ) throws -> Int {
        guard Format(endingOf: path) == format else {
            throw InputError(
                file: path,
                problem: "a file of the format \(format) ends in \(format.endings.joined(separator: " or "))",
                remedy: "Name it so")
        }
        let reader = try CatalogueReader(catalogue)
        let columns = try reader.columns(of: query)
        var query = query
        query.givesVectors = format == .parquet
        if format != .parquet { reader.tellWithoutVectors(query) }
        let info = try reader.info.withProvenance(of: catalogue)
        progress.begin("Writing \(path)", total: reader.rowCount ?? 0)
        defer { progress.end() }
        var rows = 0
        func search(_ write: (Table) throws -> Void) throws {
            try reader.search(query) { table in
                try write(table)
                rows += table.rowCount
                progress.advance(to: rows)
            }
        }
        switch format {
        case .sqlite:
            let indexed = [GalaxyColumn.id, .healpix, .predicted].map(\.name)
            try SQLiteFile.write(path, columns: columns, info: info, indexed: indexed, search)
        case .parquet:
            // Without them astropy guesses, and says so.
            let widths = try reader.textWidths(of: columns)
            try ParquetGroups.write(
                path, columns: columns, info: info, groupRows: groupRows, textWidths: widths,
                vector: reader.vector(of: query)
            ) { writer in try search(writer.write) }
        case .fits, .votable, .csv:
            try TableFile.write(path, columns: columns, info: info) { writer in try search(writer.write) }
        }
        // The one format that has no place for it.
        if format == .csv { try CatalogueProvenance.read(catalogue)?.write(to: "\(path).rerun.json") }
        return rows
    }
}
