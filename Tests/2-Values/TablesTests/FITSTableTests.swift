import Files
import Foundation
import Process
import Tables
import TestSupport
import Testing

@Suite struct FITSTableTests {
    let directory: TemporaryDirectory
    private static let goldens = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/fits")
        .path

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// Every type of column, written by astropy and read back by it (`Goldens/fits.py`).
    @Test(arguments: ["types.fits", "types.fits.gz"])
    func tableOfAstropy(name: String) throws {
        let table = try TableFile.read(Self.goldens + "/" + name)
        let expected = try TableFile.read(Self.goldens + "/types.csv", text: ["TILENAME", "EMPTY"])
        let types: [String: ColumnType] = [
            "ID": .int64, "FLAG": .boolean, "BYTE": .int32, "SIGNED_BYTE": .int32, "SHORT": .int32,
            "UNSIGNED_SHORT": .int32, "LONG": .int32, "UNSIGNED_LONG": .int64, "UNSIGNED_64": .int64, "FLUX": .float,
            "RA": .double, "SCALED": .double, "TILENAME": .string, "EMPTY": .string, "LAST": .double, "MAG_1": .float,
            "MAG_2": .float, "MAG_3": .float,
        ]
        #expect(Set(table.columns.map(\.name)) == Set(types.keys))
        #expect(table.columns.map(\.name).suffix(4) == ["MAG_1", "MAG_2", "MAG_3", "LAST"])
        for column in table.columns {
            #expect(column.type == types[column.name])
            let other = try expected.requiredColumn(column.name)
            if column.type == .string {
                #expect(column.texts == other.texts, "\(column.name)")
            } else {
                #expect((0..<60).map { column.double($0) } == (0..<60).map { other.double($0) }, "\(column.name)")
            }
        }
        #expect(try table.requiredColumn("LONG").missingCount > 0)
        #expect(try table.requiredColumn("FLAG").missingCount == 1)
        let ra = try table.requiredColumn("RA").info
        #expect(ra.unit == "deg")
        #expect(ra.ucd == "pos.eq.ra;meta.main")
        let comment = "Right ascension, " + String(repeating: "in words that go on into another card, ", count: 3)
        #expect(ra.description == trimmedEnd(comment))
    }

    private func trimmedEnd(_ text: String) -> String { text.hasSuffix(" ") ? String(text.dropLast()) : text }

    @Test(arguments: ["types.fits", "types.fits.gz"])
    func batchesAreTheWhole(name: String) throws {
        let whole = try TableFile.read(Self.goldens + "/" + name, columns: ["last", "tilename", "Long"])
        let reader = try TableFile.reader(Self.goldens + "/" + name, columns: ["last", "tilename", "Long"])
        #expect(reader.rowCount == 60)
        #expect(reader.columns.map(\.name) == ["LAST", "TILENAME", "LONG"])
        var rows = 0
        while let batch = try reader.next(7) {
            #expect(batch.firstRow == rows + 1)
            #expect(batch == whole.sliced(rows..<(rows + batch.rowCount)))
            rows += batch.rowCount
        }
        #expect(rows == 60)
    }

    @Test(arguments: [("list", "lists of varying length"), ("BITS", "bits"), ("Visibility", "complex numbers")])
    func columnsThatAreNoneAreRefusedWhenAskedFor(name: String, what: String) throws {
        let error = #expect(throws: InputError.self) {
            try TableFile.read(Self.goldens + "/types.fits", columns: [name])
        }
        #expect(error?.column == name.uppercased())
        #expect(error?.problem.hasPrefix("the column holds \(what)") == true)
    }

    private func everyType(_ count: Int) -> Table {
        let rows = 0..<count
        return Table(columns: [
            Column("flag", .boolean(rows.map { $0 % 2 == 0 }), isMissing: rows.map { $0 % 7 == 3 }),
            Column("n", .int32(rows.map { Int32($0 * 77 - 1000) }), isMissing: rows.map { $0 % 5 == 1 }, unit: "pix"),
            Column("id", .int64(rows.map { Int64($0) << 40 - 3 }), isMissing: rows.map { $0 == 9 }),
            Column("f", .float(rows.map { $0 == 2 ? .nan : Float($0) / 3 }), unit: "mag"),
            Column(
                "ra", .double(rows.map { $0 == 4 ? .nan : Double($0) / 7 }), unit: "deg", ucd: "pos.eq.ra",
                description: String(repeating: "long words ", count: 12) + "end"),
            Column("name", .string(rows.map { $0 % 3 == 0 ? "" : String(repeating: "x", count: $0 % 11) + "y" })),
        ])
    }

    @Test(arguments: ["t.fits", "t.fits.gz", "T.FIT"])
    func roundTrip(name: String) throws {
        for count in [0, 1, 50_000] {
            let table = everyType(count)
            try TableFile.write(table, to: directory.file(name))
            #expect(try TableFile.read(directory.file(name)).columns == table.columns)
        }
        #expect(try directory.names() == [name])
    }

    /// Text grows longer from batch to batch.
    @Test func batchesAreWritten() throws {
        let table = Table(columns: [
            Column("a", .int64((0..<3000).map { Int64($0) }), isMissing: (0..<3000).map { $0 == 2999 }),
            Column("text", .string((0..<3000).map { String(repeating: "t", count: 1 + $0 / 100) })),
            Column("b", .double((0..<3000).map { Double($0) })),
        ])
        try TableFile.write(directory.file("t.fits"), columns: table.columns.map(\.info)) { writer in
            for start in stride(from: 0, to: 3000, by: 250) { try writer.write(table.sliced(start..<(start + 250))) }
        }
        #expect(try TableFile.read(directory.file("t.fits")).columns == table.columns)
    }

    @Test func aNumberThatStandsForMissingCannotBeWritten() throws {
        let table = Table(columns: [Column("n", .int32([.min, 0]), isMissing: [false, true])])
        let error = #expect(throws: WriteError.self) { try TableFile.write(table, to: directory.file("t.fits")) }
        #expect(error?.reason == "Column 'n' holds -2147483648 and missing cells; FITS has one number for both")
        #expect(try directory.names().isEmpty)
        let full = Table(columns: [Column("n", .int32([.min, 0]))])
        try TableFile.write(full, to: directory.file("t.fits"))
        #expect(try TableFile.read(directory.file("t.fits")).columns == full.columns)
    }

    @Test func failedWritingLeavesNothing() throws {
        let error = #expect(throws: WriteError.self) {
            try TableFile.write(everyType(1), to: directory.file("none/t.fits"))
        }
        #expect(error?.path == directory.file("none/t.fits"))
        #expect(throws: InputError.self) {
            try TableFile.write(directory.file("t.fits"), columns: everyType(1).columns.map(\.info)) { writer in
                try writer.write(everyType(10))
                throw InputError(problem: "stop")
            }
        }
        #expect(try directory.names().isEmpty)
    }

    @Test func filesCutShortSayHowMuchIsThere() throws {
        try TableFile.write(everyType(10_000), to: directory.file("t.fits"))
        let data = try Data(contentsOf: URL(filePath: directory.file("t.fits")))
        let cut = try directory.write("cut.fits", data.prefix(data.count / 2))
        let error = #expect(throws: InputError.self) { try TableFile.read(cut) }
        #expect(error?.file == cut)
        #expect(error?.problem.hasPrefix("the file was cut short: it holds ") == true)
        #expect(error?.problem.hasSuffix(" of the table's 10000 rows") == true)
        let header = try directory.write("header.fits", data.prefix(4000))
        #expect(
            #expect(throws: InputError.self) { try TableFile.read(header) }?.problem
                == "the header ends too early: the file was cut short")
        try TableFile.write(everyType(10_000), to: directory.file("t.fits.gz"))
        let packed = try Data(contentsOf: URL(filePath: directory.file("t.fits.gz")))
        let cutPacked = try directory.write("cut.fits.gz", packed.prefix(packed.count / 2))
        #expect(
            #expect(throws: InputError.self) { try TableFile.read(cutPacked) }?.problem
                == "the compressed data end too early: the file was cut short")
    }

    /// A table's file with some of its header's text changed.
    private func changed(_ old: String, _ new: String) throws -> String {
        try TableFile.write(everyType(3), to: directory.file("t.fits"))
        var data = try Data(contentsOf: URL(filePath: directory.file("t.fits")))
        let range = try #require(data.range(of: Data(old.utf8)))
        data.replaceSubrange(range, with: Data(new.utf8))
        return try directory.write("changed.fits", data)
    }

    @Test(arguments: [
        ("SIMPLE  =", "SIMPLY  =", "this is not a FITS file"),
        ("'BINTABLE'", "'IMAGE   '", "there is no table in this FITS file"),
        ("'id      '", "'n       '", "two columns have this name"),
        (
            "'1D      '", "'1?      '",
            "TFORM5 is '1?', which is no format"
        ),
        ("'1D      '", "'2D      '", "the columns take 36 bytes of a row, but a row has 28 (NAXIS1)"),
    ])
    func brokenHeaders(old: String, new: String, problem: String) throws {
        let path = try changed(old, new)
        let error = #expect(throws: InputError.self) { try TableFile.read(path) }
        #expect(error?.file == path)
        #expect(error?.problem == problem)
    }

    @Test func textThatIsNotUTF8IsLatin1AndTold() throws {
        try TableFile.write(Table(columns: [Column("name", .string(["abc", "xyz"]))]), to: directory.file("t.fits"))
        var data = try Data(contentsOf: URL(filePath: directory.file("t.fits")))
        let range = try #require(data.range(of: Data("abcxyz".utf8)))
        data[range.lowerBound + 4] = 0xE9
        let (table, notices) = try Notice.collect { try TableFile.read(directory.write("latin.fits", data)) }
        #expect(table.column("name")?.texts == ["abc", "xéz"])
        #expect(notices.count == 1 && notices[0].contains("column 'name': some texts are not UTF-8"))
    }
}
