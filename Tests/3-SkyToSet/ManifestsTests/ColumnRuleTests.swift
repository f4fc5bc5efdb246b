import Files
import Manifests
import Surveys
import Tables
import TestSupport
import Testing

@Suite struct ColumnRuleTests {
    private func columns(_ names: String...) -> [ColumnInfo] { names.map { ColumnInfo($0, .string) } }

    private func find(_ columns: [ColumnInfo], of survey: Survey? = nil) throws -> String? {
        try IdentifierColumn.find(in: columns, path: "t.csv", of: survey)?.name
    }

    @Test func oneRuleForIdentifiers() throws {
        #expect(try find(columns("ra", "Name", "objid", "ID_STR", "Id")) == "Id")
        #expect(try find(columns("name", "OBJID_sdss", "COADD_OBJECT_ID")) == "OBJID_sdss")
        #expect(try find(columns("name", "objid", "COADD_OBJECT_ID"), of: .des) == "COADD_OBJECT_ID")
        #expect(try find(columns("name", "source_id")) == "source_id")
        #expect(try find(columns("a", "b")) == nil)
        var marked = columns("name", "objid", "key")
        marked[2].ucd = "meta.id;meta.main"
        #expect(try find(marked) == "key")
        #expect(try find(marked, of: .sdss) == "objid")
        marked[0].ucd = "META.ID;META.MAIN"
        #expect(try find(marked) == "objid")
        let joined = columns("id", "objid_sdss", "COADD_OBJECT_ID", "coadd_object_id_des")
        #expect(IdentifierColumn.ofSide(.des, in: joined)?.name == "coadd_object_id_des")
        #expect(IdentifierColumn.ofSide(.sdss, in: joined)?.name == "objid_sdss")
        #expect(IdentifierColumn.ofSide(.legacy, in: joined)?.name == "id")
        let error = #expect(throws: InputError.self) {
            try IdentifierColumn.required(in: columns("a", "b"), path: "t.csv", of: .des)
        }
        #expect(error?.problem == "there is no column 'id' or 'id_str' or 'COADD_OBJECT_ID'")
    }

    @Test func carriedColumnsHaveNamesOfTheirOwn() {
        let own = [GalaxyColumn.id, .file, .ra, .predicted].map(\.info)
        var others = columns("ID", "Class", "manifest_class", "RA", "note", "NOTE", "mag")
        others[3].ucd = "pos.eq.ra;meta.main"
        others[6].ucd = "phot.mag;meta.main"
        let carried = CarriedColumns(others, besides: own, leavingOut: ["ID"], renaming: .prefix("manifest_"))
        #expect(
            carried.infos.map(\.name)
                == ["manifest_manifest_Class", "manifest_class", "manifest_RA", "note", "manifest_NOTE", "mag"])
        #expect(carried.infos[2].ucd == "pos.eq.ra" && carried.infos[5].ucd == "phot.mag;meta.main")
        #expect(carried.indices == [1, 2, 3, 4, 5, 6])
        // Columns that are there under the same name only are left out.
        let replaced = CarriedColumns(others, besides: own, replacing: ["RA", "mag"], renaming: .suffix("_2"))
        #expect(
            replaced.infos.map(\.name) == ["ID_2", "Class_2", "manifest_class", "note", "NOTE_2", "mag"])
        let preferred = CarriedColumns(
            columns("g_des", "g", "id_des"), besides: own,
            preferring: { $0.name.hasSuffix("_des") ? String($0.name.dropLast(4)) : nil }, renaming: .suffix("_x"))
        #expect(preferred.infos.map(\.name) == ["g", "g_x", "id_des"])
        let table = Table(columns: others.map { Column($0, .string([$0.name, "x"])) })
        #expect(
            carried.columns(of: table).map { $0.text(0) } == ["Class", "manifest_class", "RA", "note", "NOTE", "mag"])
    }

    @Test func predictionsAreReadAsTheyAreWritten() throws {
        let folder = try TemporaryDirectory()
        let predictions = PredictionColumns(classes: ["spiral", "elliptical"])
        var cells = PredictionCells(classes: 2)
        cells.append(probabilities: [0.25, 0.75])
        cells.append(probabilities: nil, reason: "is no image")
        let columns = predictions.columns(cells, ids: ["007", "8"], files: ["a", "b"], model: "abc")
        #expect(columns.map(\.info) == predictions.infos)
        #expect(
            columns.map(\.name) == ["id", "file", "p_spiral", "p_elliptical", "class", "flag", "reason", "model"])
        for format in ["csv", "fits", "vot", "parquet"] {
            let path = folder.file("p." + format)
            try TableFile.write(Table(columns: columns), to: path)
            let table = try TableFile.read(path, text: GalaxyColumn.literalNames)
            #expect(try predictions.probabilities(of: table) == [[0.25, nil], [0.75, nil]])
            #expect(try table.texts("id") == ["007", "8"] && table.texts("flag") == ["ok", "unreadable"])
            #expect(try table.texts("class") == ["elliptical", ""])
        }
        let bad = Table(columns: [Column("p_spiral", .double([0.5, 1.5]))], path: "p.csv")
        let value = #expect(throws: InputError.self) {
            try PredictionColumns(classes: ["spiral"]).probabilities(of: bad)
        }
        #expect(value?.row == 2 && value?.column == "p_spiral")
        let one = Table(columns: [Column("p_spiral", .double([0.5]))], path: "p.csv")
        let missing = #expect(throws: InputError.self) { try predictions.probabilities(of: one) }
        #expect(
            missing?.problem == "there is no column 'p_elliptical' with the probabilities of the class 'elliptical'")
    }
}
