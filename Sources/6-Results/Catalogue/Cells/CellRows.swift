internal import Files
internal import Manifests
internal import Tables
internal import Workers

/// The manifest's rows of one cell, in the catalogue's order: by pixel, then by row of the manifest.
struct CellRows {
    /// Pixel of order 29 of each.
    let pixels: [Int64]
    let ra, dec: [Double]
    let ids: Texts
    /// Images as the manifest has them.
    let files: Texts
    /// The earlier row of the same galaxy; empty where no row of the cell repeats one.
    let repeats: [Int?]
    /// The carried columns, as the manifest has them.
    let carried: Table
    /// SHA-256 of all of it but the numbers of the rows, which change when others are put before them.
    let digest: String

    var count: Int { pixels.count }

    /// Reads the rows of a cell.
    ///
    /// - Throws: ``InputError`` when they are not there or not whole.
    init(_ cell: CatalogueCell, in folder: CatalogueFolder, carrying carried: [ColumnInfo]) throws {
        let columns = SpooledColumns.own + carried
        let files = try folder.rows(of: cell).map { (path: $0, file: try MappedFile($0)) }
        let repeated = try RepeatedRows(folder.repeats)
        // The threads read what none of them changes, as long as the files are mapped.
        nonisolated(unsafe) let packed = try PackedRows(
            files.map { ($0.path, $0.file.bytes) }, columns: columns,
            by: .init(column: SpooledColumns.pixel, wanted: cell.range))
        guard packed.count == cell.rows else {
            throw InputError(
                file: folder.spool, problem: "not all of the \(cell.rows) rows of the cell \(cell.name) are here",
                remedy: "Remove \(folder.plan): rows are sorted by place again")
        }
        let found = try withExtendedLifetime(files) {
            try Workers.map(count: columns.count, threads: Workers.cores) { number in
                let checksum = try Checksum(.sha256)
                var column = try packed.column(number, number == SpooledColumns.row ? nil : checksum)
                if number == SpooledColumns.row, case .int64(let rows) = column.values {
                    let earlier = repeated.earlier(than: rows)
                    try earlier.withUnsafeBytes { try checksum.update($0) }
                    column = Column(column.info, .int64(earlier))
                }
                return (column: column, digest: try checksum.hexadecimal())
            }
        }
        digest = try Checksum.hexadecimal(.sha256, of: Array(found.map(\.digest).joined(separator: "\n").utf8))
        let table = found.map(\.column)
        guard case .int64(let pixels) = table[0].values, case .int64(let repeats) = table[1].values,
            case .double(let ra) = table[2].values, case .double(let dec) = table[3].values
        else { preconditionFailure("the rows of \(cell.name) have other columns") }
        self.pixels = pixels
        self.ra = ra
        self.dec = dec
        ids = table[4].cells
        self.files = table[5].cells
        self.repeats = repeats.contains { $0 != 0 } ? repeats.map { $0 == 0 ? nil : Int($0) } : []
        self.carried = Table(columns: Array(table.dropFirst(SpooledColumns.own.count)))
    }
}
