import Process
import Tables
import TestSupport
import Testing

/// Identifiers keep their digits, whatever a table has made of them.
struct IdentifierDigitsTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    /// The column `id` of a table, read at once and in batches, and what the user was told.
    private func read(_ path: String) throws -> (column: Column, notices: [String]) {
        let (columns, notices) = try Notice.collect {
            [
                try TableFile.read(path, identifiers: { _ in ["id", "none"] }),
                try TableFile.reader(path, identifiers: { _ in ["id", "none"] }).rest(),
            ].map { $0.column("id") }
        }
        #expect(columns[0] == columns[1])
        return (try #require(columns[0]), Array(Set(notices)))
    }

    private func csv(_ ids: String...) throws -> (column: Column, notices: [String]) {
        try read(folder.write("ids.csv", "x,id\n" + ids.map { "1.50,\($0)\n" }.joined()))
    }

    @Test func `In CSV 5.1 and 5.10 are two`() throws {
        #expect(try csv("5.1", "5.10", "5.100").column.texts == ["5.1", "5.10", "5.100"])
        // A zero behind the point is part of such an identifier.
        #expect(try csv("330001.0", "330001.10").column.texts == ["330001.0", "330001.10"])
        #expect(try csv("7", "1e5").column.texts == ["7", "1e5"])
        #expect(try csv("7", "8").column.values == .int64([7, 8]))
    }

    @Test func `Whole numbers with a point are whole numbers with all their digits`() throws {
        let long = try csv("587722981742084144.0", "", "1237648720693690487.0")
        #expect(long.column.values == .int64([587_722_981_742_084_144, 0, 1_237_648_720_693_690_487]))
        #expect(long.column.isMissing == [false, true, false] && long.notices.isEmpty)
        #expect(try csv("12.0", "13.0").column.values == .int64([12, 13]))
        #expect(try csv("18446744073709551615.0", "1.0").column.texts == ["18446744073709551615", "1"])
    }

    @Test func `Digits that floating point has lost are told`() throws {
        let short = try csv("5.877229817420841e+17", "5.877229817420844e+17")
        #expect(short.column.values == .int64([587_722_981_742_084_096, 587_722_981_742_084_352]))
        #expect(
            short.notices.count == 1 && short.notices[0].contains("ids.csv, column 'id': these identifiers came as"))
        #expect(try csv("1e5", "2e5").notices.isEmpty)
    }

    @Test(arguments: ["t.parquet", "t.fits", "t.vot"])
    func `Doubles that are whole numbers are whole numbers`(name: String) throws {
        func ids(_ values: Column.Values) throws -> (column: Column, notices: [String]) {
            try TableFile.write(Table(columns: [Column("id", values)]), to: folder.file(name))
            return try read(folder.file(name))
        }
        let exact = try ids(.double([9_007_199_254_740_992, .nan, 7]))
        #expect(exact.column.values == .int64([9_007_199_254_740_992, 0, 7]) && exact.notices.isEmpty)
        #expect(exact.column.isMissing == [false, true, false])
        #expect(try ids(.double([0x1p60])).notices.count == 1)
        #expect(try ids(.float([16_777_216])).notices.isEmpty)
        #expect(try ids(.float([16_777_218])).notices.count == 1)
        #expect(try ids(.double([5.25, 6])).column.values == .double([5.25, 6]))
        #expect(try ids(.string(["587722981742084144.0"])).column.texts == ["587722981742084144"])
        #expect(try ids(.string(["g0", "1.0"])).column.texts == ["g0", "1.0"])
    }

    @Test func `Dashes between numbers are missing`() throws {
        let table = try TableFile.read(folder.write("m.csv", "r,t\n15.1,--\n--,a\n-,b\n...,c\n<NA>,d\n"))
        #expect(table.columns[0].values == .double([15.1, .nan, .nan, .nan, .nan]))
        #expect(table.columns[1].texts[0] == "--")
    }
}
