internal import Cutouts
internal import Files
internal import Foundation
internal import Images
internal import Process
internal import Surveys
internal import Synchronization
internal import Tables
internal import TestSupport
internal import Testing

/// Folders of tiles as they lie on disks: with folders in them, and with files that are no tiles.
@Suite struct TileFolderTests {
    private let folder: TemporaryDirectory
    private var job: CutoutJob

    init() throws {
        folder = try TemporaryDirectory()
        try folder.write("c.csv", "id,ra,dec\n1,150,20\n")
        job = CutoutJob(
            catalogue: folder.file("c.csv"), tiles: folder.file("tiles"), output: folder.file("out"), survey: .sdss)
        job.settings.field = .side(arcsec: 12)
        job.settings.size = 32
    }

    private func write(_ path: (String) -> String) throws {
        for band in ["i", "r", "g"] {
            let path = path(band)
            try FileManager.default.createDirectory(
                atPath: URL(filePath: folder.file(path)).deletingLastPathComponent().path,
                withIntermediateDirectories: true)
            try MadeTile(band: band, sources: [(150, 20, 1.5, 100)]).write(path, to: folder)
        }
    }

    private func run(_ job: CutoutJob) throws -> (summary: CutoutSummary, lines: [String]) {
        let said = Mutex([String]())
        let summary = try CutoutRun.perform(
            job, progress: ProgressReporter { line in said.withLock { $0.append(line) } })
        return (summary, said.withLock { $0 })
    }

    @Test(.timeLimit(.minutes(1))) func badFilesAreToldTogetherAndPassedOver() throws {
        try write { "tiles/t_\($0).fits" }
        try folder.write("tiles/page.fits", "<html>Not found</html>")
        try folder.write("tiles/empty.fits", "")
        let whole = try Data(contentsOf: URL(filePath: folder.file("tiles/t_i.fits")))
        try folder.write("tiles/cut.fits", whole.prefix(whole.count - 5760))
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("tiles/link.fits"), withDestinationPath: "/nowhere/tile.fits")
        #expect(mkfifo(folder.file("tiles/pipe.fits"), 0o600) == 0)
        let star = FITSImage(width: 25, height: 25, pixels: [Float](repeating: 1, count: 625))
        var psf = star
        psf.header.set(FITSCard("FILTER", .string("r")))
        try FITSFile.write([star], to: folder.file("tiles/dark.fits"))
        try FITSFile.write([psf], to: folder.file("tiles/psf.fits"))
        let (summary, lines) = try run(job)
        #expect(summary.cutouts == 1 && summary.failures == 0)
        let told = lines.filter { $0.contains("passed over") }
        #expect(told.count == 1 && told[0].hasPrefix("7 files are passed over:\n"))
        for words in [
            "page.fits: is no FITS file: it looks like an HTML", "empty.fits: is empty",
            "cut.fits, HDU 0: the file was cut off",
            "link.fits: is a link to /nowhere/tile.fits", "pipe.fits: is no regular file", "dark.fits: no card BAND",
            "psf.fits: the header",
        ] { #expect(told[0].contains(words), "\(words): \(told[0])") }
        var far = job
        (far.catalogue, far.output) = (try folder.write("far.csv", "id,ra,dec\n1,10,20\n"), folder.file("far"))
        _ = try run(far)
        let reason = try TableFile.read(folder.file("far/failures.csv")).texts("reason")[0]
        #expect(reason == "no image in band i covers its position; 7 files were passed over")
        // A band that is missing, since its tile is bad.
        try folder.write("tiles/t_i.fits", "<html>")
        var other = job
        other.output = folder.file("other")
        #expect { try run(other) } throws: { "\($0)".contains("no tile is of band i; 8 files are passed over") }
        // Nothing but such files.
        for band in ["g", "r"] { try FileManager.default.removeItem(atPath: folder.file("tiles/t_\(band).fits")) }
        #expect { try run(other) } throws: { "\($0)".contains("no file can be used") && "\($0)".contains("psf.fits") }
    }

    @Test func weightsAndMasksOfTheirOwnFilesAreNoImages() throws {
        try write { "tiles/t.\($0).wht.fits" }
        #expect { try run(job) } throws: { "\($0)".contains("weights, masks or tables, but no images") }
        try write { "tiles/t.\($0).sci.fits" }
        _ = try run(job)
        #expect(try TableFile.read(folder.file("out/manifest.csv")).texts("tile") == ["t.i.sci.fits"])
    }

    @Test func foldersAreSearchedAndNamesKeptApart() throws {
        try write { "tiles/2020/\($0)/tile.FITS" }
        // A link back to the top is no new folder.
        try FileManager.default.createSymbolicLink(
            atPath: folder.file("tiles/2020/again"), withDestinationPath: folder.file("tiles"))
        var job = job
        job.settings.formats = [.jpg, .fits]
        #expect(try run(job).summary.cutouts == 1)
        #expect(try TableFile.read(folder.file("out/manifest.csv")).texts("tile") == ["2020/i/tile.FITS"])
        // The run goes on: each tile is the one that it was.
        #expect(try run(job).summary.made == 0)
        try Directory.create(folder.file("none"))
        try Directory.create(folder.file("none/below"))
        job.tiles = folder.file("none")
        #expect { try run(job) } throws: { "\($0)".contains("or in the folders below") }
    }
}
