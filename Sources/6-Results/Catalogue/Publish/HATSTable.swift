internal import Files
internal import Foundation
internal import Process
internal import Tables

/// A table of a HATS collection that is written cell by cell: the margin of a catalogue, or an extension of one.
struct HATSTable {
    /// Its folder.
    let path: String
    let columns: [ColumnInfo]
    let info: TableInfo
    /// Name of the column with the pixel of order 29.
    let pixel: String
    /// Where the vectors of its rows are; nil where it has none.
    let vectors: MarginVectors?
    /// Cells that are written, along the curve.
    private(set) var cells: [CatalogueCell] = []

    private var folder: HATSFolder { HATSFolder(path: path) }
    /// Path of a cell's file.
    func file(of cell: CatalogueCell) -> String { "\(folder.dataset)/\(cell.file)" }
    /// Rows of the whole.
    var rows: Int { cells.rows }

    init(
        _ path: String, columns: [ColumnInfo], info: TableInfo, pixel: String, vectors: MarginVectors? = nil
    ) throws {
        (self.path, self.columns, self.info, self.pixel, self.vectors) = (path, columns, info, pixel, vectors)
        try Directory.create(folder.dataset)
    }

    /// Writes a cell from the rows that wait for it in a file, sorted by pixel; nothing where there are none.
    mutating func write(order: Int, pixel number: Int, from spool: String) throws {
        guard FileManager.default.fileExists(atPath: spool) else { return }
        let table = try SpooledRows.sorted(spool, columns: columns, by: pixel)
        let cell = CatalogueCell(order: order, pixel: number, rows: table.rowCount)
        let file = file(of: cell)
        try Directory.create(String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]))
        try ParquetGroups.write(
            table, to: file, info: info, groupRows: CellMaker.groupRows, vectors: vectors?.feed(of: table))
        cells.append(cell)
        try StopSignal.check(Publication.stopped)
    }

    /// Writes what HATS 1.0 asks for beside the cells.
    ///
    /// - Parameter properties: what its properties say besides the columns' names and the numbers.
    func describe(_ properties: [(String, String)]) throws {
        try folder.writeMetadata(of: cells.map(\.file), columns: columns, info: info, vector: vectors?.column)
        try folder.writePartitions(cells)
        try folder.writeProperties(
            properties + [
                ("hats_nrows", "\(rows)"), ("hats_col_healpix", pixel), ("hats_col_healpix_order", "29"),
                ("hats_npix_suffix", ".parquet"), ("hats_max_rows", "\(cells.mostRows)"),
                ("hats_order", "\(cells.finestOrder)"),
            ])
    }
}
