internal import Cutouts
internal import Files
internal import Foundation
internal import Images
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
                    galaxies: 150, sdssOnly: 0.4, both: 0.35, desOnly: 0.25, sdss: sdss, des: des),
                in: folder.file("sky"))
            var configuration = LabelledSets.Configuration()
            configuration.cutoutSize = 48
            configuration.format = .png
            self.configuration = configuration
            sets = try LabelledSets.make(from: sky, configuration, in: folder.file("sets"))
        }
    }

    func rows(_ set: LabelledSets.GalaxySet) throws -> Table { try TableFile.read(set.manifest) }

    @Test func everyRowHasItsPicture() throws {
        let made = try Self.made.get()
        for set in [
            made.sets.training, made.sets.validation, made.sets.testSDSS, made.sets.testDES, made.sets.unlabelledDES,
        ] {
            let table = try rows(set)
            #expect(table.rowCount == set.count)
            for (id, file) in zip(try table.texts("id"), try table.texts("file")) {
                let picture = try RGBImage(contentsOf: made.folder.file("sets/" + file))
                #expect(picture.width == 48 && picture.height == 48)
                #expect(file.contains(id))
            }
        }
        #expect(made.sets.training.count > 10 && made.sets.testDES.count > 10 && made.sets.unlabelledDES.count > 5)
        #expect(made.sets.training.spirals > 0 && made.sets.training.ellipticals > 0)
        #expect(made.sets.training.spirals + made.sets.training.ellipticals == made.sets.training.count)
    }

    @Test func labelsFollowTheVotesAndMostlyTheTruth() throws {
        let made = try Self.made.get()
        let truth = try TableFile.read(made.sky.truth)
        let kinds = Dictionary(
            uniqueKeysWithValues: zip(try truth.texts("objid"), try truth.texts("kind")))
        var (right, all) = (0, 0)
        for set in [made.sets.training, made.sets.validation, made.sets.testSDSS] {
            let table = try rows(set)
            let spiral = try table.doubles("P_CS_DEBIASED")
            let elliptical = try table.doubles("P_EL_DEBIASED")
            for (row, label) in try table.texts("label").enumerated() {
                if label == "spiral" {
                    #expect(spiral[row]! > made.configuration.spiralAbove - 0.001)
                } else {
                    #expect(label == "elliptical" && elliptical[row]! > made.configuration.ellipticalAbove - 0.001)
                }
                all += 1
                if kinds[try table.texts("id")[row]] == label { right += 1 }
            }
        }
        #expect(Double(right) > 0.95 * Double(all))
    }

    @Test func noGalaxyIsInTwoSets() throws {
        let made = try Self.made.get()
        func positions(_ set: LabelledSets.GalaxySet) throws -> [SkyCoordinate] {
            let table = try rows(set)
            return try zip(table.texts("ra"), table.texts("dec")).map {
                try SkyCoordinate(ra: $0, dec: $1)
            }
        }
        let sets = [made.sets.training, made.sets.validation, made.sets.testSDSS, made.sets.unlabelledDES]
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
        #expect(try sdss.texts("id") == des.texts("matched_id"))
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
                let picture = try RGBImage(contentsOf: made.folder.file("sets/" + file))
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

    @Test func previewShowsBothSurveys() throws {
        let made = try Self.made.get()
        let picture = try SkyPreview.picture(of: made.sets, columns: 3)
        #expect(picture.width == 3 * 50 - 2 && picture.height == 4 * 50 + 6)
        #expect(picture.pixels[(24 * picture.width + 24) * 3] > 40)
        let field = try SkyPreview.field(of: made.sky, around: made.sets, halfSideArcsec: 30, size: 60)
        #expect(field.width == 124 && field.height == 60)
        for left in [30, 94] { #expect(field.pixels[(30 * 124 + left) * 3] > 40) }
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
        } throws: { "\($0)".contains("P_CS_DEBIASED") && "\($0)".contains("galaxyzoo.csv") }
    }
}
