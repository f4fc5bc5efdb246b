import Files
import Foundation
import Tables
import TestSupport
import Testing

/// FITS tables whose numbers are text (XTENSION = TABLE).
@Suite struct FITSASCIITableTests {
    private let directory: TemporaryDirectory
    private static let goldens = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/fits")
        .path

    init() throws { directory = try TemporaryDirectory() }

    /// A file with one ASCII table; rows of the same length.
    private func file(_ columns: [(name: String, place: Int, format: String, null: String?)], rows: [String]) throws
        -> String
    {
        func text(_ value: String) -> String { "'\(value.padding(toLength: 8, withPad: " ", startingAt: 0))'" }
        var cards = [
            ("XTENSION", text("TABLE")), ("BITPIX", "8"), ("NAXIS", "2"), ("NAXIS1", "\(rows[0].utf8.count)"),
            ("NAXIS2", "\(rows.count)"), ("PCOUNT", "0"), ("GCOUNT", "1"), ("TFIELDS", "\(columns.count)"),
        ]
        for (index, column) in columns.enumerated() {
            cards.append(("TTYPE\(index + 1)", text(column.name)))
            cards.append(("TBCOL\(index + 1)", "\(column.place)"))
            cards.append(("TFORM\(index + 1)", text(column.format)))
            if let null = column.null { cards.append(("TNULL\(index + 1)", text(null))) }
        }
        func block(_ cards: [(String, String)]) -> Data {
            let lines = cards.map { key, value in
                let start = key.padding(toLength: 8, withPad: " ", startingAt: 0) + "= "
                let blanks = String(repeating: " ", count: max(0, 20 - value.count))
                let card = start + (value.hasPrefix("'") ? value : blanks + value)
                return card.padding(toLength: 80, withPad: " ", startingAt: 0)
            }
            return filled(Data((lines.joined() + "END").utf8))
        }
        func filled(_ data: Data) -> Data { data + Data(repeating: 0x20, count: (2880 - data.count % 2880) % 2880) }
        let primary = block([("SIMPLE", "T"), ("BITPIX", "8"), ("NAXIS", "0")])
        return try directory.write("t.fits", primary + block(cards) + filled(Data(rows.joined().utf8)))
    }

    /// Written by astropy and read back by it (`Goldens/fits.py`).
    @Test(arguments: ["ascii.fits", "ascii.fits.gz"]) func tableOfAstropy(_ name: String) throws {
        let table = try TableFile.read(Self.goldens + "/" + name)
        let expected = try TableFile.read(Self.goldens + "/ascii.csv", text: ["NAME"])
        let types: [ColumnType] = [.int32, .double, .double, .double, .int64, .double, .string]
        #expect(table.columns.map(\.name) == expected.columns.map(\.name))
        #expect(table.columns.map(\.type) == types)
        for (column, other) in zip(table.columns, expected.columns) {
            if column.type == .string {
                #expect(column.texts == other.texts)
            } else {
                #expect((0..<40).map { column.double($0) } == (0..<40).map { other.double($0) }, "\(column.name)")
            }
            #expect(column.missingCount == other.missingCount, "\(column.name)")
        }
        #expect(try table.requiredColumn("COUNT").missingCount > 5)
        let ra = try table.requiredColumn("ra").info
        #expect(ra.unit == "deg" && ra.ucd == "pos.eq.ra;meta.main" && ra.description == "Right ascension")
        // In batches, and some columns only.
        let whole = try TableFile.read(Self.goldens + "/" + name, columns: ["name", "count"])
        let reader = try TableFile.reader(Self.goldens + "/" + name, columns: ["name", "count"])
        #expect(reader.rowCount == 40)
        var rows = 0
        while let batch = try reader.next(7) {
            #expect(batch.firstRow == rows + 1 && batch == whole.sliced(rows..<(rows + batch.rowCount)))
            rows += batch.rowCount
        }
        #expect(rows == 40)
    }

    /// What the standard allows and astropy does not write or read.
    @Test func numbersAreReadAsTheStandardSays() throws {
        let path = try file(
            [
                ("n", 1, "I4", nil), ("f", 5, "F6.2", "*"), ("d", 11, "D9.3", nil), ("name", 20, "A3", "-"),
                ("wide", 23, "I10", nil), ("f_again", 5, "F6.2", nil),
            ],
            rows: [
                " +12   1.5  1.5D+03abc1234567890",
                "     12345    25E-1-            ",
                "-007     *   1.25d2a b         7",
                "   0 -12.5      NaN   -999999999",
            ])
        let table = try TableFile.read(path, columns: ["n", "f", "d", "name", "wide"])
        func cells(_ name: String) throws -> [Double?] {
            let column = try table.requiredColumn(name)
            return (0..<4).map { column.double($0) }
        }
        #expect(try cells("n") == [12, nil, -7, 0])
        // 12345 has its point before the last two digits; so has 25E-1, before the last three.
        #expect(try cells("f") == [1.5, 123.45, nil, -12.5])
        #expect(try cells("d") == [1500, 0.0025, 125, nil])
        #expect(try table.requiredColumn("name").texts == ["abc", "", "a b", ""])
        #expect(try cells("wide") == [1_234_567_890, nil, 7, -999_999_999])
        // A cell that one column reads as missing is an error in another.
        let error = #expect(throws: InputError.self) { try TableFile.read(path) }
        #expect(error?.row == 3 && error?.column == "f_again")
        #expect(error?.problem == "'*' is not a number of the column's format")
    }

    @Test(arguments: [
        ("I4", "1.50", "'1.50' is not a whole number of the column's format"),
        ("I4", "1 50", "'1 50' is not a whole number of the column's format"),
        ("F4.1", "1e+x", "'1e+x' is not a number of the column's format"),
        ("E4.1", "****", "'****' is not a number of the column's format"),
        ("A4", "é\u{301}", ""),
    ])
    func whatIsNoNumberNamesRowAndColumn(_ format: String, _ cell: String, _ problem: String) throws {
        let path = try file([("x", 1, format, nil)], rows: ["  12", cell])
        guard !problem.isEmpty else {
            #expect(try TableFile.read(path).requiredColumn("x").texts == ["  12", cell])
            return
        }
        let error = #expect(throws: InputError.self) { try TableFile.read(path) }
        #expect(error?.row == 2 && error?.column == "x" && error?.problem == problem)
    }

    @Test func columnsOutsideOfTheRowAndCutFilesAreRefused() throws {
        func problem(_ place: Int, _ format: String, cut: Int = 0) throws -> String {
            let path = try file([("x", place, format, nil)], rows: ["  12", "  13"])
            let data = try Data(contentsOf: URL(filePath: path))
            try directory.write("t.fits", data.dropLast(cut))
            let error = #expect(throws: InputError.self) { try TableFile.read(path) }
            return error?.problem ?? ""
        }
        for (place, format) in [(2, "I4"), (1, "I5"), (0, "I4"), (1, "F99999999999.2")] {
            #expect(!(try problem(place, format)).isEmpty)
        }
        #expect(try problem(1, "I4", cut: 2880 - 6) == "the file was cut short: it holds 1 of the table's 2 rows")
    }
}
