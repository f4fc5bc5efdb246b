import Files
import Foundation
import Process
import Tables
import TestSupport
import Testing

/// FITS files with several tables, and columns that not every program writes; made byte by byte.
@Suite struct FITSUnitsTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func filled(_ data: Data, _ byte: UInt8) -> Data {
        data + Data(repeating: byte, count: (2880 - data.count % 2880) % 2880)
    }

    private func header(_ cards: [(String, String)]) -> Data {
        let lines = cards.map { key, value in
            (key.padding(toLength: 8, withPad: " ", startingAt: 0) + "= " + value)
                .padding(toLength: 80, withPad: " ", startingAt: 0)
        }
        return filled(Data((lines.joined() + "END".padding(toLength: 80, withPad: " ", startingAt: 0)).utf8), 0x20)
    }

    private var primary: Data { header([("SIMPLE", "T"), ("BITPIX", "8"), ("NAXIS", "0")]) }

    /// A unit with a table; cards of the columns are numbered from 1.
    private func table(
        _ columns: [(name: String, form: String)], rows: [Data], name: String? = nil, cards: [(String, String)] = []
    ) -> Data {
        let size = rows.first?.count ?? 0
        let names = columns.enumerated().flatMap { index, column in
            [("TTYPE\(index + 1)", "'\(column.name)'"), ("TFORM\(index + 1)", "'\(column.form)'")]
        }
        let shape = [
            ("XTENSION", "'BINTABLE'"), ("BITPIX", "8"), ("NAXIS", "2"), ("NAXIS1", "\(size)"),
            ("NAXIS2", "\(rows.count)"), ("PCOUNT", "0"), ("GCOUNT", "1"), ("TFIELDS", "\(columns.count)"),
        ]
        return header(shape + names + cards + (name.map { [("EXTNAME", "'\($0)'")] } ?? []))
            + filled(Data(rows.joined()), 0)
    }

    private func bytes(_ values: any FixedWidthInteger...) -> Data {
        values.reduce(into: Data()) { data, value in
            func add(_ value: some FixedWidthInteger) {
                withUnsafeBytes(of: value.bigEndian) { data.append(contentsOf: $0) }
            }
            add(value)
        }
    }

    private func real(_ values: Double...) -> Data { values.reduce(into: Data()) { $0 += bytes($1.bitPattern) } }

    private var positions: Data { table([("RA", "D"), ("DEC", "D")], rows: [real(1.5, 2.5)], name: "OBJECTS") }

    @Test(arguments: ["t.fits", "t.fits.gz"]) func theTableWithPositionsIsRead(name: String) throws {
        let header = table([("Field Header Card", "8A")], rows: [Data("SIMPLE=T".utf8)], name: "LDAC_IMHEAD")
        let other = table([("N", "J")], rows: [bytes(Int32(7)), bytes(Int32(8))], name: "FIELDS")
        func write(_ data: Data) throws -> String {
            let path = directory.file(name)
            try AtomicFile.write(path, compression: name.hasSuffix("gz") ? .gzip : .none) { try $0.write(data) }
            return path
        }
        let ldac = try Notice.collect { try TableFile.read(write(primary + header + positions)) }
        #expect(ldac.result.columns == [Column("RA", .double([1.5])), Column("DEC", .double([2.5]))])
        #expect(ldac.notices.isEmpty)
        let path = try write(primary + other + positions)
        let found = try Notice.collect { try TableFile.read(path) }
        #expect(found.result.columns == ldac.result.columns)
        #expect(found.notices.count == 1 && found.notices[0].contains("[2] OBJECTS"))
        #expect(found.notices[0].contains("'\(path)[1]'"))
        for choice in ["[1]", "[fields]"] {
            let reader = try TableFile.reader(path + choice)
            #expect(reader.info.name == "FIELDS")
            #expect(try reader.rest().columns == [Column("N", .int32([7, 8]))])
        }
        #expect(TableFile.file(of: path + "[1]") == path && TableFile.file(of: "a[1].txt") == "a[1].txt")
        let error = #expect(throws: InputError.self) { try TableFile.read(path + "[3]") }
        #expect(error?.problem == "there is no table '3'" && error?.remedy == "The tables are: [1] FIELDS, [2] OBJECTS")
        // Without positions it is the first.
        #expect(try TableFile.read(write(primary + other + other)).column("N") != nil)
    }

    @Test func aChoiceNeedsAFormatWithSeveralTables() throws {
        let path = try directory.write("t.csv", "a\n1\n")
        #expect(
            #expect(throws: InputError.self) { try TableFile.read(path + "[2]") }?.problem.contains("has one") == true)
    }

    @Test func textsSideBySide() throws {
        let row = Data("aa\0\0bb  cccc".utf8)
        for (form, cards) in [("12A", [("TDIM1", "'(4,3)'")]), ("12A4", []), ("12A", [("TDIM1", "'( 4, 3, 1)'")])] {
            let path = try directory.write("t.fits", primary + table([("TAGS", form)], rows: [row], cards: cards))
            #expect(
                try TableFile.read(path).columns == [
                    Column("TAGS_1", .string(["aa"])), Column("TAGS_2", .string(["bb"])),
                    Column("TAGS_3", .string(["cccc"])),
                ])
        }
    }

    @Test func sizesThatAreNoneAreTold() throws {
        let cards = [("TDIM1", "'(999999999999,999999999999)'")]
        let path = try directory.write(
            "t.fits", primary + table([("TAGS", "999999999999A")], rows: [Data("ab".utf8)], cards: cards))
        let error = #expect(throws: InputError.self) { try TableFile.read(path) }
        #expect(error?.problem.hasPrefix("the columns take 999999999999 bytes of a row") == true)
    }

    /// Below 2⁶³ they are whole numbers, with one beyond they are text; a missing cell is neither.
    @Test(arguments: ["t.fits", "t.fits.gz"]) func unsigned64(name: String) throws {
        let columns = [("SMALL", "K"), ("LARGE", "K")]
        let rows = [bytes(Int64.min + 5, Int64(0)), bytes(Int64(-1), Int64.max), bytes(Int64(9), Int64.min)]
        let cards = [
            ("TZERO1", "9223372036854775808"), ("TZERO2", "9.223372036854775808E18"), ("TNULL1", "9"),
        ]
        let path = directory.file(name)
        try AtomicFile.write(path, compression: name.hasSuffix("gz") ? .gzip : .none) {
            try $0.write(primary + table(columns, rows: rows, cards: cards))
        }
        let expected = [
            Column("SMALL", .int64([5, .max, 0]), isMissing: [false, false, true]),
            Column("LARGE", .string(["9223372036854775808", "18446744073709551615", "0"])),
        ]
        #expect(try TableFile.read(path).columns == expected)
        let reader = try TableFile.reader(path, columns: ["large"])
        #expect(reader.columns == [expected[1].info])
        #expect(try reader.rest().columns == [expected[1]])
    }

    @Test func columnsThatAreLeftOutAreTold() throws {
        let path = try directory.write(
            "t.fits", primary + table([("LIST", "1PE(3)"), ("N", "J")], rows: [bytes(Int32(0), Int32(0), Int32(7))]))
        let (table, notices) = try Notice.collect { try TableFile.read(path) }
        #expect(table.columns == [Column("N", .int32([7]))])
        #expect(notices.count == 1 && notices[0].contains("are left out: 'LIST' (the column holds lists"))
        #expect(try Notice.collect { try TableFile.read(path, columns: ["N"]) }.notices.isEmpty)
    }

    @Test func framesOfTables() throws {
        func problem(_ cards: [(String, String)], _ names: [String] = ["RA", "DEC"]) throws -> String? {
            let path = try directory.write(
                "t.fits", primary + table(names.map { ($0, "D") }, rows: [real(1.5, 2.5)], cards: cards))
            let columns = try TableFile.reader(path).columns
            do {
                _ = try PositionColumns(columns, path: path)
                return nil
            } catch let error as InputError {
                return error.problem
            }
        }
        #expect(try problem([("RADESYS", "'FK4'")]) == "these positions are in FK4, not in the ICRS")
        #expect(try problem([("EQUINOX", "1950.0")]) == "these positions are in FK4 1950.0, not in the ICRS")
        #expect(try problem([("RADECSYS", "'FK5'"), ("EQUINOX", "1975.0")]) != nil)
        for cards in [
            [("RADESYS", "'ICRS'"), ("EQUINOX", "1950.0")], [("RADESYS", "'FK5'")], [("EQUINOX", "2000.0")], [],
        ] {
            #expect(try problem(cards) == nil)
        }
        #expect(try problem([("RADESYS", "'FK4'")], ["RAJ2000", "DEJ2000"]) == nil)
    }

    /// 990 columns, as joined tables of surveys have; more than 999 are told for what they are.
    @Test func manyColumns() throws {
        let columns = (0..<990).map { Column("C\($0)", .double([Double($0), 0.5])) }
        let path = directory.file("wide.fits")
        try TableFile.write(Table(columns: columns), to: path)
        #expect(try TableFile.read(path).columns == columns)
        #expect(try TableFile.read(path, columns: columns.reversed().map(\.name)).columns == columns.reversed())
        let more = columns + (990..<1000).map { Column("C\($0)", .double([1, 2])) }
        let error = #expect(throws: InputError.self) {
            try TableFile.write(Table(columns: more), to: directory.file("wider.fits"))
        }
        #expect(error?.problem == "the table would have 1000 columns, and a FITS table can have 999 at most")
        try TableFile.checkColumns(1000, of: "wider.parquet")
    }
}
