import Files
import Foundation
import Tables
import TestSupport
import Testing

@Suite struct CSVTypesTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    /// The column of a table of one column.
    private func column(_ cells: [String], text: [String] = []) throws -> Column {
        let path = directory.file("t.csv")
        try directory.write("t.csv", "x,n\n" + cells.map { "\($0),1\n" }.joined())
        let column = try TableFile.read(path, text: text).columns[0]
        let reader = try TableFile.reader(path, text: text)
        #expect(reader.columns[0] == column.info)
        #expect(try reader.rest().columns[0] == column)
        return column
    }

    @Test func wholeNumbers() throws {
        let found = try column(["1", "-7", "", "+12", "9223372036854775807", "null", "NaN", " 3 "])
        #expect(
            found
                == Column(
                    "x", .int64([1, -7, 0, 12, .max, 0, 0, 3]),
                    isMissing: [false, false, true, false, false, true, true, false]))
        #expect(found.texts == ["1", "-7", "", "12", "9223372036854775807", "", "", "3"])
    }

    @Test func otherNumbers() throws {
        #expect(try column(["1", "2.5", "", ".5", "5.", "1e3"]) == Column("x", .double([1, 2.5, .nan, 0.5, 5, 1000])))
        #expect(try column(["-0", "0.5"]).double(0)?.sign == .minus)
        #expect(try column(["nan", "NaN", ""]) == Column("x", .double([.nan, .nan, .nan])))
        #expect(try column(["inf", "-Infinity", "0.25"]) == Column("x", .double([.infinity, -.infinity, 0.25])))
        #expect(try column(["05.30", "12.25"]) == Column("x", .double([5.3, 12.25])))
    }

    @Test func truthValues() throws {
        let found = try column(["true", "False", "", "TRUE"])
        #expect(found == Column("x", .boolean([true, false, false, true]), isMissing: [false, false, true, false]))
        #expect(found.texts == ["true", "false", "", "true"])
        #expect(try column(["true", "0"]).type == .string)
    }

    /// What a number would change stays text.
    @Test(arguments: [
        ["007", "12"], ["-01", "1"], ["00"], ["12345678901234567890"], ["587731512000000117", "1.5"], ["1e999", "1"],
        ["1,5"], ["0x1F", "2"], ["1 2"], ["1d5", "1"], ["-"], ["+", "1"], ["."], ["e5"], ["1e"], ["null", "none"],
        ["NA", "x"], ["12:30:45.1"], ["--", "x"],
    ])
    func textStaysText(cells: [String]) throws {
        let quoted = cells.map { $0.contains(",") ? "\"\($0)\"" : $0 }
        #expect(try column(quoted) == Column("x", .string(cells)))
    }

    @Test func columnsMayBeDeclaredText() throws {
        #expect(try column(["1.10", "1.1"], text: ["X", "absent"]) == Column("x", .string(["1.10", "1.1"])))
    }

    @Test func noCellsAreText() throws {
        #expect(try column([]).type == .string)
        #expect(try column(["", ""]) == Column("x", .string(["", ""])))
    }

    /// The beginning of the file misleads: types are the whole file's, and no cell is lost.
    @Test func lateCellsDecide() throws {
        let count = 200_000
        let lines = (0..<count).map { "\($0),\($0),\($0),\($0 < 150_000 ? "" : "2.5")\n" }
        let last = "\(count),0.5,x,2.5\n"
        let path = try directory.write("late.csv", "a,b,c,d\n" + lines.joined() + last)
        let table = try TableFile.read(path)
        #expect(table.columns.map(\.type) == [.int64, .double, .string, .double])
        #expect(table.rowCount == count + 1)
        #expect(table.columns[1].double(77) == 77)
        #expect(table.columns[2].text(123_456) == "123456")
        #expect(table.columns[3].missingCount == 150_000)
        let reader = try TableFile.reader(path, columns: ["d", "A"])
        #expect(reader.columns == [ColumnInfo("d", .double), ColumnInfo("a", .int64)])
        #expect(reader.rowCount == count + 1)
        var rows = 0
        while let batch = try reader.next(7777) {
            #expect(batch.firstRow == rows + 1)
            #expect(batch.rowCount <= 7777)
            #expect(batch.columns[1].text(0) == String(rows))
            rows += batch.rowCount
        }
        #expect(rows == count + 1)
    }

    /// Faults far into the file name the row, also where several cores parse.
    @Test(arguments: [
        ("1,2,3", "the row has 3 cells, the header 2"),
        ("1,\"2\"x", "there is text after the quotation mark that closes cell 2"),
        ("1,\0", "there is a zero byte: the file is not text"),
        ("1,\"2", "the quotation mark that opens cell 2 is never closed"),
    ])
    func lateFaultsNameTheRow(line: String, problem: String) throws {
        let good = (1...300_000).map { "\($0),good\n" }.joined()
        let path = try directory.write("late.csv", "a,b\n" + good + line + "\n" + (line.hasSuffix("\"2") ? "" : good))
        let error = #expect(throws: InputError.self) { try TableFile.read(path) }
        #expect(error?.row == 300_001)
        #expect(error?.problem == problem)
        #expect(#expect(throws: InputError.self) { try TableFile.reader(path).rest() } == error)
    }

    @Test func columnsAreChosenByName() throws {
        let path = try directory.write("t.csv", "a,b,c\n1,2,3\n4,5,6\n")
        #expect(try TableFile.read(path, columns: ["C", "a"]).columns.map(\.name) == ["c", "a"])
        let error = #expect(throws: InputError.self) { try TableFile.read(path, columns: ["a", "z"]) }
        #expect(error?.problem == "there is no column 'z'")
        #expect(error?.remedy == "The columns are: a, b, c")
    }

    @Test func pipesAreRefused() throws {
        let path = directory.file("pipe.csv")
        #expect(mkfifo(path, 0o600) == 0)
        let error = #expect(throws: InputError.self) { try TableFile.read(path) }
        #expect(error?.problem == "this is a pipe or a device, which can be read only once")
    }
}
