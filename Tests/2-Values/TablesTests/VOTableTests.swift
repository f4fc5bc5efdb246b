import Files
import Foundation
import Process
import Tables
import TestSupport
import Testing

@Suite struct VOTableTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test(arguments: ["tabledata.vot", "binary.vot", "binary2.vot"])
    func goldensOfAstropy(name: String) throws {
        let path = ExchangeGoldens.folder + name
        let table = try TableFile.read(path)
        let expected = try ExchangeGoldens.columns(of: name)
        #expect(table.columns.map(\.info) == expected.map(\.info))
        for (column, expected) in zip(table.columns, expected) { #expect(column == expected, "\(column.name)") }
        let one = try TableFile.read(path, columns: ["bands_2", "ra"])
        #expect(one.columns == [table.columns[9], table.columns[6]])
    }

    /// The bytes that astropy and votlint were seen to read (`parquet_votable.py --check`).
    @Test(arguments: [VOTableEncoding.tableData, .binary2])
    func writtenFileIsAsChecked(encoding: VOTableEncoding) throws {
        let table = Table(columns: try ExchangeGoldens.columns(of: "written"))
        let name = encoding == .binary2 ? "written_binary2.vot" : "written.vot"
        let path = directory.file(name)
        try VOTableFormat.write(path, columns: table.columns.map(\.info), encoding: encoding) { try $0.write(table) }
        #expect(try TableFile.read(path).columns == table.columns)
        let checked = try ExchangeGoldens.checked(name, recording: path)
        #expect(try Data(contentsOf: URL(filePath: path)) == checked)
    }

    @Test(arguments: [VOTableEncoding.tableData, .binary2])
    func batches(encoding: VOTableEncoding) throws {
        let path = directory.file("many.vot.gz")
        func batch(_ rows: Range<Int>) -> Table {
            Table(columns: [
                Column("id", .int64(rows.map(Int64.init)), isMissing: rows.map { $0 % 7 == 0 }),
                Column("x", .float(rows.map { $0 % 5 == 0 ? .nan : Float($0) / 3 })),
                Column("limit", .double(rows.map { $0 % 2 == 0 ? .infinity : -.infinity })),
                Column("name", .string(rows.map { $0 % 3 == 0 ? "" : "galaxy é \($0 % 1000)" })),
            ])
        }
        try VOTableFormat.write(path, columns: batch(0..<1).columns.map(\.info), encoding: encoding) { writer in
            for start in stride(from: 0, to: 10_000, by: 2500) { try writer.write(batch(start..<start + 2500)) }
        }
        let reader = try TableFile.reader(path)
        var row = 0
        while let piece = try reader.next(3000) {
            #expect(piece.firstRow == row + 1 && piece.rowCount <= 3000)
            #expect(piece.columns == batch(row..<row + piece.rowCount).columns)
            row += piece.rowCount
        }
        #expect(row == 10_000)
    }

    @Test func namesMayHoldMarkup() throws {
        let path = directory.file("t.vot")
        let column = Column("a & \"b\" <c> &#38; 'd'", .int64([1]), unit: "m&s", ucd: "x")
        try TableFile.write(Table(columns: [column]), to: path)
        #expect(try TableFile.read(path).columns == [column])
    }

    @Test func noRows() throws {
        let path = directory.file("empty.xml")
        let columns = [ColumnInfo("ra", .double, unit: "deg"), ColumnInfo("name", .string)]
        for encoding in [VOTableEncoding.tableData, .binary2] {
            try VOTableFormat.write(path, columns: columns, encoding: encoding) { _ in }
            let table = try TableFile.read(path)
            #expect(table.rowCount == 0)
            #expect(table.columns.map(\.name) == ["ra", "name"])
            #expect(table.columns[0].unit == "deg")
        }
        let text = "<VOTABLE><RESOURCE><TABLE><FIELD name='a' datatype='int'/></TABLE></RESOURCE></VOTABLE>"
        #expect(try TableFile.read(directory.write("none.vot", text)).columns == [Column("a", .int32([]))])
    }

    @Test func columnsThatDoNotFit() throws {
        let path = try directory.write(
            "t.vot",
            """
            <VOTABLE><RESOURCE><TABLE><FIELD name="z" datatype="floatComplex"/><FIELD name="list" datatype="double" arraysize="2x*"/>
            <FIELD name="a" datatype="int"/><FIELD name="words" datatype="char" arraysize="3x2"/>
            <DATA><BINARY><STREAM encoding="base64">
            AAAAAAAAAAAAAAACP/AAAAAAAABAAAAAAAAAAAAAAAdhYmNkZWY=
            </STREAM></BINARY></DATA></TABLE></RESOURCE></VOTABLE>
            """)
        let columns = [
            Column("a", .int32([7])), Column("words_1", .string(["abc"])), Column("words_2", .string(["def"])),
        ]
        #expect(try Notice.collect { try TableFile.read(path) }.result.columns == columns)
        for (name, problem) in [("z", "floatComplex, arraysize 1"), ("LIST", "double, arraysize 2x*")] {
            let error = #expect(throws: InputError.self) { try TableFile.read(path, columns: ["a", name]) }
            #expect(error?.column == name.lowercased())
            #expect(error?.problem.hasPrefix("each cell is an array (\(problem))") == true)
        }
    }

    @Test func tablesByName() throws {
        let path = try directory.write(
            "two.vot",
            """
            <VOTABLE version="1.4"><RESOURCE><TABLE name="first"><FIELD name="a" datatype="int"/></TABLE>
            <TABLE ID="t2" name="second"><DESCRIPTION>not of a field</DESCRIPTION>
            <GROUP><PARAM name="p" datatype="int" value="1"><DESCRIPTION>of a parameter</DESCRIPTION></PARAM></GROUP>
            <FIELD name="b" datatype="bit"/><FIELD name="c" datatype="short"><DESCRIPTION> of  c </DESCRIPTION></FIELD>
            <DATA><TABLEDATA><TR><TD> 1 </TD><TD>0x1F</TD></TR><TR><TD>0</TD><TD><![CDATA[-7]]></TD></TR></TABLEDATA></DATA>
            </TABLE></RESOURCE></VOTABLE>
            """)
        let table = try TableFile.reader(path + "[second]").rest()
        #expect(
            table.columns == [
                Column("b", .boolean([true, false])), Column("c", .int32([31, -7]), description: "of c"),
            ])
        #expect(try TableFile.reader(path + "[t2]").rest() == table)
        #expect(try TableFile.read(path).columns.map(\.name) == ["a"])
        let error = #expect(throws: InputError.self) { try TableFile.reader(path + "[third]") }
        #expect(error?.remedy == "The tables are: first, second")
    }

    @Test func cellsThatCannotBeWritten() throws {
        func error(_ column: Column) -> WriteError? {
            #expect(throws: WriteError.self) {
                try TableFile.write(Table(columns: [column]), to: directory.file("t.vot"))
            }
        }
        #expect(
            error(Column("n", .int32([1, .min])))?.reason.hasPrefix("Row 2, column 'n': -2147483648 stands for") == true
        )
        #expect(error(Column("s", .string(["a", "b", "\u{1}"])))?.reason.contains("Row 3, column 's'") == true)
        #expect(error(Column("s", .string(["\u{FFFF}"])))?.reason.contains("control character") == true)
        #expect(try directory.names().isEmpty)
    }
}
