internal import Files
internal import Manifests
internal import Sky
internal import Tables

/// A HATS directory as it lies on the disk, this program's or another's: its cells and what its properties say.
struct HATSDirectory: Sendable {
    let path: String
    /// Along the curve; how many rows they have is not known here.
    let cells: [MOCCell]
    /// Names of the columns of position and of the pixel of order 29.
    let ra, dec, pixel: String
    /// Number of rows, where the properties say so.
    let rows: Int?
    private let suffix: String

    /// - Throws: ``InputError`` when there is no HATS catalogue, or one that is not sorted by pixels of order 29.
    init(_ path: String) throws {
        let path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
        self.path = path
        let properties = try Self.properties(path)
        let order = properties["hats_col_healpix_order"] ?? "29"
        guard order == "29" else {
            throw InputError(
                file: path, problem: "its rows are sorted by pixels of order \(order)",
                remedy: "Only catalogues that are sorted by pixels of order 29 are read here")
        }
        ra = properties["hats_col_ra"] ?? GalaxyColumn.ra.name
        dec = properties["hats_col_dec"] ?? GalaxyColumn.dec.name
        pixel = properties["hats_col_healpix"] ?? GalaxyColumn.healpix.name
        rows = properties["hats_nrows"].flatMap { Int($0) }
        suffix = properties["hats_npix_suffix"] ?? ".parquet"
        cells = try Self.cells("\(path)/\(HATSFolder.partitionsName)")
    }

    /// The Parquet file of a cell.
    func file(_ cell: MOCCell) -> String {
        "\(path)/dataset/Norder=\(cell.order)/Dir=\(cell.pixel / 10_000 * 10_000)/Npix=\(cell.pixel)\(suffix)"
    }

    /// The columns of its tables, that of vectors where they have one, and what they say of themselves.
    func description() throws -> (columns: [ColumnInfo], vector: VectorColumn?, info: TableInfo) {
        guard let first = cells.first else { return ([], nil, TableInfo()) }
        let vector = try ParquetGroups.vectorColumn(of: file(first), named: EmbeddingFile.vectorColumn)
        let reader = try ParquetGroups.reader(file(first), vectors: vector) { _ in false }
        return (reader.columns, vector, reader.info)
    }

    private static func properties(_ path: String) throws -> [String: String] {
        guard let file = HATSProperties.file(of: path) else {
            throw InputError(
                file: path, problem: "there is no HATS catalogue here (hats.properties)",
                remedy: "Give the folder that tuningfork catalog writes; while it is made, --status says how far it is")
        }
        return Dictionary(try HATSProperties.read(file)) { $1 }
    }

    private static func cells(_ path: String) throws -> [MOCCell] {
        let table = try TableFile.read(path, columns: ["Norder", "Npix"])
        let (orders, pixels) = (try table.doubles("Norder"), try table.doubles("Npix"))
        return try orders.indices.map { row in
            guard let order = orders[row].flatMap(Int.init(exactly:)), HEALPix.orders.contains(order),
                let pixel = pixels[row].flatMap(Int.init(exactly:)),
                (0..<HEALPix(order: order).pixelCount).contains(pixel)
            else {
                throw InputError(
                    file: path, row: row + 1, problem: "this is no pixel of HEALPix", remedy: "Make the catalogue again"
                )
            }
            return MOCCell(order: order, pixel: pixel)
        }.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }
}
