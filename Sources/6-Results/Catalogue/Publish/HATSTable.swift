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
    /// Cells that are written, along the curve.
    private(set) var cells: [CatalogueCell] = []

    private var dataset: String { "\(path)/dataset" }
    /// Path of a cell's file.
    func file(of cell: CatalogueCell) -> String { "\(dataset)/\(cell.file)" }
    /// Rows of the whole.
    var rows: Int { cells.reduce(0) { $0 + $1.rows } }

    init(_ path: String, columns: [ColumnInfo], info: TableInfo, pixel: String) throws {
        (self.path, self.columns, self.info, self.pixel) = (path, columns, info, pixel)
        try Directory.create(dataset)
    }

    /// Writes a cell from the rows that wait for it in a file, sorted by pixel; nothing where there are none.
    mutating func write(order: Int, pixel number: Int, from spool: String) throws {
        guard FileManager.default.fileExists(atPath: spool) else { return }
        let table = try SpooledRows.sorted(spool, columns: columns, by: pixel)
        let cell = CatalogueCell(order: order, pixel: number, rows: table.rowCount)
        let file = file(of: cell)
        try Directory.create(String(file[..<(file.lastIndex(of: "/") ?? file.endIndex)]))
        try ParquetGroups.write(table, to: file, info: info, groupRows: CellMaker.groupRows)
        cells.append(cell)
        try StopSignal.check(Publication.stopped)
    }

    /// Writes what HATS 1.0 asks for beside the cells.
    ///
    /// - Parameter properties: what its properties say besides the columns' names and the numbers.
    func describe(_ properties: [(String, String)]) throws {
        try ParquetGroups.write("\(dataset)/_common_metadata", columns: columns, info: info, groupRows: 1) { _ in }
        try ParquetGroups.writeMetadata(of: cells.map(\.file), in: dataset, to: "\(dataset)/_metadata")
        let partitions = cells.map { "\($0.order),\($0.pixel)\n" }.joined()
        try AtomicFile.write("\(path)/partition_info.csv", string: "Norder,Npix\n" + partitions)
        try HATSProperties.write(
            properties + [
                ("hats_nrows", "\(rows)"), ("hats_col_healpix", pixel), ("hats_col_healpix_order", "29"),
                ("hats_npix_suffix", ".parquet"), ("hats_max_rows", "\(cells.map(\.rows).max() ?? 0)"),
                ("hats_order", "\(cells.map(\.order).max() ?? 0)"),
            ], "HATS catalog", to: ["hats.properties", "properties"].map { "\(path)/\($0)" })
    }
}

/// Rows that wait on the disk; see ``RowSpool``.
enum SpooledRows {
    /// The rows of a file as they came.
    static func tables(_ path: String, columns: [ColumnInfo]) throws -> [Table] {
        let file = try MappedFile(path)
        return try RowPacking.tables(file.bytes, columns: columns, path: path)
    }

    /// One table of the rows of a file, sorted by a column of whole numbers; rows with one number stay as they came.
    static func sorted(_ path: String, columns: [ColumnInfo], by name: String) throws -> Table {
        let tables = try tables(path, columns: columns)
        var keys: [(number: Int64, place: RowPacking.Place)] = []
        for (number, table) in tables.enumerated() {
            guard case .int64(let pixels) = try table.requiredColumn(name).values else {
                preconditionFailure("the pixels of \(path) are no whole numbers")
            }
            for (row, pixel) in pixels.enumerated() {
                keys.append((pixel, RowPacking.Place(table: Int32(number), row: Int32(row))))
            }
        }
        keys.sort { ($0.number, $0.place.table, $0.place.row) < ($1.number, $1.place.table, $1.place.row) }
        return RowPacking.gathered(keys.map(\.place), of: tables)
    }
}

/// Files of properties as HATS has them.
enum HATSProperties {
    /// Writes the same text to several files.
    static func write(_ pairs: [(String, String)], _ title: String, to paths: [String]) throws {
        let text = "#\(title)\n" + pairs.map { "\($0.0)=\(plain($0.1))\n" }.joined()
        for path in paths { try AtomicFile.write(path, string: text) }
    }

    /// A value is one line; a backslash would begin an escape.
    private static func plain(_ value: String) -> String {
        value.replacing("\\", with: "/").split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    /// The pairs of a file, in order.
    static func read(_ path: String) throws -> [(String, String)] {
        String(decoding: try FilePiece(path: path).read(), as: UTF8.self).split(separator: "\n").compactMap { line in
            guard !line.hasPrefix("#"), let place = line.firstIndex(of: "=") else { return nil }
            return (
                line[..<place].trimmingCharacters(in: .whitespaces),
                line[line.index(after: place)...].trimmingCharacters(in: .whitespaces)
            )
        }
    }
}
