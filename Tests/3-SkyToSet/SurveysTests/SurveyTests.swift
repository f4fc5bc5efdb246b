internal import Files
internal import Foundation
internal import Sky
internal import Surveys
internal import Tables
internal import TestSupport
internal import Testing

@Suite struct SurveyTests {
    @Test func oneRuleOfFramingForAllSurveys() {
        let framing = CutoutFraming()
        #expect(abs(framing.halfSide(petrosianRadiusArcsec: 8).arcseconds - 16) < 1e-12)
        let des = framing.halfSide(kronRadius: 3.5, semiMajorAxisPixels: 15.426, pixelScaleArcsec: 0.263)
        #expect(abs(des.arcseconds - 16) < 0.01)
        #expect(abs(framing.halfSide(halfLightRadiusArcsec: 8 / 1.91).arcseconds - 16) < 1e-9)
        #expect(framing.halfSide(petrosianRadiusArcsec: 0.1).arcseconds == 4)
        #expect(framing.halfSide(petrosianRadiusArcsec: 1e4).arcseconds == 200)
    }

    @Test func surveysAreRecognisedByTheirColumns() {
        #expect(Survey.recognised(from: ["objID", "ra", "dec", "petroRad_r"]) == .sdss)
        #expect(Survey.recognised(from: ["COADD_OBJECT_ID", "A_IMAGE", "KRON_RADIUS"]) == .des)
        #expect(Survey.recognised(from: ["ls_id", "SHAPE_R"]) == .legacy)
        #expect(Survey.recognised(from: ["KRON_RADIUS", "ra"]) == nil)
        #expect(Survey.recognised(from: ["petroRad_r", "KRON_RADIUS", "A_IMAGE"]) == nil)
        #expect(Survey.named("DES") == .des && Survey.named("hst") == nil)
    }

    @Test func sizesOfACatalogue() throws {
        let folder = try TemporaryDirectory()
        let path = try folder.write("des.csv", "coadd_object_id,kron_radius,a_image\n7,3.5,15.426\n8,,3\n9,-1,3\n")
        let table = try TableFile.read(path)
        let sizes = try Survey.des.halfSides(of: table, framing: CutoutFraming())
        #expect(try #require(sizes[0]).arcseconds.rounded() == 16)
        #expect(sizes[1] == nil && sizes[2] == nil)
        #expect(
            SizeRule.fixed(arcsec: 9).halfSide(of: [], framing: CutoutFraming(), pixelScaleArcsec: 1)?.arcseconds == 9)
        let error = #expect(throws: InputError.self) { try Survey.sdss.halfSides(of: table, framing: CutoutFraming()) }
        #expect(error?.description.contains("there is no column 'petroRad_r'") == true)
    }

    @Test(arguments: [("arcsec", 16.0), ("arcmin", 960), ("deg", 57_600), ("pix", 16 * 0.396127)])
    func sizesHaveUnits(_ unit: String, _ expected: Double) throws {
        let framing = CutoutFraming(radii: 2, minimumArcsec: 1, maximumArcsec: 1e6)
        let table = Table(columns: [Column("petroRad_r", .double([8]), unit: unit)])
        let size = try #require(try Survey.sdss.halfSides(of: table, framing: framing)[0])
        #expect(abs(size.arcseconds / expected - 1) < 1e-9)
        let kron = Table(columns: [
            Column("KRON_RADIUS", .float([3.5]), unit: "pixel"), Column("A_IMAGE", .float([15.426]), unit: unit),
        ])
        let other = try #require(try Survey.des.halfSides(of: kron, framing: framing)[0])
        let scale = unit == "pix" ? 1 : expected / 16 / 0.263
        #expect(abs(other.arcseconds / (2 * 3.5 * 15.426 * scale * 0.263 / 1.775) - 1) < 1e-6)
    }

    @Test func unitsThatAreNoneAreRefused() throws {
        let table = Table(columns: [Column("petroRad_r", .double([8]), unit: "mag")])
        let error = #expect(throws: InputError.self) { try Survey.sdss.halfSides(of: table, framing: CutoutFraming()) }
        #expect(error?.description.contains("'mag' is not a unit of a size") == true)
    }

    @Test func settingsOfAnotherSurvey() throws {
        let folder = try TemporaryDirectory()
        let path = try folder.write(
            "kids.json",
            #"{"name": "kids", "bands": ["i", "r", "g"], "pixel_scale_arcsec": 0.2, "zero_point": 0,"#
                + #" "size": {"kron_radius": "KRON_RADIUS", "semi_major_axis": "A_IMAGE"}, "mask_bits": 5}"#)
        let survey = try Survey(settings: path)
        #expect(survey.name == "kids" && survey.zeroPoint == 0 && survey.maskBits == 5)
        #expect(survey.size == .kron(radiusColumn: "KRON_RADIUS", majorColumn: "A_IMAGE"))
        #expect(survey.cuts.isEmpty && survey.unlabelledCuts.isEmpty && survey.services.isEmpty)
    }

    @Test func cutsAndServicesOfAnotherSurvey() throws {
        let folder = try TemporaryDirectory()
        let path = try folder.write(
            "mine.json",
            Self.settings(
                #""cuts": ["FLAGS<4", "STAR != 1"], "unlabelled_cuts": ["MAG<18.5"], "services": ["#
                    + #"{"interface": "legacy_pictures", "address": "https://a.org/j", "layer": "l", "picture_size": 128},"#
                    + #"{"interface": "simple_image_access", "address": "http://a.org/s", "connections": 1,"#
                    + #" "requests_per_second": 0.5}], "bulk_request": "desaccess""#))
        let survey = try Survey(settings: path)
        #expect(survey.cuts == [Cut("FLAGS", .less, 4), Cut("STAR", .notEqual, 1)])
        #expect(survey.unlabelledCuts == [Cut("MAG", .less, 18.5)])
        #expect(
            survey.services == [
                SurveyService(.legacyPictures, address: "https://a.org/j", layer: "l", pictureSize: 128),
                SurveyService(.simpleImageAccess, address: "http://a.org/s", connections: 1, requestsPerSecond: 0.5),
            ])
        #expect(survey.bulkRequest == .desAccess)
        // What is written is read again.
        for survey in Survey.known + [survey] {
            let text = try JSONEncoder().encode(survey)
            #expect(try Survey(settings: folder.write("again.json", text)) == survey)
        }
    }

    private static func settings(_ more: String) -> String {
        #"{"name": "x", "bands": ["i", "r", "g"], "pixel_scale_arcsec": 1, "size": {"half_side_arcsec": 3}, "# + more
            + "}"
    }

    @Test(arguments: [
        (#""cuts": ["MAG"]"#, "'MAG' is no condition such as 'MAG_AUTO_G<18'"),
        (#""cuts": "MAG<3""#, "the setting 'cuts' has a value of the wrong kind"),
        (#""services": [{"interface": "ftp", "address": "https://a.org"}]"#, "'ftp' is no interface of a service"),
        (#""services": [{"interface": "skyserver"}]"#, "the setting 'address' is missing"),
        (#""services": [{"interface": "skyserver", "address": "a.org"}]"#, "must begin with https://"),
        (
            #""services": [{"interface": "skyserver", "address": "https://a.org", "size": 3}]"#,
            "no setting 'size' of a service"
        ),
        (#""services": [{"interface": "skyserver", "address": "https://a.org", "layer": "l"}]"#, "has no layers"),
        (#""services": [{"interface": "legacy_images", "address": "https://a.org"}]"#, "needs a layer"),
        (#""services": [{"interface": "skyserver", "address": "https://a.org", "connections": 65}]"#, "in 1…64"),
        (#""services": [{"interface": "skyserver", "address": "https://a.org", "requests_per_second": 0}]"#, "above 0"),
        (#""services": [{"interface": "skyserver", "address": "https://a.org", "picture_size": 7}]"#, "in 8…4096"),
        (
            #""services": [{"interface": "skyserver", "address": "https://a.org"},"#
                + #" {"interface": "skyserver", "address": "https://b.org"}]"#, "has one interface twice"
        ),
    ])
    func badCutsAndServices(_ text: String, _ message: String) throws {
        let folder = try TemporaryDirectory()
        let path = try folder.write("survey.json", Self.settings(text))
        let error = #expect(throws: InputError.self) { try Survey(settings: path) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
        #expect(error?.file == path)
    }

    @Test(arguments: [
        (#"{"name": "x"}"#, "the setting 'bands' is missing"),
        (#"{"nmae": "x"}"#, "there is no setting 'nmae'"),
        (
            #"{"name": "x", "bands": ["g", "r"], "pixel_scale_arcsec": 1, "size": {"half_side_arcsec": 3}}"#,
            "three names"
        ),
        (#"{"name": "x", "bands": ["i", "r", "g"], "pixel_scale_arcsec": 1, "size": {}}"#, "size needs one of"),
        (#"{"name": "x", "bands": "irg"}"#, "the setting 'bands' has a value of the wrong kind"),
        ("[", "not JSON"),
    ])
    func badSettings(_ text: String, _ message: String) throws {
        let folder = try TemporaryDirectory()
        let path = try folder.write("survey.json", text)
        let error = #expect(throws: InputError.self) { try Survey(settings: path) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
        #expect(error?.file == path)
    }
}
