internal import Files
internal import Glibc
internal import Tables
internal import Workers

/// Sorts rows by cell onto the disk: as many as are in memory at a time, appended to a file a cell.
struct RowSpool {
    private let files: [String]
    private var tables: [Table] = []
    private var places: [[RowPacking.Place]]
    private var waiting = 0

    /// Rows that are kept in memory.
    private static let mostRows = 1 << 18
    /// Bytes of a row, about: what saves copies while rows are packed.
    private static let usualBytes = 192

    init(_ folder: CatalogueFolder, _ cells: [CatalogueCell]) throws {
        try Directory.remove(folder.spool)
        try Directory.create(folder.spool)
        self.init(files: cells.map(folder.rows))
    }

    /// - Parameter files: of each cell, or whatever rows are sorted by; those that are there are added to.
    init(files: [String]) {
        self.files = files
        places = [[RowPacking.Place]](repeating: [], count: files.count)
    }

    /// Adds rows.
    ///
    /// - Parameters:
    ///   - table: rows, always with the same columns.
    ///   - numbers: of each row's cell; negative for one that is left out.
    mutating func add(_ table: Table, to numbers: [Int]) throws {
        for (row, number) in numbers.enumerated() where number >= 0 {
            places[number].append(RowPacking.Place(table: Int32(tables.count), row: Int32(row)))
        }
        tables.append(table)
        waiting += table.rowCount
        if waiting >= Self.mostRows { try flush() }
    }

    /// Writes what is in memory, several files at a time.
    mutating func flush() throws {
        let (tables, places, files) = (tables, places, files)
        let numbers = files.indices.filter { !places[$0].isEmpty }
        _ = try Workers.map(count: numbers.count, threads: Workers.cores) { place in
            let number = numbers[place]
            var bytes: [UInt8] = []
            bytes.reserveCapacity(places[number].count * Self.usualBytes)
            RowPacking.append(places[number][...], of: tables, to: &bytes)
            try Self.append(bytes, to: files[number])
        }
        for number in numbers { self.places[number] = [] }
        self.tables = []
        waiting = 0
    }

    private static func append(_ bytes: [UInt8], to path: String) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
        guard descriptor >= 0 else { throw WriteError(path: path, code: errno) }
        defer { close(descriptor) }
        try bytes.withUnsafeBytes { try DescriptorIO.write($0, to: descriptor, path: path) }
    }
}
