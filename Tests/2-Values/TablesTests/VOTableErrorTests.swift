import Files
import Foundation
import Tables
import TestSupport
import Testing

@Suite struct VOTableErrorTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func error(_ text: String, columns: [String]? = nil) throws -> InputError? {
        let path = try directory.write("t.vot", text)
        return #expect(throws: InputError.self) { try TableFile.read(path, columns: columns) }
    }

    /// A table of one column and the data given.
    private func table(_ data: String, datatype: String = "double", attributes: String = "") -> String {
        """
        <?xml version="1.0"?>
        <VOTABLE version="1.4"><RESOURCE><TABLE \(attributes)>
        <FIELD name="z" datatype="\(datatype)"><VALUES null="-99"/></FIELD>
        <DATA>\(data)</DATA></TABLE></RESOURCE></VOTABLE>
        """
    }

    @Test func unknownEncodings() throws {
        let fits = try error(table("<FITS><STREAM encoding='base64'></STREAM></FITS>"))
        #expect(fits?.problem == "the data are of the encoding 'FITS', which is not known here")
        #expect(fits?.remedy?.contains("TABLEDATA") == true)
        let stream = try error(table("<BINARY2><STREAM encoding='gzip'>AAAA</STREAM></BINARY2>"))
        #expect(stream?.problem == "the STREAM is of the encoding 'gzip', which is not known here")
        let away = try error(table("<BINARY><STREAM href='http://localhost/x' encoding='base64'/></BINARY>"))
        #expect(away?.problem == "its data are not in the file but at 'http://localhost/x'")
        let cell = try error(table("<TABLEDATA><TR><TD encoding='base64'>AAAA</TD></TR></TABLEDATA>"))
        #expect(cell?.problem == "a TD is of the encoding 'base64', which is not known here")
    }

    @Test func unknownDatatypes() throws {
        let unknown = try error(table("", datatype: "quadruple"))
        #expect(unknown?.column == "z")
        #expect(unknown?.problem == "its datatype 'quadruple' is none that VOTable 1.4 knows")
        let complex = try error(table("", datatype: "floatComplex"))
        #expect(complex?.column == "z")
        let vector = try error(table("<TABLEDATA><TR><TD>1 2</TD></TR></TABLEDATA>", datatype: "int\" arraysize=\"3"))
        #expect(vector?.problem == "the cell has 2 values, and its FIELD 3")
        let size = try error(table("", datatype: "char\" arraysize=\"2x*x3"))
        #expect(size?.problem.contains("arraysize '2x*x3'") == true)
        let twice = table("").replacing("<DATA>", with: "<FIELD name='z' datatype='int'/><DATA>")
        #expect(try error(twice)?.problem == "two columns have this name")
    }

    @Test(arguments: [
        ("double", "abc", "'abc' is not a number"),
        ("short", "40000", "'40000' is not a whole number of the type short"),
        ("unsignedByte", "-1", "'-1' is not a whole number of the type unsignedByte"),
        ("long", "1.5", "'1.5' is not a whole number of the type long"),
        ("boolean", "maybe", "'maybe' is not true or false"),
    ])
    func cellsOfAWrongType(datatype: String, cell: String, problem: String) throws {
        let rows = "<TABLEDATA><TR><TD>-99</TD></TR><TR><TD></TD></TR><TR><TD>\(cell)</TD></TR></TABLEDATA>"
        let wrong = try error(table(rows, datatype: datatype))
        #expect(wrong?.row == 3)
        #expect(wrong?.column == "z")
        #expect(wrong?.problem == problem)
    }

    @Test func rowsOfAWrongLength() throws {
        let long = try error(table("<TABLEDATA><TR><TD>1</TD><TD>2</TD></TR></TABLEDATA>"))
        #expect(long?.row == 1)
        #expect(long?.problem == "the row has more cells than there are fields (1)")
        let short = try error(table("<TABLEDATA><TR><TD>1</TD></TR><TR></TR></TABLEDATA>"))
        #expect(short?.row == 2)
        #expect(short?.problem == "the row has 0 cells, and there are 1 fields")
        let lost = try error(table("<TABLEDATA><TR><TD>1</TD></TR></TABLEDATA>", attributes: "nrows='3'"))
        #expect(lost?.problem == "the TABLE says that it has 3 rows, and has 1")
    }

    @Test func truncatedXML() throws {
        let whole = try String(contentsOfFile: ExchangeGoldens.folder + "tabledata.vot", encoding: .utf8)
        for part in [0.4, 0.7, 0.99] {
            let cut = try error(String(whole.prefix(Int(Double(whole.count) * part))), columns: ["RA"])
            #expect(cut?.problem.hasPrefix("the XML is broken in line ") == true)
            #expect(cut?.remedy?.hasPrefix("If the file was cut short") == true)
        }
        #expect(try error("")?.problem == "the file is empty")
    }

    @Test func truncatedStreams() throws {
        let cut = try error(table("<BINARY><STREAM encoding='base64'>AAAAAAAAAAAAAA==</STREAM></BINARY>"))
        #expect(cut?.row == 2)
        #expect(cut?.problem == "the stream of data ends within the row: the file was cut short")
        let noise = try error(table("<BINARY><STREAM encoding='base64'>AAAA\n????</STREAM></BINARY>"))
        #expect(noise?.problem == "the data in line 5 are not base64")
        let count = table(
            "<BINARY><STREAM encoding='base64'>/////w==</STREAM></BINARY>", datatype: "char\" arraysize=\"*")
        #expect(try error(count)?.problem == "the cell says that it has -1 values")
    }

    @Test func truncatedGzip() throws {
        let path = directory.file("t.vot.gz")
        try TableFile.write(
            Table(columns: [Column("n", .double((0..<5000).map { Double($0).squareRoot() }))]), to: path)
        let whole = try Data(contentsOf: URL(filePath: path))
        let cut = try directory.write("cut.vot.gz", whole.prefix(whole.count / 2))
        let error = #expect(throws: InputError.self) { try TableFile.read(cut) }
        #expect(error?.problem.contains("the file was cut short") == true)
    }

    @Test func otherDocuments() throws {
        let page = try error("<html><body>Service unavailable</body></html>")
        #expect(page?.problem == "this is no VOTable: its first element is 'html'")
        let refused = try error(
            "<VOTABLE><RESOURCE><INFO name='QUERY_STATUS' value='ERROR'> No table des_dr9 </INFO></RESOURCE></VOTABLE>")
        #expect(refused?.problem == "the service reports an error: No table des_dr9")
        #expect(try error("<VOTABLE><RESOURCE/></VOTABLE>")?.problem == "this VOTable has no TABLE")
    }

    /// Nothing from outside the file is loaded, and nothing that a file declares is expanded.
    @Test func entities() throws {
        let secret = try directory.write("secret.txt", "1")
        let cell = "<TABLEDATA><TR><TD>&x;</TD></TR></TABLEDATA>"
        for declaration in [
            "<!DOCTYPE VOTABLE [<!ENTITY x SYSTEM \"file://\(secret)\">]>", "<!DOCTYPE VOTABLE [<!ENTITY x \"1\">]>",
            "<!DOCTYPE VOTABLE SYSTEM \"file://\(secret)\">", "",
        ] {
            let text = table(cell).replacing("<VOTABLE", with: declaration + "<VOTABLE")
            let refused = try error(text)
            #expect(refused?.problem.hasPrefix("the XML is broken in line ") == true)
            #expect(refused?.problem.contains("'x'") == true)
        }
    }
}
