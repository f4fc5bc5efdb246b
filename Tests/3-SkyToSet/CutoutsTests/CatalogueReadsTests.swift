internal import Cutouts
internal import Files
internal import Foundation
internal import Tables
internal import TestSupport
internal import Testing

/// A CSV catalogue is read for its types, for the positions, and for the tables at the end.
@Suite struct CatalogueReadsTests {
    @Test(arguments: [false, true])
    func aRunReadsItsCatalogueThreeTimes(namesSurvey: Bool) throws {
        let folder = try TemporaryDirectory()
        try Directory.create(folder.file("tiles"))
        for band in ["i", "r", "g"] {
            try MadeTile(band: band, sources: [(150, 20, 1.5, 100)]).write("tiles/t_\(band).fits", to: folder)
        }
        let count = 30_000
        var text = "objID,ra,dec,petroRad_r,note" + (namesSurvey ? ",survey\n" : "\n")
        for row in 1...count {
            text += row == 1 ? "1,150,20,4,here" : "\(row),\(Double(row % 360)),-\(row % 80),4,far from any tile"
            text += namesSurvey ? ",SDSS\n" : "\n"
        }
        let path = try folder.write("catalogue.csv", text)
        // So old that every change of it would leave a mark.
        Thread.sleep(forTimeInterval: 0.1)
        var job = CutoutJob(catalogue: path, tiles: folder.file("tiles"), output: folder.file("out"))
        job.settings.size = 32
        let bytes = try ReadMeter.bytes {
            let summary = try CutoutRun.perform(job)
            #expect(summary.cutouts == 1 && summary.failures == count - 1 && summary.survey == "sdss")
        }
        let times = Double(bytes[path] ?? 0) / Double(text.utf8.count)
        #expect(times > 2 && times <= 3, "\(times)")
        // Again, nothing is typed anew.
        let more = try ReadMeter.bytes { _ = try CutoutRun.perform(job) }
        #expect((more[path] ?? 0) < bytes[path] ?? 0)
        let failures = try TableFile.read(folder.file("out/failures.csv"), text: ["id"])
        #expect(failures.columns[0].texts == (2...count).map(String.init))
        #expect(try TableFile.read(folder.file("out/manifest.csv")).rowCount == 1)
    }
}
