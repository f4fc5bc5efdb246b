internal import Cutouts
internal import Files
internal import Foundation
internal import Images
internal import Sky
internal import Surveys
internal import Tables
internal import TestSupport
internal import Testing

@Suite struct CutoutRunTests {
    /// One tile in i, r and g with two galaxies, and a catalogue of SDSS.
    private struct Made {
        let folder: TemporaryDirectory
        var job: CutoutJob

        init(_ rows: String = "1,150,20,4\n2,150.004,20.003,3\n") throws {
            folder = try TemporaryDirectory()
            try Directory.create(folder.file("tiles"))
            for (band, flux) in [("i", 300.0), ("r", 200), ("g", 100)] {
                try MadeTile(band: band, sources: [(150, 20, 1.5, flux), (150.004, 20.003, 1.2, flux / 2)])
                    .write("tiles/t_\(band).fits", to: folder)
            }
            try folder.write("catalogue.csv", "objID,ra,dec,petroRad_r,TILENAME,file\n" + rows.tailed)
            job = CutoutJob(
                catalogue: folder.file("catalogue.csv"), tiles: folder.file("tiles"), output: folder.file("out"))
            job.settings.size = 64
            job.settings.formats = [.png, .jpg, .fits]
        }

        func manifest() throws -> Table { try TableFile.read(folder.file("out/manifest.csv")) }
        func failures() throws -> Table { try TableFile.read(folder.file("out/failures.csv")) }
        func error(_ change: (inout CutoutJob) throws -> Void = { _ in }) throws -> String {
            var job = job
            try change(&job)
            do {
                _ = try CutoutRun.perform(job)
                return "no error"
            } catch {
                return "\(error)"
            }
        }
    }

    @Test func picturesAndFITSOfOneCatalogue() throws {
        let made = try Made("1,150,20,4\n2,150.004,20.003,3\n3,150.013,20,4\n")
        let summary = try CutoutRun.perform(made.job)
        #expect(summary.survey == "sdss" && summary.cutouts == 3 && summary.made == 3 && summary.failures == 0)
        #expect(summary.padded == 1 && summary.masked == 0)
        let table = try made.manifest()
        #expect(
            table.columns.map(\.name) == [
                "id", "file", "file_jpg", "file_fits", "survey", "ra", "dec", "size_arcsec", "missing_fraction",
                "masked_fraction", "flags", "tile", "objID", "petroRad_r", "TILENAME", "catalogue_file",
            ])
        #expect(try table.doubles("size_arcsec") == [16, 12, 16])
        #expect(try table.texts("flags") == ["", "", "padded"])
        #expect(try table.texts("tile")[0] == "t_i.fits" && table.texts("survey")[2] == "sdss")
        // The same picture as from the library, and the right galaxy in it.
        let tiles = try TileSet(directory: made.job.tiles)
        let request = CutoutRequest(
            id: "1", position: try MadeTile.coordinate(150, 20), halfSide: Angle(arcseconds: 8))
        let picture = try RGBImage(contentsOf: made.folder.path + "/out/" + table.texts("file")[0])
        #expect(picture == (try tiles.cutout(request, size: 64).picture(.cutouts)))
        let store = try CutoutStore(directory: made.job.output)
        #expect(store.count == 9)
        #expect(try RGBImage(decoding: store.bytes(named: "2.jpg")!, name: "2.jpg").width == 64)
        let fits = try made.folder.write("one.fits", Data(store.bytes(named: "1.fits")!))
        let image = try FITSFile(fits)
        #expect(try image.shape(hdu: 0).planes == 3)
        let header = try image.header(hdu: 0)
        #expect(header.string("BAND0") == "i" && header.string("TILEFILE") == "t_i.fits")
        #expect(header.real("RA_CUTOUT") == 150 && header.real("MAGZERO") == 22.5)
        let place = try WCS(header).pixel(of: request.position)
        let side = try image.shape(hdu: 0).width
        #expect(abs(place.x - Double(side - 1) / 2) <= 0.5 && abs(place.y - Double(side - 1) / 2) <= 0.5)
        // A FITS cutout is a tile itself.
        #expect(try TileSet(files: [fits]).bands == ["g", "i", "r"])
    }

    @Test func whatCannotBeCutIsListed() throws {
        let made = try Made(
            "1,150,20,4\nfar,10,20,4\nnosize,150,20,\nnopos,,20,4\nwrong,150,95,4\n-7,150,20,-1\n")
        let summary = try CutoutRun.perform(made.job)
        #expect(summary.cutouts == 1 && summary.failures == 5)
        let table = try made.failures()
        #expect(try table.texts("id") == ["far", "nosize", "nopos", "wrong", "-7"])
        let reasons = try table.texts("reason")
        #expect(reasons[0] == "no image in band i covers its position; its tile DES0000+0000 is not there")
        #expect(reasons[1].contains("its size (petroRad_r) is missing"))
        #expect(reasons[2].contains("the right ascension is missing"))
        #expect(reasons[3].contains("declination 95.0 is not within"))
        #expect(reasons[4].contains("not above 0"))
    }

    @Test func aKilledRunGoesOn() throws {
        let rows = (0..<40).map { "\($0),\(150 + 0.0001 * Double($0)),\(20 + 0.0001 * Double($0)),3\n" }.joined()
        let whole = try Made(rows)
        _ = try CutoutRun.perform(whole.job)
        let killed = try Made(rows)
        _ = try CutoutRun.perform(killed.job)
        // The state after a kill: the journal ends in the middle of a line, the store has more, the tables are not there.
        let journal = killed.folder.file("out/cutouts.journal")
        let text = try String(contentsOfFile: journal, encoding: .utf8)
        try Data(text.utf8.prefix(text.utf8.count / 2)).write(to: URL(filePath: journal))
        try FileManager.default.removeItem(atPath: killed.folder.file("out/manifest.csv"))
        let archive = killed.folder.file("out/cutouts-00000.tar")
        let size = try Data(contentsOf: URL(filePath: archive)).count
        let summary = try CutoutRun.perform(killed.job)
        #expect(summary.cutouts == 40 && (15...25).contains(summary.made))
        #expect(try Data(contentsOf: URL(filePath: archive)).count == size)
        let store = try CutoutStore(directory: killed.job.output)
        #expect(store.count == 120)
        let (first, second) = try (whole.manifest(), killed.manifest())
        #expect(try first.texts("id") == second.texts("id"))
        for (left, right) in try zip(first.texts("file"), second.texts("file")) {
            #expect(
                try FilePiece(whole.folder.path + "/out/" + left).read()
                    == FilePiece(killed.folder.path + "/out/" + right).read())
        }
        // Nothing is left to do; other settings or another catalogue are another directory's.
        #expect(try CutoutRun.perform(killed.job).made == 0)
        #expect(try killed.error { $0.settings.size = 65 }.contains("with other settings"))
        try killed.folder.write("catalogue.csv", "objID,ra,dec,petroRad_r\n1,150,20,5\n")
        #expect(try killed.error().contains("cutouts of another catalogue"))
    }

    @Test func cutoutsOfAnotherVersionOfATileAreNotMixed() throws {
        let made = try Made("1,150,20,4\n2,150.004,20.003,3\nfar,150.2,20,4\n")
        #expect(try CutoutRun.perform(made.job).cutouts == 2)
        // A tile more, in which the first galaxy lies deeper too: what was made before keeps its tile's name.
        for band in ["i", "r", "g"] {
            try MadeTile(centre: (150.2, 20), band: band, sources: [(150.2, 20, 1.5, 100)])
                .write("tiles/a_\(band).fits", to: made.folder)
            try MadeTile(width: 900, height: 900, band: band).write("tiles/b_\(band).fits", to: made.folder)
        }
        let summary = try CutoutRun.perform(made.job)
        #expect(summary.cutouts == 3 && summary.made == 1)
        #expect(try made.manifest().texts("tile") == ["t_i.fits", "t_i.fits", "a_i.fits"])
        // A tile of a band that is not the first.
        try MadeTile(band: "g", sources: [(150, 20, 1.5, 7)]).write("tiles/t_g.fits", to: made.folder)
        #expect(try made.error().contains("another version of this tile"))
    }

    @Test func mistakesAreToldWithTheirPlace() throws {
        let made = try Made("1,150,20,4\n2,150,20,4\n1,150,20,4\n")
        #expect(try made.error().contains("row 3, column 'objID': the identifier 1 stands in row 1 too"))
        let one = try Made("1,150,20,4\n")
        #expect(try one.error { $0.settings.bands = ["z", "r", "g"] }.contains("no tile is of band z"))
        #expect(try one.error { $0.settings.bands = ["r", "g"] }.contains("three different ones"))
        let other = try one.error {
            $0.survey = .des
            $0.id = "objID"
        }
        #expect(other.contains("there is no column 'KRON_RADIUS', which says how large a galaxy of des is"))
        #expect(try one.error { $0.tiles += "/none" }.contains("cannot be read"))
        try one.folder.write("plain.csv", "galaxy,ra,dec\n1,150,20\n")
        #expect(try one.error { $0.catalogue = one.folder.file("plain.csv") }.contains("which survey"))
        #expect(
            try one.error {
                $0.catalogue = one.folder.file("plain.csv")
                $0.survey = .sdss
                $0.settings.field = .side(arcsec: 10)
            }.contains("there is no column 'id'"))
        try one.folder.write("slash.csv", "id,ra,dec,petroRad_r\na/b,150,20,3\n")
        #expect(
            try one.error { $0.catalogue = one.folder.file("slash.csv") }.contains("'a/b' cannot name a cutout"))
        try one.folder.write("empty.csv", "id,ra,dec,petroRad_r\n")
        #expect(try one.error { $0.catalogue = one.folder.file("empty.csv") }.contains("no rows"))
    }

    @Test func fixedFieldsNeedNoSize() throws {
        let made = try Made()
        try made.folder.write("plain.csv", "id,ra,dec\n1,150,20\n")
        var job = made.job
        job.catalogue = made.folder.file("plain.csv")
        job.survey = .sdss
        job.settings.field = .side(arcsec: 10)
        job.settings.formats = [.fits]
        #expect(try CutoutRun.perform(job).cutouts == 1)
        #expect(try made.manifest().doubles("size_arcsec") == [10])
        let piece = try FilePiece(made.folder.path + "/out/" + made.manifest().texts("file")[0])
        let file = try FITSFile(made.folder.write("c.fits", Data(piece.read())))
        // 10 arcsec of 0.3 arcsec pixels.
        #expect(try file.shape(hdu: 0).width == 34)
    }

    @Test func zeroPointsAreAsked() throws {
        let made = try Made()
        for band in ["i", "r", "g"] {
            var tile = MadeTile(band: band, sources: [(150, 20, 1.5, 100)])
            tile.zeroPoint = nil
            try tile.write("tiles/t_\(band).fits", to: made.folder)
        }
        var survey = Survey.sdss
        survey.name = "own"
        survey.zeroPoint = nil
        #expect(try made.error { $0.survey = survey }.contains("t_g.fits: no card MAGZERO, MAGZPT or BUNIT"))
        var job = made.job
        job.survey = survey
        job.settings.zeroPoint = 22.5
        #expect(try CutoutRun.perform(job).cutouts == 2)
    }
}

extension String {
    /// Rows of the test's catalogue with the columns TILENAME and file.
    fileprivate var tailed: String {
        split(separator: "\n").map { $0 + ",DES0000+0000,x\n" }.joined()
    }
}
