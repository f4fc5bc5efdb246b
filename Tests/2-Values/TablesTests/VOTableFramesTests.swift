import Files
import Process
import Tables
import TestSupport
import Testing

/// Coordinate systems of VOTables (COOSYS), and arrays of texts.
@Suite struct VOTableFramesTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func write(_ systems: String, _ fields: String, cells: Int = 2, _ name: String = "t.vot") throws -> String {
        let row = "<TR>" + (0..<cells).map { "<TD>\($0).5</TD>" }.joined() + "</TR>"
        return try directory.write(
            name,
            "<VOTABLE version=\"1.4\"><RESOURCE>\(systems)<TABLE>\(fields)<DATA><TABLEDATA>\(row)</TABLEDATA></DATA></TABLE>"
                + "</RESOURCE></VOTABLE>")
    }

    private func field(_ name: String, _ ref: String?, ucd: String) -> String {
        "<FIELD name=\"\(name)\" datatype=\"double\" ucd=\"\(ucd)\"" + (ref.map { " ref=\"\($0)\"" } ?? "") + "/>"
    }

    private func pair(_ ra: String, _ dec: String, _ ref: String?, isMain: Bool = false) -> String {
        let end = isMain ? ";meta.main" : ""
        return field(ra, ref, ucd: "pos.eq.ra" + end) + field(dec, ref, ucd: "pos.eq.dec" + end)
    }

    private func problem(_ path: String) throws -> String? {
        do {
            _ = try PositionColumns(TableFile.reader(path).columns, path: path)
            return nil
        } catch let error as InputError {
            return error.problem
        }
    }

    private static let old = "<COOSYS ID=\"old\" system=\"eq_FK4\" equinox=\"B1950\"/>"
    private static let new = "<COOSYS ID=\"new\" system=\"eq_FK5\" equinox=\"J2000\"/>"

    @Test func theModernPairIsPreferred() throws {
        let path = try write(
            Self.old + Self.new, pair("a1", "d1", "old", isMain: true) + pair("a2", "d2", "new"), cells: 4)
        let found = try PositionColumns(TableFile.reader(path).columns, path: path)
        #expect(found.ra.name == "a2" && found.dec.name == "d2")
        // A table of the same columns says so, too, and its own pair of positions is the second.
        let copy = directory.file("copy.vot")
        try TableFile.write(TableFile.read(path), to: copy)
        #expect(try TableFile.read(copy).columns == TableFile.read(path).columns)
        #expect(try PositionColumns(TableFile.reader(copy).columns, path: copy).ra.name == "a2")
        let parquet = directory.file("copy.parquet")
        try TableFile.write(TableFile.read(path), to: parquet)
        #expect(try PositionColumns(TableFile.reader(parquet).columns, path: parquet).ra.name == "a2")
    }

    @Test func otherFramesAloneAreRefused() throws {
        let refused = "these positions are in eq_FK4 B1950, not in the ICRS"
        #expect(try problem(write(Self.old, pair("ra", "dec", "old"))) == refused)
        // The only system there is holds without a reference, unless the names tell another.
        #expect(try problem(write(Self.old, pair("ra", "dec", nil))) == refused)
        #expect(try problem(write(Self.old, pair("RAJ2000", "DEJ2000", nil))) == nil)
        #expect(try problem(write(Self.old + Self.new, pair("ra", "dec", nil))) == nil)
        for system in ["<COOSYS ID=\"s\" system=\"FK5\" equinox=\"J1975\"/>", "<COOSYS ID=\"s\" system=\"galactic\"/>"]
        {
            #expect(try problem(write(system, pair("ra", "dec", "s"))) != nil)
        }
        for system in ["ICRS\" epoch=\"J2015.5", "eq_FK5", "ICRS\" equinox=\"J1950"] {
            #expect(try problem(write("<COOSYS ID=\"s\" system=\"\(system)\"/>", pair("ra", "dec", "s"))) == nil)
        }
    }

    @Test func arraysOfTexts() throws {
        let path = try directory.write(
            "t.vot",
            """
            <VOTABLE><RESOURCE><TABLE><FIELD name="tags" datatype="char" arraysize="4x3"/>
            <FIELD name="words" datatype="unicodeChar" arraysize="2x2"/><FIELD name="more" datatype="char" arraysize="4x*"/>
            <DATA><TABLEDATA><TR><TD>aa  bb  cccc</TD><TD>äöü</TD><TD>x</TD></TR><TR><TD>dddd</TD><TD/><TD/></TR></TABLEDATA>
            </DATA></TABLE></RESOURCE></VOTABLE>
            """)
        let (table, notices) = try Notice.collect { try TableFile.read(path) }
        #expect(
            table.columns == [
                Column("tags_1", .string(["aa", "dddd"])), Column("tags_2", .string(["bb", ""])),
                Column("tags_3", .string(["cccc", ""])), Column("words_1", .string(["äö", ""])),
                Column("words_2", .string(["ü", ""])),
            ])
        #expect(notices.count == 1 && notices[0].contains("'more' (char, arraysize 4x*)"))
    }

    @Test func tablesByNumber() throws {
        let table = { (name: String) in
            "<TABLE name=\"\(name)\"><FIELD name=\"\(name)\" datatype=\"int\"/><DATA><TABLEDATA><TR><TD>1</TD></TR>"
                + "</TABLEDATA></DATA></TABLE>"
        }
        let path = try directory.write(
            "t.vot", "<VOTABLE><RESOURCE>\(table("one"))\(table("two"))</RESOURCE></VOTABLE>")
        #expect(try TableFile.read(path).columns.map(\.name) == ["one"])
        #expect(try TableFile.read(path + "[2]").columns.map(\.name) == ["two"])
        #expect(try TableFile.read(path + "[two]").columns.map(\.name) == ["two"])
    }
}
