import Fetch
import Files
import Foundation
import HTTP
import Images
import Surveys
import TestSupport

/// A catalogue of galaxies, and a server that knows them.
final class FetchSky: Sendable {
    let directory: TemporaryDirectory
    let server: SurveyServer
    let catalogue: String
    let survey: Survey
    let moods: [SurveyServer.Mood]

    /// - Parameter moods: one a galaxy.
    init(_ survey: Survey, moods: [SurveyServer.Mood], delay: Double = 0) throws {
        self.survey = survey
        self.moods = moods
        directory = try TemporaryDirectory()
        let places = moods.indices.map { (ra: 10 + Double($0) * 0.25, dec: Double($0 % 40) - 20.5) }
        server = try SurveyServer(
            galaxies: places, delay: delay, mood: { moods[$0] }, picture: { Self.picture($0, $1) })
        let size: (String, String) =
            switch survey.name {
            case "des": ("KRON_RADIUS,A_IMAGE", "4,5")
            case "legacy": ("shape_r", "1.2")
            default: ("petroRad_r", "3.5")
            }
        var lines = ["id,ra,dec,\(size.0),label,note"]
        for (number, place) in places.enumerated() {
            lines.append("00\(number),\(place.ra),\(place.dec),\(size.1),\(number % 2 == 0 ? "spiral" : ""),n\(number)")
        }
        catalogue = try directory.write("catalogue.csv", lines.joined(separator: "\n") + "\n")
    }

    /// A spot on noisy sky whose colour and place tell the galaxy; −1 is a blank picture.
    static func picture(_ number: Int, _ side: Int) -> Data {
        var pixels = [UInt8](repeating: 20, count: side * side * 3)
        if number >= 0 {
            var noise = SplitMix(state: UInt64(number))
            for index in pixels.indices { pixels[index] = UInt8.random(in: 10...30, using: &noise) }
            for y in 0..<8 {
                for x in 0..<8 {
                    let pixel = ((y + number % 7 * 8) * side + x + number / 7 % 7 * 8) * 3
                    for channel in 0..<3 { pixels[pixel + channel] = UInt8(100 + (number * 31 + channel * 50) % 150) }
                }
            }
        }
        let bytes = try? RGBImage(width: side, height: side, pixels: pixels).jpegData(quality: 90)
        return Data(bytes ?? [])
    }

    var output: String { directory.file("out") }

    func request(_ product: SurveyService.Product? = nil) throws -> FetchRequest {
        var request = try FetchRequest(catalogue: catalogue, survey: survey, output: output, product: product)
        let path =
            switch (survey.name, request.product) {
            case ("sdss", .pictures): "getjpeg"
            case ("sdss", _): "frames"
            case ("des", _): "sia"
            case (_, .pictures): "jpeg-cutout"
            default: "fits-cutout"
            }
        request.service.address = server.url(path)
        request.size = 64
        request.http.connections = 8
        request.http.requestsPerSecond = nil
        request.http.attempts = 3
        request.http.firstWait = 0.01
        request.http.wholeTimeout = 1.2
        return request
    }
}
