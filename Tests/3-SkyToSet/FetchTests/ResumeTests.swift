import Cutouts
import Fetch
import Files
import Foundation
import Process
import Surveys
import Synchronization
import Tables
import TestSupport
import Testing

/// A run that was stopped, or whose files were cut off as a killed process leaves them, goes on.
@Suite(.serialized) struct ResumeTests {
    static let moods: [SurveyServer.Mood] = (0..<80).map { $0 % 10 == 7 ? .notFound : $0 % 10 == 3 ? .broken : .right }

    static func ids(_ sky: FetchSky, _ table: String) throws -> [Int] {
        try TableFile.read("\(sky.output)/\(table).csv", text: ["id"]).texts("id").map { Int($0) ?? -1 }
    }

    @Test func `a stopped run goes on and asks nothing twice`() throws {
        let sky = try FetchSky(.sdss, moods: Self.moods, delay: 0.002)
        let first = try FetchRun.perform(
            sky.request(), progress: ProgressReporter(lines: { if $0.contains(" 31/80") { StopSignal.request() } }))
        StopSignal.reset()
        #expect(first.fetched + first.failed == 80 && first.asked < 80)
        #expect(first.reasons.keys.contains("not asked for yet: the run was stopped before"))
        #expect(try Self.ids(sky, "manifest").count == first.fetched)
        let second = try FetchRun.perform(sky.request())
        #expect(second.fetched == 64 && second.failed == 16)
        for number in sky.moods.indices where sky.moods[number] == .right || sky.moods[number] == .notFound {
            #expect(sky.server.timesAsked(number) == 1)
        }
        // What failed for now is asked for again, what failed for good is not.
        let third = try FetchRun.perform(sky.request())
        #expect(third.asked == 8 && third.failed == 16 && third.failedForNow == 8)
        var request = try sky.request()
        request.retriesFailed = true
        #expect(try FetchRun.perform(request).asked == 16)
        #expect(try Self.ids(sky, "manifest") == sky.moods.indices.filter { sky.moods[$0] == .right })
        #expect(try CutoutStore(directory: sky.output).count == 64)
    }

    @Test func `files cut off anywhere are completed`() throws {
        let sky = try FetchSky(.sdss, moods: [SurveyServer.Mood](repeating: .right, count: 12))
        _ = try FetchRun.perform(sky.request())
        let names = ["cutouts-00000.tar", "fetch.journal"]
        let whole = try names.map { try Data(contentsOf: URL(filePath: sky.output + "/" + $0)) }
        for share in [0.0, 0.03, 0.31, 0.52, 0.77, 0.99] {
            for cut in [[true, true], [true, false], [false, true]] {
                try FileManager.default.removeItem(atPath: sky.output + "/cutouts.index")
                for (number, name) in names.enumerated() {
                    let bytes =
                        cut[number] ? whole[number].prefix(Int(Double(whole[number].count) * share)) : whole[number]
                    try bytes.write(to: URL(filePath: sky.output + "/" + name))
                }
                let summary = try FetchRun.perform(sky.request())
                #expect(summary.fetched == 12 && summary.failed == 0)
                let table = try TableFile.read(sky.output + "/manifest.csv", text: ["id"])
                for (id, file) in zip(try table.texts("id"), try table.texts("file")) {
                    let bytes = try FilePiece(sky.output + "/" + file).read()
                    #expect(bytes == Array(FetchSky.picture(Int(id) ?? -1, 64)))
                }
                #expect(try CutoutStore(directory: sky.output).count == 12)
            }
        }
    }

    static func message(_ request: FetchRequest) -> String {
        do {
            _ = try FetchRun.perform(request)
            return "nothing"
        } catch {
            return "\(error)"
        }
    }

    @Test func `one directory holds one kind of cutouts`() throws {
        let sky = try FetchSky(.sdss, moods: [.right, .right])
        _ = try FetchRun.perform(sky.request())
        var request = try sky.request()
        request.size = 128
        #expect(Self.message(request).contains("this directory was begun with other settings"))
        let text = try String(contentsOfFile: sky.catalogue, encoding: .utf8)
        try sky.directory.write("catalogue.csv", text.replacing("3.5", with: "4.5"))
        #expect(try Self.message(sky.request()).contains("row 1: galaxy '000' was fetched at another position or size"))
    }

    @Test func `two processes do not fetch into one directory`() throws {
        let sky = try FetchSky(.sdss, moods: [.right, .right], delay: 0.3)
        let second = Mutex("")
        let request = try sky.request()
        _ = try FetchRun.perform(
            request,
            progress: ProgressReporter(lines: { line in
                if line.contains(" 1/2") { second.withLock { $0 = Self.message(request) } }
            }))
        #expect(second.withLock { $0.contains("Another process is fetching into this directory") })
    }

    @Test(arguments: [
        ("id,ra,dec,petroRad_r\n", "has no rows"),
        ("id,ra,dec\na,1,2\n", "no column 'petroRad_r', which says how large"),
        ("id,ra,dec\na,1,2\n", "--field-arcsec"),
        ("ra,dec,petroRad_r\n1,2,3\n", "id"), ("id,petroRad_r\na,3\n", "right ascension"),
        ("id,ra,dec,petroRad_r\na,1,2,3\n,1,2,3\n", "row 2, column 'id': the galaxy has no identifier"),
        ("id,ra,dec,petroRad_r\na,1,2,3\na,4,5,3\n", "row 2, column 'id': 'a' already stands in row 1"),
        ("id,ra,dec,petroRad_r\n../a,1,2,3\n", "row 1, column 'id': '../a' cannot be the name of a file"),
        ("id,ra,dec,petroRad_r\na,1,2,x\n", "row 1, column 'petroRad_r': 'x' is not a number"),
    ])
    func `a catalogue that cannot be used is told`(_ text: String, _ words: String) throws {
        let sky = try FetchSky(.sdss, moods: [.right])
        try sky.directory.write("catalogue.csv", text)
        let message = try Self.message(sky.request())
        #expect(message.contains(words) && message.hasPrefix(sky.catalogue), "\(message)")
        #expect(sky.server.requests.isEmpty)
    }

    @Test func `galaxies without position or size are in the table of failures`() throws {
        let sky = try FetchSky(.sdss, moods: [.right])
        try sky.directory.write(
            "catalogue.csv",
            "id,ra,dec,petroRad_r\n000,10,-20.5,3.5\nb,,,3\nc,10,95,3\nd,10,-20.5,\ne,10,-20.5,-9999\n")
        let summary = try FetchRun.perform(sky.request())
        #expect(summary.fetched == 1 && summary.failed == 4 && summary.failedForNow == 0)
        let reasons = try TableFile.read(sky.output + "/failures.csv").texts("reason")
        #expect(reasons[0] == "the position is missing")
        #expect(reasons[1].contains("95"), "\(reasons)")
        #expect(reasons[2...] == ["the size is missing or not above 0", "the size is missing or not above 0"])
    }

    @Test func `what a survey does not offer is told`() throws {
        let sky = try FetchSky(.des, moods: [.right])
        let error = #expect(throws: InputError.self) { try sky.request(.pictures) }
        #expect(error?.description.contains("the service of des has no pictures. It has: images") == true)
        let sdss = try FetchSky(.sdss, moods: [.right])
        var request = try sdss.request()
        request.size = 32
        #expect(Self.message(request).contains("the service makes pictures of 64 to 2048 pixels, not 32"))
    }
}
