import Fetch
import Files
import Foundation
import HTTP
import Images
import Surveys
import Tables
import TestSupport
import Testing

/// A survey that only the user knows, with a service that speaks as the Legacy Surveys' viewer does.
@Suite struct UserSurveyTests {
    private let directory: TemporaryDirectory
    private let server: SurveyServer

    init() throws {
        directory = try TemporaryDirectory()
        server = try SurveyServer(
            galaxies: [(ra: 10, dec: -20.5), (ra: 11, dec: -20)], mood: { _ in .right },
            picture: { FetchSky.picture($0, $1) })
        try directory.write("c.csv", "NUMBER,ra,dec,R50\n7,10,-20.5,1.2\n8,11,-20,1.2\n")
    }

    private func survey(services: String) throws -> Survey {
        let path = try directory.write(
            "mine.json",
            """
            {"name": "mine", "bands": ["z", "r", "g"], "pixel_scale_arcsec": 0.262, "zero_point": 22.5,
             "size": {"half_light_radius": "R50"}, "id_columns": ["NUMBER"],
             "cuts": ["STAR=0"], "unlabelled_cuts": ["MAG<18.5"], "services": [\(services)]}
            """)
        return try Survey(settings: path)
    }

    private func service(_ interface: String, _ path: String) -> String {
        """
        {"interface": "\(interface)", "address": "\(server.url(path))", "layer": "mine-dr1", "connections": 2,
         "requests_per_second": 50, "picture_size": 72}
        """
    }

    @Test func `its settings are enough to fetch from its own server`() throws {
        let survey = try survey(
            services: service("legacy_images", "fits-cutout") + "," + service("legacy_pictures", "jpeg-cutout"))
        #expect(survey.cuts == [Cut("STAR", .equal, 0)] && survey.unlabelledCuts == [Cut("MAG", .less, 18.5)])
        for product in [SurveyService.Product.images, .pictures] {
            let output = directory.file("\(product)")
            let request = try FetchRequest(
                catalogue: directory.file("c.csv"), survey: survey, output: output,
                product: product == .images ? nil : product)
            #expect(request.product == product)
            #expect(request.http.connections == 2 && request.http.requestsPerSecond == 50)
            #expect(try FetchRun.perform(request).fetched == 2)
            let table = try TableFile.read(output + "/manifest.csv", text: ["id"])
            #expect(try table.texts("id") == ["7", "8"] && table.texts("survey") == ["mine", "mine"])
            for file in try table.texts("file") {
                #expect(try RGBImage(contentsOf: output + "/" + file).width == 72)
            }
        }
        #expect(server.requests.count == 4)
        // Another column may hold the identifier, with blanks in it.
        try directory.write("named.csv", "NUMBER,iauname,ra,dec,R50\n7,NGC 4321,10,-20.5,1.2\n")
        var request = try FetchRequest(
            catalogue: directory.file("named.csv"), survey: survey, output: directory.file("named"))
        request.idColumn = "iauname"
        #expect(try FetchRun.perform(request).fetched == 1)
        #expect(try TableFile.read(request.output + "/manifest.csv").texts("id") == ["NGC 4321"])
        #expect(server.requests.allSatisfy { $0.query["layer"] == "mine-dr1" })
        #expect(server.requests.allSatisfy { $0.name == "/jpeg-cutout" || $0.query["bands"] == "grz" })
    }

    @Test func `cutouts from another address are another run`() throws {
        func fetch(_ path: String) throws -> Int {
            try FetchRun.perform(
                FetchRequest(
                    catalogue: directory.file("c.csv"),
                    survey: try survey(services: service("legacy_pictures", path)), output: directory.file("out"))
            ).asked
        }
        #expect(try fetch("jpeg-cutout") == 2)
        #expect(try fetch("jpeg-cutout") == 0)
        let error = #expect(throws: InputError.self) { _ = try fetch("getjpeg") }
        #expect(error?.description.contains("begun with other settings") == true)
    }

    @Test func `without a service there is nothing to ask`() throws {
        let survey = try survey(services: "")
        let error = #expect(throws: InputError.self) {
            try FetchRequest(catalogue: directory.file("c.csv"), survey: survey, output: directory.file("out"))
        }
        #expect(error?.description.contains("no service of mine is known") == true)
    }
}
