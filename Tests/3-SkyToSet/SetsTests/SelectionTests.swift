import CrossMatch
import Files
import Footprints
import Foundation
import Images
import Manifests
import Sets
import Sky
import Surveys
import Tables
import TestSupport
import Testing

/// Labelled sets from catalogues.
struct SelectionTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    private func request(_ votes: String) throws -> SelectionRequest {
        var request = SelectionRequest(votes: try folder.write("votes.csv", votes), output: folder.file("sets"))
        request.pictureWidth = 400
        return request
    }

    private func message(_ request: SelectionRequest) -> String {
        let error = #expect(throws: InputError.self) { _ = try GalaxySelection.perform(request) }
        return error.map { "\($0)" } ?? ""
    }

    @Test func `Votes at and above the thresholds become labels, the split is by seed`() throws {
        let uncertain = "1,10,0,0.5,0.4,5\n2,11,0,0.92599999999,0.05,5\n3,12,0,0.9259,0.05,5\n4,13,0,,0.99,5\n"
        var request = try request(SmallCatalogues.votesHeader + SmallCatalogues.votes(40) + uncertain)
        request.validationShare = 0.25
        request.seed = 7
        let summary = try GalaxySelection.perform(request)
        let training = try #require(summary.set("training"))
        let validation = try #require(summary.set("validation"))
        #expect(training.count + validation.count == 42)
        #expect(validation.classes == ["spiral": 5, "elliptical": 5])
        let table = try TableFile.read(training.path)
        #expect(
            table.columns.map(\.name) == [
                "id", "survey", "ra", "dec", "label", "OBJID", "P_EL_DEBIASED", "P_CS_DEBIASED", "petroRad_r",
            ])
        #expect(try Set(table.texts("survey")) == ["sdss"])
        let again = try GalaxySelection.perform(request)
        #expect(try TableFile.read(try #require(again.set("validation")).path) == TableFile.read(validation.path))
        request.seed = 8
        request.output = folder.file("other")
        let other = try #require(try GalaxySelection.perform(request).set("validation"))
        #expect(try TableFile.read(other.path).texts("id") != TableFile.read(validation.path).texts("id"))
        #expect(summary.table().contains("training"))
    }

    @Test func `Matched galaxies are the test sets, in both surveys, and held out of training`() throws {
        var request = try request(
            SmallCatalogues.votesHeader + SmallCatalogues.votes(20)
                + "501,30,0,0.01,0.99,7.5\n502,31,0,0.95,0.01,7.5\n503,32,0,0.6,0.3,7.5\n")
        request.matched = try folder.write(
            "matched.csv",
            SmallCatalogues.matchedHeader + SmallCatalogues.matched(501, ra: 30, dec: 0, elliptical: 0.01, spiral: 0.99)
                + SmallCatalogues.matched(502, ra: 31, dec: 0, elliptical: 0.95, spiral: 0.01)
                + SmallCatalogues.matched(503, ra: 32, dec: 0, elliptical: 0.6, spiral: 0.3)
                + SmallCatalogues.matched(504, ra: 200, dec: 0, elliptical: 0.6, spiral: 0.3))
        request.footprint = Footprint(boxes: [
            try SkyBox(
                raFrom: Angle(degrees: 350), raTo: Angle(degrees: 40), decFrom: Angle(degrees: -5),
                decTo: Angle(degrees: 5))
        ])
        let summary = try GalaxySelection.perform(request)
        #expect(summary.set("hp_sdss")?.classes == ["spiral": 1, "elliptical": 1])
        #expect(summary.set("fo_des")?.classes == ["spiral": 1, "elliptical": 2])
        #expect((summary.set("training")?.count ?? 0) + (summary.set("validation")?.count ?? 0) == 20)
        let des = try TableFile.read(try #require(summary.set("hp_des")).path)
        #expect(try des.texts("id") == ["900501", "900502"] && des.texts("survey") == ["des", "des"])
        #expect(try des.doubles("dec")[0] == 0.2 / 3600 && des.doubles("dec_sdss")[0] == 0)
        #expect(des.column("KRON_RADIUS") != nil && des.column("OBJID") != nil && des.column("RA_des") == nil)
        let sdss = try TableFile.read(try #require(summary.set("hp_sdss")).path)
        #expect(try sdss.texts("id") == ["501", "502"] && sdss.doubles("RA_des")[0] == 30)
        // The default cuts on columns that the table lacks are told.
        #expect(
            summary.notes.count == 1
                && summary.notes[0].contains("lacks the columns: WAVG_SPREAD_MODEL_I>0.005, FLAGS_G<4"))
        #expect(try RGBImage(contentsOf: summary.picture).width == 400)
    }

    @Test func `The unlabelled set is the catalogue without stars, flags, faint galaxies and those with votes`() throws
    {
        var request = try request(SmallCatalogues.votesHeader + SmallCatalogues.votes(10) + "501,30,0,0.01,0.99,7.5\n")
        request.catalogue = try folder.write(
            "des.csv",
            SmallCatalogues.catalogueHeader
                + "1,40,0,17,0.02,0,0,0,5,5,5\n2,41,0,17,0.001,0,0,0,5,5,5\n3,42,0,17,0.02,0,4,0,5,5,5\n"
                + "4,43,0,17,0.02,0,0,0,5,5,0\n5,44,0,18,0.02,0,0,0,5,5,5\n6,30,0.0002,17,0.02,0,0,0,5,5,5\n"
                + "7,nan,nan,17,0.02,0,0,0,5,5,5\n8,45,0,17.9,0.006,3,0,0,1,1,1\n")
        let summary = try GalaxySelection.perform(request)
        let set = try #require(summary.set("unlabelled"))
        let table = try TableFile.read(set.path)
        #expect(try table.texts("id") == ["1", "8"] && table.column("label") == nil)
        // A voted galaxy that the catalogue sees is held out of training.
        #expect((summary.set("training")?.count ?? 0) + (summary.set("validation")?.count ?? 0) == 10)
        #expect(summary.lists == [folder.file("sets/problems.csv")])
        request.unlabelledCuts = [Cut("MAG_AUTO_G", .lessOrEqual, 18)]
        request.cuts = [try #require(Cut("FLAGS_R < 8"))]
        #expect(try GalaxySelection.perform(request).set("unlabelled")?.count == 4)
    }

    @Test func `A default cut whose column is missing is called one`() throws {
        var request = try request(SmallCatalogues.votesHeader + SmallCatalogues.votes(10))
        request.catalogue = try folder.write("des.csv", "COADD_OBJECT_ID,RA,DEC\n1,40,0\n")
        let text = message(request)
        #expect(text.contains("'WAVG_SPREAD_MODEL_I', which a default cut of des needs"))
        #expect(text.contains("--no-default-cuts"))
        request.usesDefaultCuts = false
        #expect(try GalaxySelection.perform(request).set("unlabelled")?.count == 1)
    }

    @Test func `A user's survey brings its own cuts`() throws {
        var request = try request(SmallCatalogues.votesHeader + SmallCatalogues.votes(10))
        request.catalogue = try folder.write(
            "mine.csv", "NUMBER,RA,DEC,R50,STAR,MAG\n1,40,0,3,0,17\n2,41,0,3,1,17\n3,42,0,3,0,19.5\n")
        request.target = try Survey(
            settings: try folder.write(
                "mine.json",
                #"{"name": "mine", "bands": ["i", "r", "g"], "pixel_scale_arcsec": 0.2, "id_columns": ["NUMBER"],"#
                    + #" "size": {"half_light_radius": "R50"}, "cuts": ["STAR=0"], "unlabelled_cuts": ["MAG < 18.5"]}"#)
        )
        func unlabelled() throws -> [String] {
            let set = try #require(try GalaxySelection.perform(request).set("unlabelled"))
            return try TableFile.read(set.path).texts("id")
        }
        #expect(try unlabelled() == ["1"])
        request.unlabelledCuts = [Cut("MAG", .less, 20)]
        #expect(try unlabelled() == ["1", "3"])
        request.usesDefaultCuts = false
        #expect(try unlabelled() == ["1", "2", "3"])
    }

    @Test func `All planted leaks and duplicates are found and listed`() throws {
        // 30 galaxies of training lie 0.5 arcsec from a test galaxy under another identifier, 20 stand there twice.
        let leaking = (0..<30).map { "\(7000 + $0),\(50 + 0.1 * Double($0)),\(-10 + 0.5 / 3600),0.01,0.99,7\n" }
            .joined()
        let twice = (0..<20).map {
            "\(8000 + $0),\(100 + 0.1 * Double($0)),\(20.0001),\($0 % 2 == 0 ? "0.01,0.99" : "0.95,0.02"),7\n"
        }
        .joined()
        let contradicting = "9000,102,20.0001,0.95,0.01,7\n"
        var request = try request(
            SmallCatalogues.votesHeader + SmallCatalogues.votes(60) + leaking + twice + contradicting)
        request.matched = try folder.write(
            "matched.csv",
            SmallCatalogues.matchedHeader
                + (0..<30).map {
                    SmallCatalogues.matched($0 + 1, ra: 50 + 0.1 * Double($0), dec: -10, elliptical: 0.1, spiral: 0.8)
                }
                .joined())
        let summary = try GalaxySelection.perform(request)
        #expect(summary.leaks == 30 && summary.duplicates == 42)
        let leaks = try TableFile.read(folder.file("sets/leaks.csv"))
        #expect(try leaks.texts("training_id") == (0..<30).map { "\(7000 + $0)" })
        #expect(try leaks.doubles("separation_arcsec").allSatisfy { ($0 ?? 9) < 1 })
        // The galaxy whose rows disagree is left out, of the others one row stays.
        #expect((summary.set("training")?.count ?? 0) + (summary.set("validation")?.count ?? 0) == 59)
        let duplicates = try TableFile.read(folder.file("sets/duplicates.csv"))
        #expect(try duplicates.texts("reason").count { $0 == "the labels differ" } == 2)
        let training = try LeakAudit.galaxies(of: try #require(summary.set("training")).path)
        let test = try LeakAudit.galaxies(of: try #require(summary.set("fo_sdss")).path)
        #expect(LeakAudit(training: training, test: test).leaks.isEmpty)
        #expect(LeakAudit(training: training + test, test: test).leaks.count == 30)
        request.leakPolicy = .fail
        #expect(message(request).contains("votes.csv, row 61: 30 training galaxies are test galaxies too"))
    }

    @Test func `What is wrong with a table is told with file, row and column`() throws {
        func message(_ votes: String, _ change: (inout SelectionRequest) -> Void = { _ in }) throws -> String {
            var request = try request(votes)
            change(&request)
            return self.message(request)
        }
        #expect(try message(SmallCatalogues.votesHeader).contains("votes.csv: the table has no rows"))
        #expect(try message("OBJID,ra,dec\n1,2,3\n").contains("there is no column 'P_CS_DEBIASED'"))
        #expect(
            try message("name_x,ra,dec,P_CS_DEBIASED\n1,2,3,1\n").contains(
                "no column that identifies the galaxies of sdss"))
        #expect(
            try message(SmallCatalogues.votesHeader + "1,2,3,0.5,7,5\n").contains(
                "row 1, column 'P_CS_DEBIASED': 7.0 is not a fraction"))
        #expect(
            try message(SmallCatalogues.votesHeader + "1,2,3,0.5,high,5\n").contains(
                "row 1, column 'P_CS_DEBIASED': 'high' is not a number"))
        #expect(try message(SmallCatalogues.votesHeader + "1,10,120,0.5,0.99,5\n").contains("seem to be swapped"))
        #expect(
            try message(SmallCatalogues.votesHeader + "1,2,3,0.5,0.5,5\n").contains("no galaxy is left to train on"))
        #expect(
            try message(SmallCatalogues.votesHeader + SmallCatalogues.votes(4)) {
                $0.sourceCuts = [Cut("petroMag_r", .less, 17.77)]
            }
            .contains("there is no column 'petroMag_r'"))
    }

    @Test func `Cross-matches lead to sets without naming a column`() throws {
        // Galaxy Zoo's table has sexagesimal positions and votes only; SDSS and DES have the photometry.
        var zoo = "OBJID,RA,DEC,P_EL_DEBIASED,P_CS_DEBIASED\n"
        var sdss = "objid,ra,dec,petroRad_r\n"
        var des = "COADD_OBJECT_ID,TILENAME,RA,DEC,KRON_RADIUS,A_IMAGE,MAG_AUTO_G,WAVG_SPREAD_MODEL_I,"
        des += ["G", "R", "I"].map { "FLAGS_\($0),NEPOCHS_\($0)" }.joined(separator: ",") + "\n"
        for number in 0..<30 {
            let ra = 0.25 * Double(number)
            zoo += "\(500 + number),00:\(number < 10 ? "0" : "")\(number):00.00,-00:30:00.0,"
            zoo += number % 2 == 0 ? "0.01,0.99\n" : "0.95,0.01\n"
            sdss += "\(500 + number),\(ra + 0.00001),-0.50001,\(6 + number)\n"
            guard number >= 20 else { continue }
            des += "\(900 + number),DES0000-0041,\(ra),-0.49999,3.5,8,17,0.02,0,5,0,5,0,5\n"
        }
        des += "990,DES0000-0041,60,-0.5,3.5,8,17,0.02,0,5,0,5,0,5\n"
        let catalogue = try folder.write("des.csv", des)
        try CrossMatch.perform(
            CrossMatchRequest(
                left: .init(try folder.write("zoo.csv", zoo)), right: .init(try folder.write("sdss.csv", sdss)),
                output: folder.file("votes.fits")))
        try CrossMatch.perform(
            CrossMatchRequest(
                left: .init(folder.file("votes.fits")), right: .init(catalogue), output: folder.file("matched.parquet"))
        )
        var request = SelectionRequest(votes: folder.file("votes.fits"), output: folder.file("sets"))
        request.matched = folder.file("matched.parquet")
        request.catalogue = catalogue
        request.pictureWidth = 400
        request.ending = ".fits"
        let summary = try GalaxySelection.perform(request)
        #expect(summary.sets.map(\.count) == [18, 2, 10, 10, 10, 10, 1] && summary.notes.isEmpty)
        let test = try TableFile.read(try #require(summary.set("hp_des")).path)
        #expect(try test.texts("id")[0] == "920" && test.texts("TILENAME")[0] == "DES0000-0041")
        #expect(try test.doubles("dec")[0] == -0.49999 && test.doubles("dec_sdss")[0] == -0.50001)
        let training = try TableFile.read(try #require(summary.set("training")).path)
        #expect(try training.doubles("dec")[0] == -0.50001 && training.column("petroRad_r") != nil)
        #expect(training.column("dec")?.unit == "deg")
    }

    @Test func `Cuts compare text, long whole numbers and cells that are missing`() throws {
        let table = Table(columns: [
            Column("type", .string(["PSF", "EXP ", "", "--"])), Column("id", .int64([1 << 60, (1 << 60) + 1, 3, 0])),
            Column("good", .boolean([true, false, true, false])), Column("r", .string(["17", "--", "nan", "17.0"])),
            Column("name", .string(["5.1", "5.10", "x", ""])),
        ])
        func rows(_ text: String) throws -> [Int] {
            let cut = try #require(Cut(text))
            return try cut.accepted(in: table).enumerated().filter(\.element).map(\.offset)
        }
        #expect(try rows("type==PSF") == [0] && rows("type!=PSF") == [1, 3] && rows("type='EXP'") == [1])
        #expect(try rows("id=1152921504606846977") == [1] && rows("id!=1152921504606846977") == [0, 2, 3])
        #expect(try rows("good=True") == [0, 2] && rows("r<18") == [0, 3] && rows("r=17") == [0, 3])
        #expect(try rows("name=5.10") == [1])
        #expect(throws: InputError.self) { try rows("id=PSF") }
        #expect(throws: InputError.self) { try rows("type<5") }
    }

    @Test func `A question that nobody reached takes no galaxy away, and what is empty is told`() throws {
        var request = try request("")
        request.votes = try folder.write(
            "bricks.csv",
            "release,brickid,objid,ra,dec,P_EL_DEBIASED,P_CS_DEBIASED\n"
                + (0..<40).map { "9010,\($0 / 4),\($0 % 4),\(100 + $0),20,0.95,\($0 % 2 == 0 ? "" : "nan")\n" }.joined()
                + "9010,10,1,150,20,,\n")
        request.matched = try folder.write(
            "pairs.csv",
            SmallCatalogues.matchedHeader
                + ["0.95,", "0.3,", ",0.99"].enumerated().map {
                    "\($0),\(50 + $0),-10,\($1),7.5,\(900 + $0),\(50 + $0),-10,3.5,8,17.1,0\n"
                }.joined())
        request.usesDefaultCuts = false
        let summary = try GalaxySelection.perform(request)
        #expect(summary.steps.first { $0.what == "without votes" }?.rows == 1)
        #expect(summary.steps.first { $0.what == "the same galaxy as another row" && $0.table != "matched" }?.rows == 0)
        #expect((summary.set("training")?.count ?? 0) + (summary.set("validation")?.count ?? 0) == 40)
        #expect(try TableFile.read(folder.file("sets/training.csv")).texts("id")[0].hasPrefix("9010_0_"))
        // Three in ten for one answer do not say that the other has fewer.
        #expect(summary.set("fo_sdss")?.classes == ["elliptical": 1, "spiral": 1])
        #expect(summary.notes.contains { $0.hasPrefix("the set training has no galaxy of class 'spiral'") })
    }

    @Test func `Cuts are read from text`() {
        #expect(Cut("MAG_AUTO_G<18") == Cut("MAG_AUTO_G", .less, 18))
        #expect(Cut("FLAGS_G <= 3") == Cut("FLAGS_G", .lessOrEqual, 3))
        #expect(Cut("type!=6")?.description == "type!=6" && Cut("x=0.5")?.description == "x=0.5")
        for text in ["MAG<", "<18", "MAG 18", "MAG<bright", "MAG<inf", "MAG<>5", "A=1||B=2", "T='"] {
            #expect(Cut(text) == nil, "\(text)")
        }
        #expect(Cut("FLAGS == 0") == Cut("FLAGS", .equal, 0))
        #expect(Cut("TYPE!='PSF'")?.value == .text("PSF") && Cut("TYPE = PSF")?.value == .text("PSF"))
        #expect(Cut.conditions("A<4 && B >= 2 and C!=x")?.map(\.description) == ["A<4", "B>=2", "C!=x"])
        #expect(Cut.conditions("A<4 &&") == nil && Cut.conditions("A<4 AND b") == nil)
        #expect(!Cut("x", .notEqual, 1).accepts(.nan) && Cut("x", .notEqual, 1).accepts(2))
    }

    @Test(.enabled(if: SampleData.isPresent, "\(SampleData.absence)"))
    func `The paper's tables give the paper's counts`() throws {
        var request = SelectionRequest(
            votes: try SampleData.file("dl_des_tables/validation_963.csv.gz"), output: folder.file("sets"))
        request.pictureWidth = 400
        request.matched = try SampleData.file("dl_des_tables/hp_test_1066.csv.gz")
        let summary = try GalaxySelection.perform(request)
        #expect(summary.set("hp_sdss")?.classes == ["spiral": 516, "elliptical": 550])
        #expect(summary.set("hp_des")?.classes == ["spiral": 516, "elliptical": 550])
        let classes = ["training", "validation"].compactMap { summary.set($0)?.classes }
        #expect(classes.reduce(0) { $0 + ($1["spiral"] ?? 0) } == 456)
        #expect(classes.reduce(0) { $0 + ($1["elliptical"] ?? 0) } == 507)
        request.matched = try SampleData.file("dl_des_tables/fo_crossmatch_all.csv.gz")
        let overlap = try GalaxySelection.perform(request)
        #expect((overlap.set("hp_des")?.count ?? 0) == 1142)
    }
}
