import Cutouts
import Fetch
import Files
import Foundation
import HTTP
import Images
import Surveys
import Tables
import TestSupport
import Testing

/// Answers in the forms in which the surveys' services are known to send them.
@Suite struct ServiceAnswerTests {
    /// A run for galaxies at (10, −20.5), (11, −20.5) … whose answers come from `answer`.
    static func run(
        _ survey: Survey, galaxies: Int = 1, product: SurveyService.Product? = nil,
        change: (inout FetchRequest) -> Void = { _ in },
        answer: @escaping @Sendable (LoopbackServer.Request, _ address: String) -> LoopbackServer.Answer
    ) throws -> (summary: FetchSummary, directory: TemporaryDirectory, requests: [LoopbackServer.Request]) {
        let directory = try TemporaryDirectory()
        // The server's own address, which it learns when it is asked.
        let server = try LoopbackServer { request, _ in answer(request, "http://\(request.fields["host"] ?? "")") }
        var text = "id,ra,dec\n"
        for number in 0..<galaxies { text += "g\(number),\(10 + number),-20.5\n" }
        let catalogue = try directory.write("c.csv", text)
        var survey = survey
        survey.size = .fixed(arcsec: 10)
        var request = try FetchRequest(
            catalogue: catalogue, survey: survey, output: directory.file("out"), product: product)
        request.service.address = server.url("service")
        request.size = 64
        request.http.requestsPerSecond = nil
        request.http.attempts = 1
        request.http.firstWait = 0
        change(&request)
        return (try FetchRun.perform(request), directory, server.requests)
    }

    static func reason(_ directory: TemporaryDirectory) throws -> String {
        try TableFile.read(directory.file("out/failures.csv")).texts("reason").first ?? ""
    }

    static func image(band: String, side: Int = 83, centre: (Double, Double) = (10, -20.5)) -> Data {
        FITSBytes.image(
            bands: [band], width: side, height: side, scaleArcsec: 0.263, centre: centre, source: (10, -20.5),
            cards: ["MAGZERO =                 30.0"])
    }

    /// A table of one image a row: address, band, exposure time.
    static func table(_ rows: [(url: String, band: String, exposure: Int)]) -> LoopbackServer.Answer {
        var text =
            "<?xml version=\"1.0\"?>\n<VOTABLE version=\"1.2\"><RESOURCE><INFO name=\"QUERY_STATUS\" value=\"OK\"/>"
        text += "<TABLE>"
        for name in ["access_url", "obs_bandpass", "exptime", "proctype", "prodtype"] {
            text += "<FIELD name=\"\(name)\" datatype=\"char\" arraysize=\"*\"/>"
        }
        text += "<DATA><TABLEDATA>\n"
        for row in rows {
            let url = row.url.replacingOccurrences(of: "&", with: "&amp;")
            text += "<TR><TD>\(url)</TD><TD>\(row.band)</TD><TD>\(row.exposure)</TD><TD>Stack</TD><TD>image</TD></TR>\n"
        }
        text += "</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>"
        return .init(fields: ["Content-Type": "application/x-votable+xml"], body: Data(text.utf8))
    }

    @Test func `at the edge of a tile of DES the next tile is asked`() throws {
        let (summary, directory, requests) = try Self.run(.des) { request, address in
            guard request.name == "/cutout" else {
                return Self.table(
                    ["g", "r", "i"].flatMap { band in
                        [
                            ("\(address)/cutout?tile=elsewhere&band=\(band)", band, 900),
                            ("\(address)/cutout?tile=edge+0209&band=\(band)", band, 800),
                            ("\(address)/cutout?tile=whole_nobkg&band=\(band)", band, 950),
                            ("\(address)/cutout?tile=whole&band=\(band)", band, 700),
                        ]
                    })
            }
            let band = request.query["band"] ?? ""
            let body =
                request.path.contains("elsewhere")
                ? Self.image(band: band, centre: (10.1, -20.5))
                : request.path.contains("edge")
                    ? Self.image(band: band, side: 63, centre: (10 - 8 * 0.263 / 3600, -20.5)) : Self.image(band: band)
            return .init(fields: ["Content-Type": "image/fits"], body: body)
        }
        #expect(summary.fetched == 1)
        let manifest = try TableFile.read(directory.file("out/manifest.csv"))
        #expect(try manifest.doubles("missing_fraction") == [0])
        let asked = requests.filter { $0.name == "/cutout" }.map(\.path)
        #expect(asked.count == 9 && asked.allSatisfy { !$0.contains("nobkg") })
        // A plus in a tile's name stands as the table has it.
        #expect(asked.filter { $0.contains("tile=edge+0209&") }.count == 3)
    }

    @Test func `the largest part is taken where no tile holds the field`() throws {
        let (summary, directory, _) = try Self.run(.des) { request, address in
            guard request.name == "/cutout" else {
                return Self.table(["g", "r", "i"].map { ("\(address)/cutout?band=\($0)", $0, 900) })
            }
            let body = Self.image(
                band: request.query["band"] ?? "", side: 63, centre: (10 - 8 * 0.263 / 3600, -20.5))
            return .init(fields: ["Content-Type": "image/fits"], body: body)
        }
        #expect(summary.fetched == 1)
        let manifest = try TableFile.read(directory.file("out/manifest.csv"))
        let missing = try #require(try manifest.doubles("missing_fraction")[0])
        #expect(missing > 0.1)
        #expect(try manifest.texts("flags") == ["padded"])
    }

    @Test(arguments: [
        (
            "200 OK", "text/html; charset=utf-8", "no such layer",
            "the server sent words instead of a file: no such layer"
        ),
        ("400 Bad Request", "application/json", "{\"detail\": \"bad size.\"}", "the server answered 400: bad size"),
        ("500 Internal Server Error", "text/html", "<html><title>Oops</title></html>", "the server answered 500: Oops"),
        (
            "404 NOT FOUND. Requested (ra, dec) is outside the SDSS footprint.", "text/html", "<html></html>",
            "the server answered 404: NOT FOUND. Requested (ra, dec) is outside the SDSS footprint."
        ),
        (
            "400 Bad Request", "text/xml",
            "<ServiceExceptionReport><ServiceException code=\"1\">POS is\n missing"
                + "</ServiceException></ServiceExceptionReport>", "the server answered 400: POS is missing"
        ),
        (
            "200 OK", "application/json", "{\"message\": \"asleep\"}",
            "the answer is no FITS file but application/json: asleep"
        ),
    ])
    func `what a server says stands in the table of failures`(
        _ status: String, _ type: String, _ body: String, _ reason: String
    ) throws {
        let (summary, directory, requests) = try Self.run(.legacy) { _, _ in
            .init(status: status, fields: ["Content-Type": type], body: Data(body.utf8))
        }
        #expect(summary.failed == 1 && requests.count == 1)
        #expect(try Self.reason(directory) == reason)
    }

    @Test func `SDSS is not asked for a scale that it does not draw`() throws {
        let large: (inout FetchRequest) -> Void = { $0.size = 2048 }
        let (summary, directory, requests) = try Self.run(.sdss, change: large) { _, _ in .init() }
        #expect(summary.failed == 1 && summary.failedForNow == 0 && requests.isEmpty)
        #expect(try Self.reason(directory).contains("0.0097656 arcsec a pixel, and the service draws 0.015 to 2400"))
    }
}
