import Files
import Sky
import Tables
import TestSupport
import Testing

/// What a user says of how a table is read.
@Suite struct TableViewTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func write(_ name: String) throws -> String {
        let path = directory.file(name)
        let columns = [
            Column("id", .int64([7])), Column("RA", .double([2]), unit: "pix"), Column("DEC", .double([0.5])),
            Column("mag", .double([17])), Column("note", .string(["x"])),
        ]
        try TableFile.write(Table(columns: columns), to: path)
        return path
    }

    @Test(arguments: ["t.csv", "t.fits", "t.vot", "t.parquet"]) func columns(name: String) throws {
        let path = try write(name)
        func names() throws -> [String] { try TableFile.read(path).columns.map(\.name) }
        TableFile.set(TableView(leftOut: ["NOTE", "id"]), of: path)
        #expect(try names() == ["RA", "DEC", "mag"])
        #expect(try TableFile.reader(path).columns.map(\.name) == ["RA", "DEC", "mag"])
        // Those asked for by name are there all the same.
        #expect(try TableFile.read(path, columns: ["note"]).columns.count == 1)
        TableFile.set(TableView(only: ["mag"], kept: ["id"]), of: path)
        #expect(try names() == ["id", "RA", "DEC", "mag"])
        TableFile.set(TableView(), of: path)
        #expect(try names().count == 5)
        try TableFile.checkNames(["MAG", "note"], in: [path])
        let error = #expect(throws: InputError.self) { try TableFile.checkNames(["flux"], in: [path]) }
        #expect(error?.problem == "there is no column 'flux'")
    }

    @Test func units() throws {
        let path = try write("t.fits")
        let table = try TableFile.read(path)
        #expect(throws: InputError.self) { try PositionColumns(table.columns.map(\.info), path: path) }
        TableFile.set(TableView(raUnit: "hourangle", decUnit: "rad"), of: path)
        let position = try PositionColumns(table.columns.map(\.info), path: path).positions(of: table)[0]
        #expect(position?.ra.degrees == 30)
        #expect(abs((position?.dec.degrees ?? 0) - 90 / .pi) < 1e-12)
    }
}
