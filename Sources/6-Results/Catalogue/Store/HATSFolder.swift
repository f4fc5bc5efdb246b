internal import Files
internal import Tables

/// The folder of a HATS table that is written here: what stands in it beside the Parquet files of ``dataset``.
struct HATSFolder {
    let path: String

    /// Name of the file that lists the cells.
    static let partitionsName = "partition_info.csv"

    /// Parquet files.
    var dataset: String { "\(path)/dataset" }

    /// Writes what all Parquet files have in common, and what each of them says of itself.
    ///
    /// - Parameters:
    ///   - files: their paths as seen from ``dataset``.
    ///   - vector: a column of vectors behind the others; nil for none.
    func writeMetadata(
        of files: [String], columns: [ColumnInfo], info: TableInfo, vector: VectorColumn? = nil
    ) throws {
        try ParquetGroups.write(
            "\(dataset)/_common_metadata", columns: columns, info: info, groupRows: 1, vector: vector
        ) { _ in }
        try ParquetGroups.writeMetadata(of: files, in: dataset, to: "\(dataset)/_metadata")
    }

    /// Writes which cells there are.
    func writePartitions(_ cells: [CatalogueCell]) throws {
        let lines = cells.map { "\($0.order),\($0.pixel)\n" }.joined()
        try AtomicFile.write("\(path)/\(Self.partitionsName)", string: "Norder,Npix\n" + lines)
    }

    /// Writes the properties of the table.
    func writeProperties(_ pairs: [(String, String)]) throws {
        for name in HATSProperties.names { try HATSProperties.write(pairs, "HATS catalog", to: "\(path)/\(name)") }
    }
}

extension [CatalogueCell] {
    /// Rows of all, and of the one that has most.
    var rows: Int { reduce(0) { $0 + $1.rows } }
    var mostRows: Int { map(\.rows).max() ?? 0 }
    /// The highest order; 0 without cells.
    var finestOrder: Int { map(\.order).max() ?? 0 }
}
