import Fetch
import Files
import Foundation
import HTTP
import Images
import Surveys
import Tables
import TestSupport
import Testing

/// Whole frames of SDSS, compressed as the archive has them.
@Suite struct FrameTests {
    static let bzip2 = ["/usr/bin/bzip2", "/bin/bzip2"].first { FileManager.default.isExecutableFile(atPath: $0) }

    static func compressed(_ data: Data) throws -> Data {
        let directory = try TemporaryDirectory()
        let path = try directory.write("f.fits", data)
        let process = Process()
        process.executableURL = URL(filePath: bzip2 ?? "")
        process.arguments = [path]
        try process.run()
        process.waitUntilExit()
        return try Data(contentsOf: URL(filePath: path + ".bz2"))
    }

    @Test(.enabled(if: bzip2 != nil, "there is no program bzip2 to make test files with"))
    func framesAreSharedCheckedAndDecompressed() throws {
        let image = FITSBytes.image(bands: ["r"], width: 60, height: 40, scaleArcsec: 0.4, centre: (10, 20))
        let (right, damaged) = (try Self.compressed(image), try Self.compressed(image.prefix(4000)))
        let server = try LoopbackServer { request, before in
            var answer = LoopbackServer.Answer(fields: ["Content-Type": "application/x-bzip2"], body: right)
            if request.path.contains("-0002.fits") { answer.status = "404 Not Found" }
            if request.path.contains("-0003.fits") { answer.body = damaged }
            if before == 0 { answer.sent = right.count / 2 }
            return answer
        }
        let directory = try TemporaryDirectory()
        let catalogue = try directory.write(
            "c.csv",
            "id,ra,dec,run,camcol,field\na,10,20,94,3,1\nb,10.001,20,94,3,1\nc,10,20,94,3,2\nd,10,20,94,3,3\n"
                + "e,11,20,94,3,4\nf,10,20,,3,1\n")
        var request = try FetchRequest(
            catalogue: catalogue, survey: .sdss, output: directory.file("out"), product: .frames)
        request.service.address = server.url("frames")
        request.http.firstWait = 0
        request.http.attempts = 2
        request.http.requestsPerSecond = nil
        let summary = try FetchRun.perform(request)
        #expect(summary.fetched == 2 && summary.failed == 4)
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.file("out/frames")).sorted()
        #expect(names == ["g", "i", "r"].map { "frame-\($0)-000094-3-0001.fits" })
        for name in names {
            let read = try Data(contentsOf: URL(filePath: directory.file("out/frames/\(name)")))
            #expect(read == image)
        }
        let failures = try TableFile.read(directory.file("out/failures.csv"))
        let reasons = try failures.texts("reason")
        #expect(try failures.texts("id") == ["c", "d", "e", "f"])
        #expect(reasons[0] == "the server answered 404")
        #expect(reasons[1].hasPrefix("the FITS file is damaged"), "\(reasons)")
        #expect(reasons[2] == "the frame does not hold galaxy 'e'")
        #expect(reasons[3].contains("run, camcol, field"))
        // Only what failed for now is asked for again.
        let before = server.requests.count
        let again = try FetchRun.perform(request)
        #expect(again.asked == 3 && again.fetched == 2 && again.failedForNow == 1)
        #expect(server.requests[before...].allSatisfy { $0.path.contains("-0003.fits") })
    }
}
