import Files
import Sky
import Tables
import TestSupport
import Testing

/// How positions are found and read.
struct PositionColumnsTests {
    private func infos(_ names: [String], _ type: ColumnType = .double) -> [ColumnInfo] {
        names.map { ColumnInfo($0, type) }
    }

    private func error(_ body: () throws -> Void) -> String {
        do {
            try body()
            return "no error"
        } catch {
            return "\(error)"
        }
    }

    @Test(arguments: [
        ["id", "ra", "dec", "RA_des", "DEC_des"], ["RA", "DEC"], ["recno", "RAJ2000", "DEJ2000"],
        ["_RAJ2000", "_DEJ2000"],
        ["ALPHAWIN_J2000", "DELTAWIN_J2000"], ["objID", "raMean", "decMean"], ["source_id", "RA_ICRS", "DE_ICRS"],
    ])
    func `Columns are found by the names that surveys use`(names: [String]) throws {
        let found = try PositionColumns(infos(names), path: nil)
        let place = try #require(names.firstIndex(of: found.ra.name))
        #expect(names[place + 1] == found.dec.name)
        #expect(["id", "recno", "objID", "source_id"].contains(names[0]) ? place == 1 : place == 0)
    }

    @Test func `A main UCD goes before names, named columns before both`() throws {
        var columns = infos(["ra", "dec", "alpha", "delta"])
        columns[2].ucd = "pos.eq.ra;meta.main"
        columns[3].ucd = "POS.EQ.DEC;meta.main"
        #expect(try PositionColumns(columns, path: nil).ra.name == "alpha")
        #expect(try PositionColumns(columns, path: nil, ra: "RA", dec: "DEC").dec.name == "dec")
    }

    @Test func `Units are degrees unless the column says otherwise`() throws {
        let table = Table(columns: [
            Column("ra", .double([6, .nan, 12]), unit: "hourangle"),
            Column("dec", .float([0.5, .nan, -1]), unit: "rad"),
        ])
        let columns = try PositionColumns(table.columns.map(\.info), path: nil)
        let positions = try columns.positions(of: table)
        #expect(positions[0]?.ra.degrees == 90)
        #expect(positions[1] == nil)
        #expect(abs((positions[2]?.dec.degrees ?? 0) + 180 / .pi) < 1e-12)
    }

    @Test func `Sexagesimal text and whole numbers are read, missing cells give no position`() throws {
        let table = Table(columns: [
            Column("RA", .string(["00:00:01.5", "", "23 59 59.9"])),
            Column("DEC", .int32([-5, 0, 80]), isMissing: [false, true, false]),
        ])
        let positions = try PositionColumns(table.columns.map(\.info), path: nil).positions(of: table)
        #expect(abs((positions[0]?.ra.degrees ?? 0) - 0.00625) < 1e-12)
        #expect(positions[0]?.dec.degrees == -5 && positions[1] == nil)
    }

    @Test func `Mixed notation in one column names the row, in a later batch too`() throws {
        let first = Table(
            columns: [Column("ra", .string(["00:00:01"])), Column("dec", .double([1]))], path: "votes.csv")
        let second = Table(
            columns: [Column("ra", .string(["12.5"])), Column("dec", .double([1]))], path: "votes.csv", firstRow: 2)
        let columns = try PositionColumns(first.columns.map(\.info), path: "votes.csv")
        _ = try columns.positions(of: first)
        let message = error { _ = try columns.positions(of: second) }
        #expect(
            message
                == "votes.csv, row 2, column 'ra': '12.5' is a decimal number but row 1 is sexagesimal: mixed units. "
                + "Write the whole column in one notation.")
    }

    @Test func `What is no position is told with its place`() throws {
        func message(_ ra: Column.Values, _ dec: Column.Values, unit: String? = nil) -> String {
            error {
                let table = Table(columns: [Column("ra", ra, unit: unit), Column("dec", dec)], path: "t.csv")
                _ = try PositionColumns(table.columns.map(\.info), path: "t.csv").positions(of: table)
            }
        }
        #expect(
            message(.double([1, 400]), .double([1, 2])).contains("t.csv, row 2, column 'ra': right ascension 400.0"))
        #expect(message(.double([1]), .double([-91])).contains("row 1, column 'dec': declination -91.0 is not within"))
        #expect(message(.double([.nan]), .double([1])).contains("row 1, column 'ra': the right ascension is missing"))
        #expect(message(.string(["north"]), .double([1])).contains("'north' is not a right ascension"))
        #expect(message(.boolean([true]), .double([1])).contains("column 'ra': the column holds true and false"))
        #expect(message(.double([1]), .double([1]), unit: "pix").contains("'pix' is not a unit of right ascension"))
        #expect(message(.double([1]), .double([1]), unit: "h:m:s").contains("but its cells are numbers"))
        #expect(
            message(.string(["01:02:03"]), .double([1]), unit: "deg").contains("is sexagesimal but the column's unit"))
    }

    @Test func `Tables without positions list their columns`() {
        let message = error { _ = try PositionColumns(infos(["id", "ra", "mag"]), path: "t.csv") }
        #expect(message.contains("t.csv: there are no columns of right ascension and declination"))
        #expect(message.contains("id, ra, mag"))
        #expect(
            error { _ = try PositionColumns(infos(["ra", "dec"]), path: nil, ra: "x", dec: "y") }.contains(
                "no column 'x'"))
        #expect(error { _ = try PositionColumns(infos(["ra", "dec"]), path: nil, ra: "ra") }.contains("Name both"))
    }

    @Test func `Right ascensions from -180 to 180 are turned once around`() throws {
        let table = Table(columns: [
            Column("ra", .double([-161.9973, -180, 360, -1e-15, 359.5, 0, 180])),
            Column("dec", .double([1, 2, 3, 4, 5, 6, 7])),
        ])
        let columns = try PositionColumns(table.columns.map(\.info), path: nil)
        let ra = try columns.positions(of: table).map { $0?.ra.degrees }
        #expect(ra == [198.0027, 180, 0, 0, 359.5, 0, 180])
        let batch = try columns.degrees(
            of: Table(columns: [Column("ra", .double([-999, -180.1, 361])), Column("dec", .double([0, 0, 0]))]))
        #expect((0..<3).allSatisfy { !batch.isPosition($0) && batch.problem($0) != nil })
        // Hours, too.
        let text = Table(columns: [Column("ra", .string(["-01:30:00", "24:00:00"])), Column("dec", .double([0, 0]))])
        let read = try PositionColumns(text.columns.map(\.info), path: nil).positions(of: text)
        #expect(read.map { $0?.ra.degrees } == [337.5, 0])
    }

    @Test(arguments: [
        "deg", "DEG", "Degrees", "[deg]", "(deg)", "deg (J2000)", "deg(J2000)", "decimal degrees", "Decimal Degree",
        "none",
        "--", "unitless", "deg, ICRS", "'deg'", "deg.", "°", "",
    ])
    func `Degrees are spelled in many ways`(unit: String) throws {
        let table = Table(columns: [Column("ra", .double([30]), unit: unit), Column("dec", .double([1]), unit: unit)])
        let position = try PositionColumns(table.columns.map(\.info), path: nil).positions(of: table)[0]
        #expect(position?.ra.degrees == 30 && position?.dec.degrees == 1)
    }

    @Test func `Other units are heeded, or the option is named`() throws {
        for (unit, degrees) in [("hours", 30.0), ("hr", 30), ("hour angle", 30), ("[h]", 30), ("RAD", 360 / .pi)] {
            let table = Table(columns: [Column("ra", .double([2]), unit: unit), Column("dec", .double([1]))])
            #expect(
                try PositionColumns(table.columns.map(\.info), path: nil).positions(of: table)[0]?.ra.degrees == degrees
            )
        }
        var columns = infos(["ra", "dec"])
        columns[0].unit = "d"
        #expect(error { _ = try PositionColumns(columns, path: nil) }.contains("--ra-unit"))
    }

    @Test func `Names tell positions of 1950`() throws {
        var columns = infos(["RAB1950", "DEB1950", "_RAJ2000", "_DEJ2000"])
        columns[0].ucd = "pos.eq.ra;meta.main"
        columns[1].ucd = "pos.eq.dec;meta.main"
        #expect(try PositionColumns(columns, path: nil).ra.name == "_RAJ2000")
        let alone = Array(columns[..<2])
        #expect(
            error { _ = try PositionColumns(alone, path: "t.vot") }.contains(
                "column 'RAB1950': these positions are in FK4 B1950"))
        #expect(
            error { _ = try PositionColumns(columns, path: nil, ra: "RAB1950", dec: "DEB1950") }.contains("FK4 B1950"))
    }
}
