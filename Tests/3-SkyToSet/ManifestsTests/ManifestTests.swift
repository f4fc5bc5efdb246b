import Files
import Manifests
import Sky
import Tables
import TestSupport
import Testing

@Suite struct ManifestTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func read(_ text: String, requireLabels: Bool = false) throws -> Manifest {
        try Manifest.read(directory.write("m.csv", text), requireLabels: requireLabels)
    }

    private func error(_ text: String, requireLabels: Bool = false) -> InputError? {
        #expect(throws: InputError.self) { try read(text, requireLabels: requireLabels) }
    }

    @Test func readsWhatIsKnownAndCarriesTheRest() throws {
        let manifest = try read(
            """
            ID_str,FILE_LOC,label,ra,DEC,survey,note
            007,a/1.jpg,spiral,12.5,-5.25,SDSS,"one, two"
            8,/data/2.jpg,,,,,
            9,./a//3.jpg, elliptical ,0.0379,-10.5,DES,x
            """)
        let position = try SkyCoordinate(ra: Angle(degrees: 12.5), dec: Angle(degrees: -5.25))
        #expect(
            manifest.rows[0]
                == Manifest.Row(
                    id: "007", file: directory.file("a/1.jpg"), label: "spiral", survey: "SDSS", position: position,
                    row: 1, manifest: directory.file("m.csv")))
        #expect(
            manifest.rows[1]
                == Manifest.Row(id: "8", file: "/data/2.jpg", row: 2, manifest: directory.file("m.csv")))
        #expect(manifest.rows[2].file == directory.file("a/3.jpg"))
        #expect(manifest.rows[2].label == "elliptical")
        #expect(manifest.rows[2].position?.ra.degrees == 0.0379)
        #expect(manifest.table.column("note")?.texts == ["one, two", "", "x"])
    }

    @Test func missingColumnsListWhatThereIs() {
        let id = error("galaxy,file\n1,a.jpg\n")
        #expect(id?.problem == "there is no column 'id' or 'id_str'")
        #expect(id?.remedy == "The columns are: galaxy, file")
        #expect(id?.file == directory.file("m.csv"))
        #expect(error("id,path\n1,a.jpg\n")?.problem == "there is no column 'file' or 'file_loc'")
        #expect(error("id,file\n1,a\n", requireLabels: true)?.problem == "there is no column 'label'")
        #expect(error("id,file,ra\n1,a,5\n")?.problem == "there is no column 'dec'")
        #expect(error("id,file,dec\n1,a,5\n")?.problem == "there is no column 'ra'")
    }

    @Test func badCellsNameRowAndColumn() {
        #expect(error("id,file\n")?.problem == "the manifest has no rows")
        let id = error("id,file\n1,a\n ,b\n")
        #expect(id?.row == 2)
        #expect(id?.column == "id")
        #expect(error("id,file\n1,\n")?.column == "file")
        let dec = error("id,file,RA,Dec\n1,a,5,6\n2,b,5,96\n")
        #expect(dec?.row == 2)
        #expect(dec?.column == "Dec")
        #expect(dec?.problem == "declination 96.0 is not within -90 to +90 degrees")
        #expect(error("id,file,ra,dec\n1,a,x,6\n")?.column == "ra")
        #expect(error("id,file,ra,dec\n1,a,5,\n")?.column == "dec")
        #expect(
            error("id,file,ra,dec\n1,a,,5\n")?.problem
                == "the right ascension is missing: only one half of the position is given")
        #expect(error("id,file,label\n1,a,\n", requireLabels: true)?.problem == "no row has a label")
        let missing = #expect(throws: InputError.self) {
            try Manifest.read(directory.file("none.csv"), requireLabels: false)
        }
        #expect(missing?.problem == "there is no such file")
    }

    @Test func oneGalaxyOnceASurvey() throws {
        let pairs = try read("id,file,survey\n1,a,SDSS\n1,b,DES\n")
        #expect(pairs.rows.count == 2)
        let twice = error("id,file,survey\n1,a,SDSS\n2,b,SDSS\n1,c,sdss\n")
        #expect(twice?.row == 3)
        #expect(twice?.problem == "id '1' of survey 'sdss' already stands in row 1")
        #expect(error("id,file\n1,a\n1,b\n")?.problem == "id '1' already stands in row 1")
    }

    @Test func oneImageInTwoTablesIsRefused() throws {
        let tables = try ["id,file\n1,a\n2,b\n", "id,file\n1,c\n2,./b\n"].enumerated().map { number, text in
            try GalaxyTable.check(directory.write("\(number + 1).csv", text), needs: [.id, .file])
        }
        try GalaxyTable.checkImages(of: [tables[0]])
        let error = #expect(throws: InputError.self) { try GalaxyTable.checkImages(of: tables) }
        #expect(error?.file == directory.file("2.csv"))
        #expect(error?.row == 2)
        #expect(
            error?.problem
                == "the image \(directory.file("b")) already stands in \(directory.file("1.csv")), row 2")
    }

    @Test(
        .enabled(if: SampleData.isPresent, Comment(rawValue: SampleData.absence)),
        arguments: [
            ("sdss_gz2_kaggle5000/manifest.csv", 5000, 3038), ("sdss_gz2_hart1000/manifest.csv", 1000, 718),
            ("sdss_efigi4458/manifest.csv", 4458, 3604), ("decals_expert_examples/manifest.csv", 172, 124),
            ("decals_zoobot_ring470/manifest.csv", 470, 0), ("des_sdss_pairs/manifest_pairs.csv", 200, 0),
            ("des_sdss_pairs/manifest_unlabelled_des.csv", 200, 200),
        ])
    func sampleManifestsRead(name: String, count: Int, labelled: Int) throws {
        let manifest = try Manifest.read(SampleData.file(name), requireLabels: labelled > 0)
        #expect(manifest.rows.count == count)
        #expect(manifest.rows.count { $0.label != nil } == labelled)
    }
}
