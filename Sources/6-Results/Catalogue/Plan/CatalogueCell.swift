internal import Sky

/// One piece of a catalogue: the galaxies in a pixel of HEALPix, and the unit in which a catalogue is made.
public struct CatalogueCell: Sendable, Hashable, Codable {
    /// Order of the pixel, 0…29.
    public let order: Int
    /// Its number in the NESTED scheme.
    public let pixel: Int
    /// Galaxies in it, 1 or more.
    public let rows: Int

    /// - Parameters:
    ///   - order: of the pixel, 0…29.
    ///   - pixel: its number in the NESTED scheme.
    ///   - rows: galaxies in it.
    public init(order: Int, pixel: Int, rows: Int) {
        self.order = order
        self.pixel = pixel
        self.rows = rows
    }

    /// Pixels of order 29 that it covers.
    public var range: Range<Int> { MOCCell(order: order, pixel: pixel).range }

    /// Names it in messages and in files of its own: `5-1234`.
    var name: String { "\(order)-\(pixel)" }

    /// Its Parquet file, as seen from the folder `dataset` (HATS 1.0).
    var file: String { "Norder=\(order)/Dir=\(pixel / 10_000 * 10_000)/Npix=\(pixel).parquet" }
}
