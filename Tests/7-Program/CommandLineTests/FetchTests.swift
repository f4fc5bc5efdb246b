import Files
import Foundation
import Images
import Synchronization
import Tables
import TestSupport
import Testing

/// `tuningfork fetch` against a server on this machine, killed in the middle and started again.
@Suite(.serialized) struct FetchTests {
    /// A picture whose size in bytes and content tell the galaxy.
    static func picture(_ number: Int, _ side: Int) -> Data {
        let pixels = (0..<(side * side * 3)).map { place -> UInt8 in UInt8(place * (number + 3) / 7 % 200) }
        return Data((try? RGBImage(width: side, height: side, pixels: pixels).jpegData(quality: 80)) ?? [])
    }

    static func catalogue(_ count: Int, in directory: TemporaryDirectory) throws -> [(ra: Double, dec: Double)] {
        let places = (0..<count).map { number -> (ra: Double, dec: Double) in
            (100 + Double(number) * 0.25, Double(number % 50) - 25.5)
        }
        let rows = places.enumerated().map { "g\($0),\($1.ra),\($1.dec),5" }
        try directory.write("c.csv", (["id,ra,dec,petroRad_r"] + rows).joined(separator: "\n") + "\n")
        return places
    }

    static func arguments(_ directory: TemporaryDirectory, _ server: SurveyServer) -> [String] {
        [
            "fetch", directory.file("c.csv"), "--survey", "sdss", "--output", directory.file("out"), "--endpoint",
            server.url("getjpeg"), "--size", "64", "--connections", "4", "--requests-per-second", "1000", "--attempts",
            "2", "--first-wait", "0.01",
        ]
    }

    @Test(.timeLimit(.minutes(5))) func aKilledRunLosesAndRepeatsNothing() throws {
        let directory = try TemporaryDirectory()
        let places = try Self.catalogue(120, in: directory)
        let server = try SurveyServer(
            galaxies: places, delay: 0.01, mood: { $0 % 10 == 9 ? .notFound : .right },
            picture: { Self.picture($0, $1) })
        var kills = 0
        for goal in [20, 50, 90] {
            let outcome = try Program.run(Self.arguments(directory, server)) { process, _ in
                while server.requests.count < goal && kill(process, 0) == 0 { usleep(2000) }
                kill(process, SIGKILL)
            }
            if outcome.status == SIGKILL { kills += 1 }
        }
        #expect(kills == 3)
        let outcome = try Program.run(
            Self.arguments(directory, server) + ["--json", directory.file("counts.json")])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("120 galaxies: 108 fetched, 12 failed"))
        #expect(outcome.errors.contains("12 galaxies: the server answered 404"), "\(outcome.errors)")
        let manifest = try TableFile.read(directory.file("out/manifest.csv"))
        let ids = try manifest.texts("id")
        #expect(ids == places.indices.filter { $0 % 10 != 9 }.map { "g\($0)" })
        for (id, file) in zip(ids, try manifest.texts("file")) {
            let bytes = try FilePiece(directory.file("out/" + file)).read()
            #expect(bytes == Array(Self.picture(Int(id.dropFirst()) ?? -1, 64)))
        }
        #expect(try TableFile.read(directory.file("out/failures.csv")).rowCount == 12)
        // Only what was under way at a kill, at most one galaxy a connection, is asked for again.
        #expect(server.requests.count <= 120 + 3 * 4)
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.file("out")).sorted()
        #expect(
            names == ["cutouts-00000.tar", "cutouts.index", "failures.csv", "fetch.journal", "manifest.csv"])
    }

    @Test(arguments: [SIGINT, SIGHUP]) func anInterruptedRunSaysHowToGoOn(_ signal: Int32) throws {
        Foundation.signal(SIGHUP, SIG_DFL)
        let directory = try TemporaryDirectory()
        let places = try Self.catalogue(100, in: directory)
        let server = try SurveyServer(
            galaxies: places, delay: 0.02, mood: { _ in .right }, picture: { Self.picture($0, $1) })
        let stopped = try Program.run(Self.arguments(directory, server)) { process, _ in
            while server.requests.count < 20 && kill(process, 0) == 0 { usleep(2000) }
            kill(process, signal)
        }
        #expect(stopped.status == 130)
        #expect(stopped.errors.contains("Run the same command again to go on."), "\(stopped.errors)")
        let manifest = try TableFile.read(directory.file("out/manifest.csv"))
        let failures = try TableFile.read(directory.file("out/failures.csv"))
        #expect(manifest.rowCount >= 10 && manifest.rowCount + failures.rowCount == 100)
        #expect(try Program.run(Self.arguments(directory, server)).status == 0)
        #expect(try TableFile.read(directory.file("out/manifest.csv")).rowCount == 100)
        #expect(server.requests.count == 100)
    }

    @Test func aCatalogueThatCannotBeUsedEndsWith65() throws {
        let directory = try TemporaryDirectory()
        try directory.write("c.csv", "id,ra,dec,petroRad_r\na,1,2,3\na,4,5,3\n")
        let outcome = try Program.run([
            "fetch", directory.file("c.csv"), "--survey", "sdss", "--output", directory.file("out"),
        ])
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains("row 2, column 'id': 'a' already stands in row 1"), "\(outcome.errors)")
    }

    @Test(arguments: [
        ["fetch", "c.csv", "--survey", "sdss"], ["fetch", "c.csv", "--output", "o"],
        ["fetch", "c.csv", "--survey", "gaia", "--output", "o"],
        ["fetch", "c.csv", "--survey", "sdss", "--bulk-request", "b.csv"],
        ["fetch", "c.csv", "--survey", "sdss", "--output", "o", "--connections", "0"],
    ])
    func aWrongCommandLineEndsWith64(_ arguments: [String]) throws {
        #expect(try Program.run(arguments).status == 64)
    }
}
