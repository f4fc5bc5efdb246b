internal import Files
internal import Manifests
internal import Tables

/// The manifest's rows of one cell, in the catalogue's order: by pixel, then by row of the manifest.
struct CellRows {
    /// Pixel of order 29 of each.
    let pixels: [Int64]
    let ra, dec: [Double]
    let ids: [String]
    /// Images as the manifest has them.
    let files: [String]
    /// The earlier row of the same galaxy; empty where no row of the cell repeats one.
    let repeats: [Int?]
    /// The carried columns, as the manifest has them.
    let carried: Table
    /// SHA-256 of all of it.
    let digest: String

    var count: Int { pixels.count }

    /// Reads the rows of a cell.
    ///
    /// - Throws: ``InputError`` when they are not there or not whole.
    init(_ cell: CatalogueCell, in folder: CatalogueFolder, carrying carried: [ColumnInfo]) throws {
        let path = folder.rows(cell)
        let columns = SpooledColumns.own + carried
        let whole = try {
            let file = try MappedFile(path)
            return try RowPacking.tables(file.bytes, columns: columns, path: path)
        }()
        guard whole.reduce(0, { $0 + $1.rowCount }) == cell.rows else {
            throw InputError(
                file: path, problem: "not all of the cell's \(cell.rows) rows are here",
                remedy: "Remove \(folder.plan): rows are sorted by cell again")
        }
        let table = Self.sorted(whole)
        guard case .int64(let pixels) = table.columns[0].values, case .int64(let repeats) = table.columns[2].values,
            case .double(let ra) = table.columns[3].values, case .double(let dec) = table.columns[4].values
        else { preconditionFailure("the rows of \(path) have other columns") }
        self.pixels = pixels
        self.ra = ra
        self.dec = dec
        ids = table.columns[5].texts
        files = table.columns[6].texts
        self.repeats = repeats.contains { $0 != 0 } ? repeats.map { $0 == 0 ? nil : Int($0) } : []
        self.carried = Table(columns: Array(table.columns.dropFirst(SpooledColumns.own.count)))
        digest = try Self.digest(table)
    }

    /// One table of all, sorted by pixel; rows of one pixel stay in the manifest's order, as they came.
    private static func sorted(_ tables: [Table]) -> Table {
        var keys: [(pixel: Int64, place: RowPacking.Place)] = []
        keys.reserveCapacity(tables.reduce(0) { $0 + $1.rowCount })
        for (number, table) in tables.enumerated() {
            guard case .int64(let pixels) = table.columns[0].values else { continue }
            for (row, pixel) in pixels.enumerated() {
                keys.append((pixel, RowPacking.Place(table: Int32(number), row: Int32(row))))
            }
        }
        keys.sort {
            ($0.pixel, $0.place.table, $0.place.row) < ($1.pixel, $1.place.table, $1.place.row)
        }
        return RowPacking.gathered(keys.map(\.place), of: tables)
    }

    /// Of all cells but the numbers of the rows, which change when others are put before them.
    private static func digest(_ table: Table) throws -> String {
        let checksum = try Checksum(.sha256)
        var bytes: [UInt8] = []
        let columns = table.columns.indices.filter { $0 != 1 }.map { table.columns[$0] }
        let piece = 1 << 14
        for start in stride(from: 0, to: table.rowCount, by: piece) {
            bytes.removeAll(keepingCapacity: true)
            let places = (start..<min(start + piece, table.rowCount)).map { RowPacking.Place(table: 0, row: Int32($0)) }
            RowPacking.append(places[...], of: [Table(columns: columns)], to: &bytes)
            try checksum.update(bytes)
        }
        return try checksum.hexadecimal()
    }
}
