import Catalogue
import Confidence
import Engines
import Files
import Foundation
import Inference
import Process
import Sky
import Tables
import TestSupport
import Testing

@Suite struct CatalogueTests {
    @Test func `every galaxy stands once in the cell that it lies in, with what classify says of it`() throws {
        let survey = try SmallSurvey()
        let summary = try survey.make(survey.request("c"))
        let predictions = survey.directory.file("p.parquet")
        try Classification.perform(
            InferenceRequest(manifest: survey.manifest, output: predictions), engine: SmallSurvey.engine,
            progress: .silent)
        let expected = try TableFile.read(predictions)
        let rows = Dictionary(uniqueKeysWithValues: try expected.texts("id").enumerated().map { ($1, $0) })
        var found: Set<String> = []
        let cells = try survey.cells("c")
        #expect(summary.cells == cells.count && cells.count > 12)
        for (order, pixel, table) in cells {
            #expect(table.rowCount <= 50)
            guard case .int64(let pixels) = try table.requiredColumn("_healpix_29").values else {
                Issue.record("no pixels")
                continue
            }
            #expect(pixels == pixels.sorted())
            #expect(pixels.allSatisfy { Int($0) >> (2 * (29 - order)) == pixel })
            let (ids, ra, dec) = (try table.texts("id"), try table.doubles("ra"), try table.doubles("dec"))
            for (row, id) in ids.enumerated() {
                #expect(found.insert(id).inserted)
                let position = try SkyCoordinate(
                    ra: Angle(degrees: ra[row] ?? .nan), dec: Angle(degrees: dec[row] ?? .nan))
                #expect(HEALPix(order: 29).pixel(of: position) == Int(pixels[row]))
                let other = try #require(rows[id])
                for name in [
                    "file", "p_spiral", "p_elliptical", "class", "flag", "model", "magnitude", "flags", "note",
                ] {
                    #expect(
                        try table.requiredColumn(name).text(row) == expected.requiredColumn(name).text(other), "\(name)"
                    )
                }
            }
        }
        #expect(found.count == 600 && summary.rows == 600 && summary.madeRows == 600)
    }

    @Test func `galaxies that the network has taught itself with are known`() throws {
        let survey = try SmallSurvey()
        var request = survey.request("c")
        _ = try survey.make(request)
        let known = try survey.cells("c").flatMap { try $0.table.texts("id") }
        let labels = survey.directory.file("pseudo_labels.parquet")
        let (first, second) = (known[0], known[5])
        try TableFile.write(
            Table(columns: [
                Column(ColumnInfo("id", .string), .string([first, first, second, known[7]])),
                Column(ColumnInfo("round", .int32), .int32([1, 2, 2, 1])),
                Column(ColumnInfo("chosen", .boolean), .boolean([true, true, true, false])),
            ]), to: labels)
        request.pseudoLabels = labels
        let changed = try survey.make(request)
        #expect(changed.madeCells == changed.cells)
        var rounds: [String: Int] = [:]
        for cell in try survey.cells("c") {
            for (id, round) in zip(try cell.table.texts("id"), try cell.table.integers("pseudo_label_round")) {
                rounds[id] = round
            }
        }
        #expect(rounds == [first: 1, second: 2])
    }

    @Test func `shares in any order give the bytes of one process`() throws {
        let survey = try SmallSurvey()
        _ = try survey.make(survey.request("one/c"))
        for index in [2, 0, 1] {
            var request = survey.request("three/c")
            request.shard = .init(index: index, count: 3)
            let summary = try survey.make(request)
            #expect(summary.madeCells > 0)
            #expect((summary.left == 0) == (index == 1))
            #expect(try CatalogueStatus(of: request.output).isComplete == (index == 1))
        }
        #expect(try survey.files("one/c") == survey.files("three/c"))
    }

    @Test func `only cells whose rows have changed are made again`() throws {
        let survey = try SmallSurvey()
        let whole = try survey.make(survey.request("a/c"))
        #expect(try survey.make(survey.request("a/c")).madeCells == 0)
        // A row more in front of the others, and another magnitude.
        let changed = SmallSurvey.text(count: 600, changed: [10])
        try survey.directory.write("m.csv", changed + "new,new.jpg,200,45,16,,\n")
        let again = try survey.make(survey.request("a/c"))
        #expect((1...2).contains(again.madeCells) && again.rows == 601, "\(again.madeCells) of \(whole.cells)")
        _ = try survey.make(survey.request("b/c"))
        #expect(try survey.files("a/c") == survey.files("b/c"))
    }

    @Test func `cells of an earlier plan go when the new ones are in place`() throws {
        let survey = try SmallSurvey()
        _ = try survey.make(survey.request("a/c", cellRows: 300))
        _ = try survey.make(survey.request("a/c", cellRows: 50))
        _ = try survey.make(survey.request("b/c", cellRows: 50))
        #expect(try survey.files("a/c") == survey.files("b/c"))
    }

    @Test func `rows without a position are listed, and the others stay`() throws {
        let survey = try SmallSurvey(count: 20)
        try survey.directory.write("m.csv", SmallSurvey.text(count: 20) + "lost,lost.jpg,,,17,,\nhalf,h.jpg,12,,17,,\n")
        let summary = try survey.make(survey.request("c"))
        #expect(summary.rows == 20 && summary.leftOut == 2)
        let listed = try TableFile.read(survey.directory.file("c/tuningfork/left_out.csv"))
        #expect(try listed.texts("id") == ["lost", "half"])
    }

    /// No magnitude, nor anything else that is carried along.
    @Test func `galaxies of which nothing is known but the place have prediction sets`() throws {
        let survey = try SmallSurvey()
        let lines = (0..<40).map { "g\($0),\($0).jpg,\($0),5\n" }
        try survey.directory.write("m.csv", "id,file,ra,dec\n" + lines.joined())
        _ = try CatalogueWork.perform(survey.request("c"), engine: EngineWithSets(), progress: .silent)
        let sets = try survey.cells("c").flatMap { try $0.table.texts("set") }
        #expect(sets.count == 40 && sets.allSatisfy { $0.contains("spiral") || $0.contains("elliptical") })
    }

    @Test func `a galaxy that is listed twice is flagged the second time`() throws {
        let survey = try SmallSurvey(count: 20)
        try survey.directory.write("m.csv", SmallSurvey.text(count: 20) + "g3,g3.jpg,10,10,17,,\n")
        #expect(try survey.make(survey.request("c")).repeated == 1)
        let flags = try survey.cells("c").flatMap { cell in
            zip(try cell.table.texts("note"), try cell.table.texts("flag")).filter { $0.1 != "ok" }.map(\.1)
        }
        #expect(flags == ["repeated"])
    }

    @Test func `a manifest without positions, and a folder of something else, are refused`() throws {
        let survey = try SmallSurvey(count: 20)
        try survey.directory.write("m.csv", "id,file\n1,1.jpg\n")
        let error = #expect(throws: InputError.self) { try survey.make(survey.request("c")) }
        #expect(error?.description.contains("made by place on the sky") ?? false)
        try FileManager.default.createDirectory(
            atPath: survey.directory.file("full"), withIntermediateDirectories: true)
        try survey.directory.write("full/mine.txt", "mine")
        let refused = #expect(throws: InputError.self) { try survey.make(survey.request("full")) }
        #expect(refused?.description.contains("no catalogue of this program's") ?? false)
    }

    @Test func `the name is that of the folder, whatever leads to it`() throws {
        let survey = try SmallSurvey(count: 20)
        _ = try survey.make(survey.request("one/sky"))
        for detour in ["two/sky/.", "three/sky/", "four/sky/../sky/."] {
            try Directory.create(survey.directory.file(detour))
            _ = try survey.make(survey.request(detour))
            let folder = String(detour.prefix { $0 != "/" }) + "/sky"
            #expect(try survey.files(folder) == survey.files("one/sky"), "\(detour)")
        }
        #expect(throws: WriteError.self) {
            try survey.make(CatalogueRequest(manifest: survey.manifest, output: ""))
        }
    }

    @Test func `a catalogue of a later version is left alone`() throws {
        let survey = try SmallSurvey(count: 20)
        _ = try survey.make(survey.request("c"))
        let before = try survey.files("c")
        let plan = survey.directory.file("c/tuningfork/plan.json")
        let text = try String(contentsOfFile: plan, encoding: .utf8)
        try text.replacing("\"version\":1", with: "\"version\":2").write(
            toFile: plan, atomically: true, encoding: .utf8)
        let error = #expect(throws: InputError.self) { try survey.make(survey.request("c")) }
        #expect(error?.description.contains("another version") ?? false)
        #expect(try survey.files("c") == before)
    }
}

/// The stub engine, whose run makes prediction sets.
private final class EngineWithSets: Engine {
    var model: EngineModel

    init() throws {
        model = SmallSurvey.engine.model
        let sure = (0..<200).map { Double($0 % 100) / 200 + 0.5 }
        model.confidence.sets = try PredictionSets(
            probabilities: sure.enumerated().map { $0 % 2 == 0 ? [$1, 1 - $1] : [1 - $1, $1] },
            truths: sure.indices.map { $0 % 2 }, classes: model.classes)
    }

    func run(
        _ outputs: EngineOutputs, batch: Int, files: (Int) throws -> [String], _ body: (EngineBatch) throws -> Void
    ) throws {
        try SmallSurvey.engine.run(outputs, batch: batch, files: files, body)
    }
}
