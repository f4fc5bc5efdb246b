import Fetch
import Foundation
import HTTP
import Surveys
import Tables
import TestSupport
import Testing

/// A server that is down is left alone after a while; nothing is lost, and what fails each time holds up nothing.
@Suite(.serialized) struct ServerWatchTests {
    private static func reasons(_ sky: FetchSky) throws -> [String: Int] {
        let failures = try TableFile.read(sky.output + "/failures.csv", text: ["id"])
        return Dictionary(try failures.texts("reason").map { ($0, 1) }, uniquingKeysWith: +)
    }

    @Test(arguments: [SurveyService.Product.pictures, .frames]) func aSilentServerIsLeftAlone(
        _ product: SurveyService.Product
    ) throws {
        let sky = try FetchSky(.sdss, moods: Array(repeating: .right, count: 200))
        var request = try sky.request(product)
        if product == .frames {
            let catalogue = try sky.directory.write(
                "frames.csv",
                (["id,ra,dec,run,camcol,field"] + (0..<200).map { "\($0),\($0),1,94,1,\($0 + 11)" })
                    .joined(separator: "\n") + "\n")
            request.catalogue = catalogue
        }
        // Nobody listens there.
        request.service.address = "http://127.0.0.1:9/none"
        request.http.attempts = 1
        request.patience = 20
        let silence = #expect(throws: ServerSilent.self) { try FetchRun.perform(request) }
        #expect(silence?.times == 20 && silence?.url.hasPrefix("http://127.0.0.1:9/none") == true)
        let reasons = try Self.reasons(sky)
        #expect(reasons.values.reduce(0, +) == 200)
        let unasked = reasons["not asked for yet: the run was stopped before"] ?? 0
        #expect((100...195).contains(unasked), "\(reasons)")
    }

    /// A name that no server has (RFC 6761), asked with the patience of a usual run.
    @Test(.timeLimit(.minutes(1))) func withoutANetworkTheFirstAnswerEndsTheRun() throws {
        let sky = try FetchSky(.sdss, moods: Array(repeating: .right, count: 200))
        var request = try sky.request()
        request.service.address = "http://no-such-server.invalid/none"
        request.http.firstWait = 60
        let silence = #expect(throws: ServerSilent.self) { try FetchRun.perform(request) }
        #expect(silence?.reason.contains("there is no network here, or no such server") == true)
        let reasons = try Self.reasons(sky)
        #expect(reasons["not asked for yet: the run was stopped before"] ?? 0 >= 190, "\(reasons)")
    }

    @Test func whatFailedBeforeComesLast() throws {
        var moods = [SurveyServer.Mood](repeating: .unavailable, count: 60)
        moods += [SurveyServer.Mood](repeating: .right, count: 30)
        let sky = try FetchSky(.sdss, moods: moods)
        var request = try sky.request()
        request.http.attempts = 1
        request.patience = 25
        #expect(throws: ServerSilent.self) { try FetchRun.perform(request) }
        // The second run asks for those after the first ones, and so on, until the right ones have come.
        for _ in 0..<3 { _ = try? FetchRun.perform(request) }
        let manifest = try TableFile.read(sky.output + "/manifest.csv", text: ["id"])
        #expect(try manifest.texts("id").count == 30)
    }
}
