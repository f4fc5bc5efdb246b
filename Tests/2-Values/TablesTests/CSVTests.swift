import Files
import Foundation
import Tables
import TestSupport
import Testing

@Suite struct CSVTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func read(_ text: String) throws -> Table {
        try TableFile.read(directory.write("t.csv", text))
    }

    private func error(_ text: String) -> InputError? {
        #expect(throws: InputError.self) { try read(text) }
    }

    @Test func plainTable() throws {
        let table = try read("ID,file,Label\n1,a.jpg,spiral\n2,b.jpg,\n")
        #expect(table.columns.map(\.name) == ["ID", "file", "Label"])
        #expect(table.rowCount == 2)
        #expect(table.column("id")?.texts == ["1", "2"])
        #expect(table.column("LABEL")?.texts == ["spiral", ""])
        #expect(table.column("missing") == nil)
    }

    @Test(arguments: ["\n", "\r\n", "\r"])
    func lineEndsAndMarks(end: String) throws {
        let lines = ["a,b", "1,2", "", "3,\"4\""]
        for (prefix, suffix) in [("", ""), ("", end), ("\u{FEFF}", end + end)] {
            let table = try read(prefix + lines.joined(separator: end) + suffix)
            #expect(table.columns == [Column("a", .int64([1, 3])), Column("b", .int64([2, 4]))])
        }
    }

    @Test func quoting() throws {
        let table = try read(
            #"""
            id,"a name, with comma",c
            "1","line one
            line ""two""",5' 3"
            "",,""

            """#)
        #expect(table.columns.map(\.name) == ["id", "a name, with comma", "c"])
        #expect(table.columns.map { $0.text(0) } == ["1", "line one\nline \"two\"", "5' 3\""])
        #expect(table.columns.map { $0.text(1) } == ["", "", ""])
    }

    /// Every way of cutting the file into pieces must give the same cells: a cell may straddle two reads.
    @Test func longCellsStraddleReads() throws {
        let cells = (0..<40).map { String(repeating: "x,\"\n", count: 3000 + $0) }
        try TableFile.write(Table(columns: [Column("n", .string(cells))]), to: directory.file("long.csv"))
        #expect(try TableFile.read(directory.file("long.csv")).columns[0].texts == cells)
    }

    @Test func brokenTablesNameTheRow() {
        let ragged = error("a,b\n1,2\n3\n")
        #expect(ragged?.row == 2)
        #expect(ragged?.problem == "the row has 1 cell, the header 2")
        #expect(error("a,b\n1,2,3\n")?.problem == "the row has 3 cells, the header 2")
        #expect(error("a,b\n1,\"2\n")?.problem == "the quotation mark that opens cell 2 is never closed")
        #expect(error("a,b\n1,\"2\"x\n")?.problem == "there is text after the quotation mark that closes cell 2")
        #expect(error("a,b\n1,\0\n")?.problem == "there is a zero byte: the file is not text")
    }

    @Test func brokenHeaders() {
        #expect(error("")?.problem == "the file is empty")
        #expect(error("\n\n")?.problem == "the file is empty")
        #expect(error(",id\n0,1\n")?.problem == "column 1 of 2 has no name in the header")
        #expect(error("id,a,id\n1,2,3\n")?.column == "id")
    }

    @Test func namesMayDifferInCaseOnly() throws {
        let table = try read("g,G,ra\n1,2,3\n")
        #expect(table.column("g")?.texts == ["1"])
        #expect(table.column("G")?.texts == ["2"])
        #expect(try read("Ra,rA\n1,2\n").column("ra") == nil)
    }

    @Test func otherEncodingsAreRefused() throws {
        let wide = try directory.write("wide.csv", Data([0xFF, 0xFE, 0x61, 0x00]))
        #expect(#expect(throws: InputError.self) { try TableFile.read(wide) }?.problem == "the text is UTF-16")
    }

    @Test func noRows() throws {
        let table = try read("id,file\n")
        #expect(table.rowCount == 0)
        #expect(table.columns.count == 2)
        try TableFile.write(table, to: directory.file("empty.csv"))
        #expect(try String(contentsOfFile: directory.file("empty.csv"), encoding: .utf8) == "id,file\n")
    }

    @Test(arguments: ["t.csv", "t.csv.gz"])
    func roundTrip(name: String) throws {
        let table = Table(columns: [
            Column("id", .string(["1", "", "007", " x "])),
            Column("comma, name", .string(["a\"b", "c\r\nd", "é🌀", "'"])),
        ])
        try TableFile.write(table, to: directory.file(name))
        #expect(try TableFile.read(directory.file(name)).columns == table.columns)
        let lone = Table(columns: [Column("only", .string(["", "x", ""]))])
        try TableFile.write(lone, to: directory.file(name))
        #expect(try TableFile.read(directory.file(name)).columns == lone.columns)
    }

    @Test func truncatedGzipNamesTheFile() throws {
        let table = Table(columns: [Column("n", .int64((0..<20_000).map { $0 &* 40_503 }))])
        try TableFile.write(table, to: directory.file("t.csv.gz"))
        let data = try Data(contentsOf: URL(filePath: directory.file("t.csv.gz")))
        let cut = try directory.write("cut.csv.gz", data.prefix(data.count / 2))
        let error = #expect(throws: InputError.self) { try TableFile.read(cut) }
        #expect(error?.file == cut)
        #expect(error?.problem == "the compressed data end too early: the file was cut short")
    }

    @Test func failedWritingLeavesNothing() throws {
        try directory.write("plain", "")
        let table = Table(columns: [Column("n", .string(["1"]))])
        #expect(throws: WriteError.self) { try TableFile.write(table, to: directory.file("plain/t.csv")) }
        #expect(throws: InputError.self) {
            try TableFile.write(directory.file("t.csv"), columns: [ColumnInfo("n", .string)]) { writer in
                try writer.write(Table(columns: [Column("n", .string(["1"]))]))
                throw InputError(problem: "stop")
            }
        }
        #expect(try directory.names() == ["plain"])
    }

    @Test func unknownEndingsListTheKnown() throws {
        let error = #expect(throws: InputError.self) { try TableFile.read(directory.file("t.xlsx")) }
        #expect(error?.remedy?.hasPrefix("Known endings: .csv, .csv.gz") == true)
        #expect(TableFile.extensions.contains(".csv"))
    }
}
