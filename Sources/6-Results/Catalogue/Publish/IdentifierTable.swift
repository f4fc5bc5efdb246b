internal import Files
internal import Foundation
internal import Process
internal import Tables

/// The index of a HATS collection: in which cell a galaxy lies, sorted by identifier, in parts.
struct IdentifierTable {
    /// Identifiers that say where parts begin, at most.
    private static let samples = 1 << 16

    private let path: String
    private let info: TableInfo
    private let columns: [ColumnInfo]
    private let cells: [CatalogueCell]
    private let search: CellSearch
    private let step: Int
    private let parts: Int
    private let scratch: String
    private var seen = 0
    private var sample: [String] = []
    private var begins: [String] = []
    private var spool: RowSpool

    /// - Parameters:
    ///   - path: folder of the table.
    ///   - scratch: folder for what is needed meanwhile.
    ///   - id: the column of identifiers.
    ///   - pixel: the column of the pixel of order 29.
    ///   - partRows: rows of a part, about.
    init(
        _ path: String, scratch: String, id: ColumnInfo, pixel: ColumnInfo, cells: [CatalogueCell], rows: Int,
        partRows: Int, info: TableInfo
    ) {
        (self.path, self.scratch, self.cells, self.info) = (path, scratch, cells, info)
        columns = [
            id, pixel, ColumnInfo("Norder", .int32, ucd: "pos.healpix", description: "Order of the cell"),
            ColumnInfo("Npix", .int64, ucd: "pos.healpix", description: "Pixel of the cell in the NESTED scheme"),
        ]
        search = CellSearch(cells)
        step = max(1, rows / Self.samples)
        parts = max(1, (rows + partRows - 1) / partRows)
        spool = RowSpool(files: [])
    }

    /// First time: looks at the rows, to know where parts begin.
    mutating func look(at table: Table) throws {
        let ids = try table.requiredColumn(columns[0].name).texts
        for id in ids {
            if seen % step == 0 { sample.append(id) }
            seen += 1
        }
    }

    /// Second time: takes the rows.
    mutating func add(_ table: Table) throws {
        if begins.isEmpty { beginParts() }
        let ids = try table.requiredColumn(columns[0].name).texts
        guard case .int64(let pixels) = try table.requiredColumn(columns[1].name).values else {
            preconditionFailure("the pixels are no whole numbers")
        }
        let found = pixels.map { cells[max(0, search.place(of: Int($0)))] }
        let values: [Column.Values] = [
            .string(ids), .int64(pixels), .int32(found.map { Int32($0.order) }), .int64(found.map { Int64($0.pixel) }),
        ]
        try spool.add(Table(columns: zip(columns, values).map { Column($0, $1) }), to: ids.map(part))
    }

    private mutating func beginParts() {
        sample.sort(by: Self.precedes)
        begins = [""] + (1..<parts).map { sample[$0 * sample.count / parts] }
        sample = []
        spool = RowSpool(files: begins.indices.map { "\(scratch)/\($0)" })
    }

    /// Number of the last part that does not begin behind an identifier.
    private func part(of id: String) -> Int {
        var (low, high) = (1, begins.count)
        while low < high {
            let middle = (low + high) / 2
            if Self.precedes(id, begins[middle]) { high = middle } else { low = middle + 1 }
        }
        return low - 1
    }

    /// By bytes, as Parquet sorts texts.
    private static func precedes(_ one: String, _ other: String) -> Bool {
        one.utf8.lexicographicallyPrecedes(other.utf8)
    }

    /// Writes the parts and what describes them.
    mutating func finish(_ properties: [(String, String)]) throws {
        if begins.isEmpty { beginParts() }
        try spool.flush()
        let folder = HATSFolder(path: path)
        try Directory.create("\(folder.dataset)/index")
        var files: [String] = []
        for part in begins.indices {
            let waiting = "\(scratch)/\(part)"
            guard FileManager.default.fileExists(atPath: waiting) else { continue }
            let tables = try SpooledRows.tables(waiting, columns: columns)
            var keys: [(id: String, place: RowPacking.Place)] = []
            for (number, table) in tables.enumerated() {
                for (row, id) in try table.requiredColumn(columns[0].name).texts.enumerated() {
                    keys.append((id, RowPacking.Place(table: Int32(number), row: Int32(row))))
                }
            }
            keys.sort {
                if Self.precedes($0.id, $1.id) { return true }
                if Self.precedes($1.id, $0.id) { return false }
                return ($0.place.table, $0.place.row) < ($1.place.table, $1.place.row)
            }
            let file = "index/part.\(files.count).parquet"
            try ParquetGroups.write(
                RowPacking.gathered(keys.map(\.place), of: tables), to: "\(folder.dataset)/\(file)", info: info,
                groupRows: 1 << 15)
            try Directory.remove(waiting)
            files.append(file)
            try StopSignal.check(Publication.stopped)
        }
        try folder.writeMetadata(of: files, columns: columns, info: info)
        try folder.writeProperties(
            properties + [
                ("hats_nrows", "\(seen)"), ("hats_index_column", columns[0].name),
                ("hats_index_extra_column", columns[1].name),
            ])
    }
}
