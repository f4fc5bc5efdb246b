internal import Cutouts
internal import Files
internal import Foundation
internal import Images
internal import Sets
internal import SimulatedSky
internal import Sky
internal import Tables
internal import TestSupport
internal import Testing

@Suite struct LabelledSetsTests {
    /// One sky for all tests of this suite.
    static let made = Result { try Made() }

    final class Made: Sendable {
        let folder: TemporaryDirectory
        let sky: SimulatedSky.Paths
        let sets: LabelledSets
        let configuration: LabelledSets.Configuration

        init() throws {
            folder = try TemporaryDirectory()
            // Tiles small enough that not all of this small sky lies on both surveys.
            var (sdss, des) = (SurveyModel.sdss, SurveyModel.des)
            (sdss.tileWidth, sdss.tileHeight) = (500, 400)
            (des.tileWidth, des.tileHeight) = (600, 600)
            sky = try SimulatedSky.build(
                SimulatedSkyConfiguration(
                    galaxies: 150, sdssOnly: 0.4, both: 0.35, desOnly: 0.25, difficulty: .easy, sdss: sdss, des: des),
                in: folder.file("sky"))
            var configuration = LabelledSets.Configuration()
            configuration.cutouts.size = 48
            configuration.cutouts.formats = [.png, .fits]
            configuration.includesUnlabelledSDSS = true
            self.configuration = configuration
            sets = try LabelledSets.make(from: sky, configuration, in: folder.file("made"))
        }
    }

    /// A set's manifest, with the paths of the files in full.
    func rows(_ set: CutoutSummary) throws -> Table {
        let table = try TableFile.read(set.manifest, text: ["id"])
        let folder = set.manifest.dropLast("manifest.csv".count)
        return table.setting(Column("file", .string(try table.texts("file").map { folder + $0 })))
    }

    @Test func everyRowHasItsPicture() throws {
        let made = try Self.made.get()
        let sets = made.sets
        for (set, name) in [
            (sets.training, "training"), (sets.validation, "validation"), (sets.testSDSS, "fo_sdss"),
            (sets.testDES, "fo_des"), (sets.unlabelled, "unlabelled"),
        ] {
            let table = try rows(set)
            #expect(table.rowCount == set.cutouts && set.failures == 0)
            #expect(set.cutouts == sets.selection.set(name)?.count)
            for file in try table.texts("file") {
                let picture = try RGBImage(contentsOf: file)
                #expect(picture.width == 48 && picture.height == 48)
            }
        }
        #expect(sets.training.cutouts > 10 && sets.testDES.cutouts > 10 && sets.unlabelled.cutouts > 5)
        let labels = try rows(sets.training).texts("label")
        #expect(Set(labels) == ["spiral", "elliptical"])
    }

    /// FITS cutouts of both surveys, drawn as a network sees them, beside the pictures of the tiles: away from the edge, where
    /// the tile has pixels that the cutout lacks, only the fractions that bytes cannot hold set them apart.
    @Test func fitsCutoutsAreTheSamePictures() throws {
        let made = try Self.made.get()
        var drawing = CutoutDrawing(bands: ["i", "r", "g"])
        drawing.pictureSize = 48
        let painter = CutoutPainter(drawing)
        for set in [made.sets.testSDSS, made.sets.testDES] {
            let table = try rows(set)
            let folder = set.manifest.dropLast("manifest.csv".count)
            var (inside, atTheEdge): (Float, Float) = (0, 0)
            var compared = 0
            for (file, fits) in try zip(table.texts("file"), table.texts("file_fits")) {
                // A cutout has the pixels of one tile; the picture goes on in the next where that one ends.
                if try FITSFile(FilePiece(folder + fits)).unit(named: "MSK") != nil { continue }
                compared += 1
                let picture = try RGBImage(contentsOf: file)
                let drawn = try painter.picture(folder + fits)
                for (index, (float, byte)) in zip(drawn.pixels, picture.pixels).enumerated() {
                    let (x, y) = (index / 3 % 48, index / 144)
                    let rest = abs(float - Float(byte) - 0.5) - 0.5
                    if (4..<44).contains(x), (4..<44).contains(y) {
                        inside = max(inside, rest)
                    } else {
                        atTheEdge = max(atTheEdge, rest)
                    }
                }
            }
            #expect(compared > 5 && inside < 0.01, "\(set.survey): \(compared) cutouts, \(inside) inside")
            #expect(atTheEdge < 80, "\(set.survey): \(atTheEdge)")
        }
    }

    /// A second call finds everything done.
    @Test func aSecondRunChangesNothing() throws {
        let made = try Self.made.get()
        func contents() throws -> [String: Data] {
            let folder = made.folder.file("made/cutouts")
            var result: [String: Data] = [:]
            for name in try FileManager.default.subpathsOfDirectory(atPath: folder) where name.contains(".") {
                result[name] = try Data(contentsOf: URL(filePath: folder + "/" + name))
            }
            return result
        }
        let before = try contents()
        let again = try LabelledSets.make(from: made.sky, made.configuration, in: made.folder.file("made"))
        #expect(again.training.made == 0 && again.unlabelled.made == 0)
        #expect(try contents() == before)
    }

    @Test func labelsFollowTheVotesAndMostlyTheTruth() throws {
        let made = try Self.made.get()
        let truth = try TableFile.read(made.sky.truth)
        let kinds = Dictionary(
            uniqueKeysWithValues: zip(try truth.texts("objid"), try truth.texts("kind")))
        var (right, all) = (0, 0)
        for set in [made.sets.training, made.sets.validation] {
            let table = try rows(set)
            let spiral = try table.doubles("P_CS_DEBIASED")
            let elliptical = try table.doubles("P_EL_DEBIASED")
            for (row, label) in try table.texts("label").enumerated() {
                if label == "spiral" {
                    #expect(spiral[row]! > 0.984)
                } else {
                    #expect(label == "elliptical" && elliptical[row]! > 0.925)
                }
                all += 1
                if kinds[try table.texts("id")[row]] == label { right += 1 }
            }
        }
        #expect(Double(right) > 0.95 * Double(all))
    }

    @Test func testGalaxiesHaveTheirTrueClasses() throws {
        let made = try Self.made.get()
        let truth = try TableFile.read(made.sky.truth)
        let kinds = Dictionary(uniqueKeysWithValues: zip(try truth.texts("objid"), try truth.texts("kind")))
        let table = try rows(made.sets.testSDSS)
        let classes = ["spiral", "elliptical"]
        for (id, label) in try zip(table.texts("id"), table.texts("label")) {
            #expect(label == kinds[id].flatMap { classes.contains($0) ? $0 : "" })
        }
        #expect(try table.texts("label").count { $0 != "" } > table.rowCount / 2)
    }

    /// Both surveys' galaxies under one identifier, with the pictures and magnitudes of each.
    @Test func pairsAreTheTestGalaxies() throws {
        let made = try Self.made.get()
        let table = try TableFile.read(made.sets.pairs, text: ["id"])
        let count = made.sets.testSDSS.cutouts
        #expect(table.rowCount == 2 * count && table.column("label") == nil)
        #expect(try table.texts("id")[..<count] == table.texts("id")[count...])
        let surveys = ["sdss", "des"].flatMap { [String](repeating: $0, count: count) }
        #expect(try table.texts("survey") == surveys)
        let folder = made.sets.pairs.dropLast("pairs.csv".count)
        for file in try table.texts("file") { #expect(try RGBImage(contentsOf: folder + file).width == 48) }
    }

    /// The unlabelled DES galaxies of a class, with their true classes and the pictures of the whole set.
    @Test func unlabelledGalaxiesCanBeTested() throws {
        let made = try Self.made.get()
        let truth = try TableFile.read(made.sky.truth, text: ["COADD_OBJECT_ID"])
        let classes = Dictionary(
            uniqueKeysWithValues: zip(try truth.texts("COADD_OBJECT_ID"), try truth.texts("class")))
        let path = made.sets.testUnlabelled
        let table = try TableFile.read(path, text: ["id"])
        for (id, label) in try zip(table.texts("id"), table.texts("label")) {
            #expect(label != "" && classes[id] == label)
        }
        let all = try rows(made.sets.unlabelled)
        let ofAClass = try all.texts("id").filter { classes[$0] ?? "" != "" }
        #expect(try table.texts("id") == ofAClass && ofAClass.count > 5 && ofAClass.count < all.rowCount)
        let folder = path.dropLast("unlabelled_des.csv".count)
        for file in try table.texts("file") { #expect(try RGBImage(contentsOf: folder + file).width == 48) }
    }

    /// What SDSS lists and no votes label, with its kinds in the truth.
    @Test func whatHasNoLabelIsCutOutToo() throws {
        let made = try Self.made.get()
        let table = try rows(#require(made.sets.unlabelledSDSS))
        let ids = Set(try table.texts("id"))
        for set in [made.sets.training, made.sets.validation] {
            #expect(ids.isDisjoint(with: try rows(set).texts("id")))
        }
        let truth = try TableFile.read(made.sky.truth)
        let listed = try zip(truth.texts("objid"), truth.texts("in_sdss")).count { $0.1 == "1" }
        let labelled = ["training", "validation", "hp_sdss"].reduce(0) {
            $0 + (made.sets.selection.set($1)?.count ?? 0)
        }
        #expect(ids.count == listed - labelled && ids.count > 5)
        let lenticulars = try zip(truth.texts("objid"), truth.texts("kind")).filter { $0.1 == "lenticular" }.map(\.0)
        #expect(lenticulars.contains { ids.contains($0) })
    }

    /// Magnitude and size of every galaxy stand in the manifests that are trained on and classified.
    @Test func magnitudesAndSizesComeThrough() throws {
        let made = try Self.made.get()
        let sets = made.sets
        let unlabelledSDSS = try #require(sets.unlabelledSDSS)
        for (set, columns) in [
            (sets.training, ["petroMag_r", "petroRad_r"]), (sets.validation, ["petroMag_r", "petroRad_r"]),
            (sets.testSDSS, ["petroMag_r", "petroRad_r"]), (unlabelledSDSS, ["petroMag_r", "petroRad_r"]),
            (sets.testDES, ["MAG_AUTO_R", "FLUX_RADIUS_R"]), (sets.unlabelled, ["MAG_AUTO_R", "FLUX_RADIUS_R"]),
        ] {
            let table = try rows(set)
            for name in columns {
                let values = try table.doubles(name)
                #expect(values.allSatisfy { $0 ?? .nan > 0 && $0 ?? .nan < 40 }, "\(set.manifest) \(name)")
            }
        }
    }

    @Test func noGalaxyIsInTwoSets() throws {
        let made = try Self.made.get()
        func positions(_ set: CutoutSummary) throws -> [SkyCoordinate] {
            let table = try rows(set)
            return try zip(table.texts("ra"), table.texts("dec")).map { try SkyCoordinate(ra: $0, dec: $1) }
        }
        let sets = [made.sets.training, made.sets.validation, made.sets.testSDSS, made.sets.unlabelled]
        for (number, set) in sets.enumerated() {
            let index = SkyIndex(try positions(set))
            for other in sets[(number + 1)...] {
                for position in try positions(other) {
                    #expect(index.indices(within: Angle(arcseconds: 2), of: position).isEmpty)
                }
            }
        }
    }

    @Test func testSetsHoldTheSameGalaxies() throws {
        let made = try Self.made.get()
        let (sdss, des) = (try rows(made.sets.testSDSS), try rows(made.sets.testDES))
        #expect(try sdss.texts("id") == des.texts("objid"))
        #expect(try sdss.texts("label") == des.texts("label"))
        let truth = try TableFile.read(made.sky.truth)
        let pairs = Dictionary(
            uniqueKeysWithValues: zip(
                try truth.texts("objid"), try truth.texts("COADD_OBJECT_ID")))
        #expect(try sdss.texts("id").map { pairs[$0] } == des.texts("id"))
        for separation in try des.doubles("separation_arcsec") { #expect(separation! <= 1) }
    }

    /// The middle of the picture is the middle of the galaxy: ellipticals' brightest point lies there in both surveys.
    @Test func galaxiesStandInTheMiddle() throws {
        let made = try Self.made.get()
        for set in [made.sets.testSDSS, made.sets.testDES] {
            let table = try rows(set)
            for (row, label) in try table.texts("label").enumerated() where label == "elliptical" {
                let file = try table.texts("file")[row]
                let picture = try RGBImage(contentsOf: file)
                var (sum, x, y) = (0.0, 0.0, 0.0)
                for j in 21...26 {
                    for i in 21...26 {
                        let light = pow((0..<3).reduce(0.0) { $0 + Double(picture.pixels[(j * 48 + i) * 3 + $1]) }, 4)
                        sum += light
                        x += light * (Double(i) - 23.5)
                        y += light * (Double(j) - 23.5)
                    }
                }
                #expect(hypot(x, y) / sum < 0.75, "\(file)")
            }
        }
    }

    @Test func aMissingColumnIsNamed() throws {
        let made = try Self.made.get()
        let folder = try TemporaryDirectory()
        for name in ["sdss.csv", "des.csv", "galaxyzoo.csv", "truth.csv"] {
            try FileManager.default.copyItem(
                atPath: made.sky.directory + "/" + name, toPath: folder.file(name))
        }
        let whole = try TableFile.read(folder.file("galaxyzoo.csv"))
        try TableFile.write(
            Table(columns: whole.columns.filter { $0.name != "P_CS_DEBIASED" }), to: folder.file("galaxyzoo.csv"))
        #expect {
            try LabelledSets.make(from: SimulatedSky.Paths(directory: folder.path), in: folder.file("sets"))
        } throws: { "\($0)".contains("P_CS_DEBIASED") && "\($0)".contains("sdss_votes.csv") }
    }
}
