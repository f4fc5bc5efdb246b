import Files
import Process
import Tables
import TestSupport
import Testing

/// What a service says of its own answer: whole, cut off at a limit, or an error.
@Suite struct VOTableStatusTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private static let table =
        "<TABLE><FIELD name='z' datatype='int'/><DATA><TABLEDATA><TR><TD>1</TD></TR><TR><TD>2</TD></TR></TABLEDATA>"
        + "</DATA></TABLE>"
    private static let overflow = "<INFO name='QUERY_STATUS' value='OVERFLOW'/>"

    private func read(_ body: String) throws -> (rows: Int, notices: [String]) {
        let path = try directory.write("t.vot", "<VOTABLE version='1.4'>\(body)</VOTABLE>")
        let (table, notices) = try Notice.collect { try TableFile.read(path) }
        return (table.rowCount, notices)
    }

    @Test(arguments: [
        "<RESOURCE type='results'><INFO name='QUERY_STATUS' value='OK'/>\(table)\(overflow)</RESOURCE>",
        "<RESOURCE type='results'>\(overflow)\(table)</RESOURCE>", "<RESOURCE>\(table)</RESOURCE>\(overflow)",
        "<RESOURCE><RESOURCE/>\(table)<RESOURCE></RESOURCE><INFO name='Query_Status' value=' overflow '/></RESOURCE>",
        "<RESOURCE>\(table.replacing("</TABLE>", with: overflow + "</TABLE>"))</RESOURCE>",
    ])
    func aTableThatIsCutOffIsReadAndTold(_ body: String) throws {
        let (rows, notices) = try read(body)
        #expect(rows == 2)
        #expect(notices.count == 1)
        #expect(notices.first?.contains("t.vot: the service has cut this table off after 2 rows") == true)
        // A batch at a time too.
        let path = directory.file("t.vot")
        let batches = try Notice.collect {
            let reader = try TableFile.reader(path)
            var rows = 0
            while let batch = try reader.next(1) { rows += batch.rowCount }
            return rows
        }
        #expect(batches.result == 2 && batches.notices == notices)
    }

    @Test(arguments: [
        "<RESOURCE type='results'><INFO name='QUERY_STATUS' value='OK'/>\(table)</RESOURCE>",
        "<RESOURCE>\(overflow)</RESOURCE><RESOURCE>\(table)</RESOURCE>",
        "<RESOURCE>\(table)</RESOURCE><RESOURCE>\(overflow)</RESOURCE>",
        "<RESOURCE>\(table)<RESOURCE>\(overflow)</RESOURCE></RESOURCE>",
        "<RESOURCE><INFO name='NOTE' value='OVERFLOW'/>\(table)<PARAM name='error' value='0.1'/></RESOURCE>",
    ])
    func aWholeTableIsNotTold(_ body: String) throws {
        let (rows, notices) = try read(body)
        #expect(rows == 2 && notices.isEmpty)
    }

    @Test(arguments: [
        "<RESOURCE><INFO name='QUERY_STATUS' value='ERROR'>\n no table\n des_dr9 </INFO></RESOURCE>",
        "<RESOURCE>\(table)<INFO name='QUERY_STATUS' value='ERROR'>no table des_dr9</INFO></RESOURCE>",
        "<RESOURCE>\(table.replacing("</TABLE>", with: "<INFO name='QUERY_STATUS' value='ERROR'>no table des_dr9</INFO></TABLE>"))</RESOURCE>",
        "<INFO ID='Error' name='Error' value='no table des_dr9'/>",
        "<RESOURCE><PARAM name='Error' datatype='char' arraysize='*' value='no table des_dr9'/></RESOURCE>",
    ])
    func anErrorOfTheServiceIsOne(_ body: String) throws {
        let error = #expect(throws: InputError.self) { _ = try read(body) }
        #expect(error?.problem == "the service reports an error: no table des_dr9")
        let silent = #expect(throws: InputError.self) {
            _ = try read("<RESOURCE><INFO name='QUERY_STATUS' value='ERROR'/></RESOURCE>")
        }
        #expect(silent?.problem == "the service reports an error: no reason given")
    }
}
