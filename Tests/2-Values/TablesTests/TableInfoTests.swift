import Files
import Foundation
import Tables
import TestSupport
import Testing

@Suite struct TableInfoTests {
    let directory: TemporaryDirectory
    private static let goldens = URL(filePath: #filePath).deletingLastPathComponent().path + "/Goldens/table_info/"

    init() throws {
        directory = try TemporaryDirectory()
    }

    private struct Expected: Decodable {
        let name, description: String?
        let parameters: [[String?]]

        var info: TableInfo {
            TableInfo(
                name: name, description: description,
                parameters: parameters.map { .init($0[0] ?? "", $0[1] ?? "", description: $0[2]) })
        }
    }

    private func expected(_ name: String) throws -> TableInfo {
        let data = try Data(contentsOf: URL(filePath: Self.goldens + "expected.json"))
        return try #require(JSONDecoder().decode([String: Expected].self, from: data)[name]).info
    }

    private func inCapitals(_ parameter: TableInfo.Parameter) -> TableInfo.Parameter {
        .init(parameter.name.uppercased(), parameter.value, description: parameter.description)
    }

    /// What astropy and pyarrow have written.
    @Test(arguments: ["astropy.fits", "astropy.vot", "pyarrow.parquet"])
    func readsWhatOthersSay(name: String) throws {
        let expected = try expected(name)
        let reader = try TableFile.reader(Self.goldens + name)
        #expect(reader.info == expected)
        #expect(try reader.next(10)?.rowCount == 3)
        #expect(try TableFile.read(Self.goldens + name).info == expected)
    }

    /// The bytes that astropy and pyarrow were seen to read (`table_info.py --check`).
    @Test(arguments: ["written.fits", "written.vot", "written.parquet"])
    func writtenFileIsAsChecked(name: String) throws {
        let info = try expected("written")
        let table = Table(columns: [Column("id", .int64([7, 8]))], info: info)
        let path = directory.file(name)
        try TableFile.write(table, to: path)
        let read = try TableFile.read(path)
        var wanted = info
        if name.hasSuffix("fits") { wanted.parameters = info.parameters.map(inCapitals) }
        #expect(read.info == wanted)
        #expect(read.columns == table.columns)
        #expect(read.info["CLASSES"] == "spiral, elliptical" && read.info["class"] == nil)
        let golden = URL(filePath: Self.goldens + name)
        if ProcessInfo.processInfo.environment["TUNINGFORK_RECORD"] == "1" {
            try Data(contentsOf: URL(filePath: path)).write(to: golden)
        }
        #expect(try Data(contentsOf: URL(filePath: path)) == Data(contentsOf: golden))
    }

    /// Text columns are widened and TNULL is named after the cards of the table were written.
    @Test(arguments: ["t.fits", "t.fits.gz", "t.vot.gz", "t.parquet"])
    func staysWhileRowsCome(name: String) throws {
        let info = TableInfo(name: "T", parameters: (0..<60).map { .init("PARAMETER \($0)", "\($0)") })
        let path = directory.file(name)
        let columns = [ColumnInfo("n", .int32), ColumnInfo("s", .string)]
        try TableFile.write(path, columns: columns, info: info) { writer in
            for batch in 1..<4 {
                let text = String(repeating: "x", count: batch * 20)
                try writer.write(
                    Table(columns: [
                        Column("n", .int32([1, 0]), isMissing: [false, true]), Column("s", .string([text, text])),
                    ]))
            }
        }
        let table = try TableFile.read(path)
        #expect(table.info == info)
        #expect(table.columns[1].texts.map(\.count) == [20, 20, 40, 40, 60, 60] && table.columns[0].missingCount == 3)
        #expect(table.gathered([1]).info == info && table.sliced(0..<1).info == info)
    }

    /// No parameters, the bytes as ever; CSV has no place for them.
    @Test func nothingIsWrittenWithoutNeed() throws {
        let column = Column("id", .int64([7, 8]))
        for ending in ["fits", "vot", "parquet"] {
            try TableFile.write(Table(columns: [column]), to: directory.file("a.\(ending)"))
            #expect(try TableFile.read(directory.file("a.\(ending)")).info.isEmpty)
        }
        try TableFile.write(Table(columns: [column], info: expected("written")), to: directory.file("a.csv"))
        #expect(try String(contentsOfFile: directory.file("a.csv"), encoding: .utf8) == "id\n7\n8\n")
        #expect(try TableFile.read(directory.file("a.csv")).info.isEmpty)
    }

    @Test(arguments: ["NAXIS1", "ttype12", "EXTNAME", "End", "a=b", "é", String(repeating: "n", count: 41), " a"])
    func fitsRefusesNamesThatItCannotHold(name: String) throws {
        let path = directory.file("a.fits")
        let error = #expect(throws: WriteError.self) {
            try TableFile.write(path, columns: [ColumnInfo("id", .int64)], info: .init(parameters: [.init(name, "1")]))
            {
                _ in
            }
        }
        #expect(error?.reason.contains("'\(name)'") == true && error?.remedy != nil)
        #expect(try directory.names().isEmpty)
    }
}
