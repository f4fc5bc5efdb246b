import Files
import Foundation
import Process
import Tables
import TestSupport
import Testing

/// Text tables as other programs write them.
@Suite struct CSVDialectTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func read(_ text: String, _ name: String = "t.csv") throws -> Table {
        let table = try TableFile.read(directory.write(name, text))
        // In batches the same.
        let reader = try TableFile.reader(directory.file(name))
        var pieces: [Table] = []
        while let batch = try reader.next(max(2, table.rowCount / 3)) { pieces.append(batch) }
        #expect(reader.columns == table.columns.map(\.info))
        for (index, column) in table.columns.enumerated() {
            #expect(pieces.flatMap { $0.columns[index].texts } == column.texts)
        }
        return table
    }

    @Test(arguments: [";", "\t", "|", ","], ["t.csv", "t.tsv", "t.txt", "t.dat"])
    func separators(separator: String, name: String) throws {
        let other = separator == ";" ? "," : ";"
        let rows = [
            ["id", "ra", "a name"], ["1", "179.5", "x\(other)y"],
            ["2", "-0.25", "\"in \(separator)\nquotes \"\"here\"\"\""],
            ["3", "", "\"\""],
        ]
        let table = try read(rows.map { $0.joined(separator: separator) + "\n" }.joined(), name)
        #expect(
            table.columns == [
                Column("id", .int64([1, 2, 3])), Column("ra", .double([179.5, -0.25, .nan])),
                Column("a name", .string(["x\(other)y", "in \(separator)\nquotes \"here\"", ""])),
            ])
    }

    @Test func blanksOfAnyNumber() throws {
        let table = try read(
            "  id   ra name  \n  1 179.5\t \"NGC 4321\" \n\n 20    -0.25  a,b\n 3 \"\" \"\"   ", "t.txt")
        #expect(
            table.columns == [
                Column("id", .int64([1, 20, 3])), Column("ra", .double([179.5, -0.25, .nan])),
                Column("name", .string(["NGC 4321", "a,b", ""])),
            ])
        // A name of two words is one column.
        #expect(try read("a name\nNGC 4321\n").columns == [Column("a name", .string(["NGC 4321"]))])
    }

    /// Blocks are cut wherever they are full.
    @Test(arguments: ["t.txt", "t.csv"]) func manyBlocks(name: String) throws {
        let between = name == "t.txt" ? "   " : ";"
        let lines = (0..<60_000).map { "\($0)\(between)\(Double($0) / 8)\(between)x\($0 % 10)" }
        let table = try read("id\(between)x\(between)s\n" + lines.joined(separator: "  \n") + "  ", name)
        #expect(table.column("id")?.values == .int64((0..<60_000).map { Int64($0) }))
        #expect(table.column("x")?.values == .double((0..<60_000).map { Double($0) / 8 }))
        #expect(table.column("s")?.texts.map { $0.filter { $0 != " " } } == (0..<60_000).map { "x\($0 % 10)" })
    }

    @Test(arguments: [
        "#Table1\nid,ra,label\n1,2.5,spiral\n2,3.5,elliptical\n",
        "# a sample, with commas, in it\n#\nid,ra,label\n1,2.5,spiral\n# and more\n2,3.5,elliptical\n#END#\n",
        "# id,ra,label\n1,2.5,spiral\n2,3.5,elliptical\n", "#id,ra,label\n1,2.5,spiral\n2,3.5,elliptical\n",
        "#id ra label\n1 2.5 spiral\n2 3.5 elliptical\n",
        "#made today\n# id\tra\tlabel\n1\t2.5\tspiral\n2\t3.5\telliptical\n",
        "\u{FEFF}#Table1\r\nid;ra;label\r\n1;2.5;spiral\r\n2;3.5;elliptical\r\n",
        "id,ra,label\n1,2.5,spiral\n# nothing here\n2,3.5,elliptical\n",
    ])
    func comments(text: String) throws {
        let table = try read(text)
        #expect(
            table.columns == [
                Column("id", .int64([1, 2])), Column("ra", .double([2.5, 3.5])),
                Column("label", .string(["spiral", "elliptical"])),
            ])
    }

    @Test func namesWithoutNumbersBelow() throws {
        #expect(try read("#id,file,label\na,b.jpg,spiral\n").columns.map(\.name) == ["id", "file", "label"])
        #expect(
            try read("# see, my, words\nid,file,label\na,b.jpg,1\n").columns.map(\.name) == ["id", "file", "label"])
        // A column that counts the rows, and identifiers that begin so.
        #expect(try read("#,id,ra\n1,a,2.5\n").columns.map(\.name) == ["#", "id", "ra"])
        #expect(try read("id,ra\n#1,2.5\n#2,3.5\n").column("id")?.texts == ["#1", "#2"])
    }

    @Test func rowsAmongCommentsAreTold() throws {
        let path = try directory.write("t.csv", "#Table1\nid,ra\n1,2.5\n#2,3.5\n")
        let (table, notices) = try Notice.collect { try TableFile.read(path) }
        #expect(table.rowCount == 1)
        #expect(notices.count == 1 && notices[0].contains("lines that begin with '#' are comments"))
    }

    @Test func vizierUnits() throws {
        let text = """
            #
            #   VizieR Astronomical Server
            #Column\trecno\t(I8)
            recno\tRAJ2000\tName
            \tdeg\t
            -----\t--------\t-----
            1\t179.5\tx

            """
        let table = try read(text, "asu.tsv")
        #expect(table.columns.map(\.unit) == [nil, "deg", nil])
        #expect(table.column("RAJ2000")?.values == .double([179.5]))
        #expect(try read("id;ra\n--;---\n1;2.5\n").column("ra")?.values == .double([2.5]))
    }

    @Test func ecsv() throws {
        let text = """
            # %ECSV 1.0
            # ---
            # datatype:
            # - {name: id, datatype: string, description: 'the name, of it'}
            # - {name: ra, unit: hourangle, datatype: float64}
            # - name: dec
            #   unit: deg
            #   datatype: float64
            # meta: !!omap
            # - {comment: unit: none}
            # schema: astropy-2.0
            id ra dec
            12 1.5 -2.5
            "3 4" "" 3.5

            """
        let table = try read(text, "t.ecsv")
        #expect(
            table.columns == [
                Column("id", .string(["12", "3 4"]), description: "the name, of it"),
                Column("ra", .double([1.5, .nan]), unit: "hourangle"),
                Column("dec", .double([-2.5, 3.5]), unit: "deg"),
            ])
        let commas = text.replacing("# ---\n", with: "# ---\n# delimiter: ','\n").replacing(
            "id ra dec", with: "id,ra,dec"
        )
        .replacing("12 1.5 -2.5", with: "12,1.5,-2.5").replacing("\"3 4\" \"\" 3.5", with: "3 4,,3.5")
        #expect(try read(commas, "u.ecsv").columns == table.columns)
    }

    @Test func textOfOtherEncodingsIsLatin1AndTold() throws {
        let path = try directory.write(
            "t.csv", Data("name,\u{E9}t\n".utf8) + Data([0x50, 0xE9, 0x72, 0x2C, 0x31, 0x0A]))
        let (table, notices) = try Notice.collect { try TableFile.read(path) }
        #expect(table.columns == [Column("name", .string(["Pér"])), Column("ét", .int64([1]))])
        #expect(notices.count == 1 && notices[0].contains("column 'name': some texts are not UTF-8"))
        #expect(try Notice.collect { try TableFile.read(path, columns: ["ét"]) }.notices.isEmpty)
    }

    @Test func otherTextIsReadOnly() throws {
        let error = #expect(throws: InputError.self) {
            try TableFile.write(Table(columns: [Column("a", .int64([1]))]), to: directory.file("t.tsv"))
        }
        #expect(error?.remedy?.contains(".tsv") == false)
        let ragged = #expect(throws: InputError.self) { try read("a;b\n1;2\n3\n") }
        #expect(ragged?.row == 2 && ragged?.remedy?.contains("a semicolon or a line end") == true)
    }
}
