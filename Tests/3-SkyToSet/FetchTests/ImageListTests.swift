import Fetch
import Foundation
import HTTP
import Surveys
import Tables
import TestSupport
import Testing

/// The archive's list of images, where it is not what was asked for.
@Suite struct ImageListTests {
    @Test(arguments: [
        (
            "<VOTABLE><RESOURCE><TABLE><FIELD name='access_url' datatype='char' arraysize='*'/></TABLE>"
                + "<INFO name='QUERY_STATUS' value='OVERFLOW'/></RESOURCE></VOTABLE>",
            "the archive has cut its list of images off (QUERY_STATUS is OVERFLOW)", 1
        ),
        (
            "<VOTABLE><RESOURCE><INFO name='QUERY_STATUS' value='ERROR'>down for repair</INFO></RESOURCE></VOTABLE>",
            "the archive's table cannot be used: the service reports an error: down for repair", 2
        ),
        ("<VOTABLE><RESOURCE/></VOTABLE>", "the archive's table cannot be used: this VOTable has no TABLE", 2),
        ("Down for\n repair.", "the answer is no VOTable: Down for repair", 2),
    ])
    func `a list that cannot be used is a failure with the reason`(
        _ answer: String, _ reason: String, _ attempts: Int
    ) throws {
        let server = try LoopbackServer { _, _ in
            .init(fields: ["Content-Type": "application/x-votable+xml"], body: Data(answer.utf8))
        }
        let directory = try TemporaryDirectory()
        let catalogue = try directory.write("c.csv", "id,ra,dec,KRON_RADIUS,A_IMAGE\n1,10,-20,4,5\n")
        var request = try FetchRequest(catalogue: catalogue, survey: .des, output: directory.file("out"))
        request.service.address = server.url("sia")
        request.http.requestsPerSecond = nil
        request.http.attempts = 2
        request.http.firstWait = 0.01
        #expect(try FetchRun.perform(request).failed == 1)
        let reasons = try TableFile.read(directory.file("out/failures.csv")).texts("reason")
        #expect(reasons[0].hasPrefix(reason), "\(reasons)")
        #expect(server.requests.count == attempts)
    }
}
