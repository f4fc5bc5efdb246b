internal import Manifests
internal import Tables

/// The columns in which the manifest's rows wait for their cell: a few of our own, then those that the catalogue carries.
struct SpooledColumns {
    /// Pixel of order 29, number of the row in the manifest (1 is the first), position (ICRS, degrees), identifier, image as
    /// the manifest has it.
    static let own = [
        ColumnInfo("\tpixel", .int64), ColumnInfo("\trow", .int64), ColumnInfo("\tra", .double),
        ColumnInfo("\tdec", .double), ColumnInfo("\tid", .string), ColumnInfo("\tfile", .string),
    ]
    /// Places of the pixel, by which rows are sorted, and of the number of the row.
    static let (pixel, row) = (0, 1)

    let all: [ColumnInfo]
    /// Places of the carried columns among the manifest's.
    private let places: [Int]

    /// - Parameters:
    ///   - columns: of the manifest.
    ///   - absent: names of those that are not carried.
    init(_ columns: [ColumnInfo], without absent: Set<String>) {
        places = columns.indices.filter { !absent.contains(columns[$0].name) }
        all = Self.own + places.map { columns[$0] }
    }

    /// What the manifest's rows look like while they wait.
    ///
    /// - Parameter pixels: of order 29, one a row; of a row without a position any.
    func table(of batch: GalaxyTable.Batch, pixels: [Int], positions: PositionBatch) -> Table {
        let values: [Column.Values] = [
            .int64(pixels.map(Int64.init)),
            .int64((batch.firstRow..<batch.firstRow + batch.count).map(Int64.init)),
            .double(positions.ra), .double(positions.dec), .text(batch.ids), .text(batch.writtenFiles),
        ]
        return Table(
            columns: zip(Self.own, values).map { Column($0, $1) } + places.map { batch.table.columns[$0] })
    }
}
