import Catalogue
import Engines
import Files
import Foundation
import Process
import Sky
import Tables
import TestSupport
import Testing

/// Catalogues whose rows have the network's vectors.
@Suite struct EmbeddingsTests {
    private static func request(_ survey: SmallSurvey, _ name: String, cellRows: Int = 50) -> CatalogueRequest {
        var request = survey.request(name, cellRows: cellRows)
        request.embeddings = true
        return request
    }

    /// What the engine says of each galaxy when it is asked for nothing else.
    private static func expected(_ engine: any Engine, _ ids: [String]) throws -> [String: [Float]] {
        var left = ids[...]
        var vectors: [String: [Float]] = [:]
        try engine.run(.embedding, batch: 16) { count in
            defer { left = left.dropFirst(count) }
            return left.prefix(count).map { "\($0.dropFirst()).jpg" }
        } _: { batch in
            let width = engine.model.dimension
            for place in 0..<batch.count {
                vectors[ids[vectors.count]] = Array(batch.embedding[place * width..<(place + 1) * width])
            }
        }
        return vectors
    }

    @Test func `every row has the vector that the engine makes, and what it has without`() throws {
        let survey = try SmallSurvey()
        _ = try survey.make(survey.request("plain"))
        _ = try survey.make(Self.request(survey, "c"))
        let vectors = try survey.vectors("c")
        #expect(vectors == (try Self.expected(SmallSurvey.engine, Array(vectors.keys))) && vectors.count == 600)
        for (plain, cell) in zip(try survey.cells("plain"), try survey.cells("c")) {
            let same = plain.table.columns.filter { $0.name != "settings_digest" }
            #expect(same == cell.table.columns.filter { $0.name != "settings_digest" })
        }
        let common = survey.directory.file("c/dataset/_common_metadata")
        #expect(try ParquetGroups.vectorColumn(of: common, named: "embedding")?.width == 8)
        #expect(try ParquetGroups.vectorColumn(of: common, named: "embedding")?.ucd == "stat.param")
    }

    @Test func `stopped in the middle of a cell, it goes on to the same bytes`() throws {
        let survey = try SmallSurvey()
        _ = try survey.make(Self.request(survey, "one/c", cellRows: 300))
        let request = Self.request(survey, "two/c", cellRows: 300)
        let failing = FailingEngine(after: 5)
        #expect(throws: FailingEngine.Failed.self) {
            try CatalogueWork.perform(request, engine: failing, progress: .silent)
        }
        let second = FailingEngine(after: .max)
        _ = try CatalogueWork.perform(request, engine: second, progress: .silent)
        #expect(failing.seen > 32 && failing.seen + second.seen == 600)
        #expect(try survey.files("one/c") == survey.files("two/c"))
    }

    @Test func `with vectors and without are two settings`() throws {
        let survey = try SmallSurvey()
        let plain = try survey.make(survey.request("c"))
        let with = try survey.make(Self.request(survey, "c"))
        #expect(with.madeCells == plain.cells && with.madeRows == 600)
        #expect(try survey.make(Self.request(survey, "c")).madeCells == 0)
        #expect(try survey.make(survey.request("c")).madeCells == plain.cells)
        _ = try survey.make(survey.request("other/c"))
        #expect(try survey.files("c") == survey.files("other/c"))
    }

    @Test func `pictures that cannot be read have a vector of NaN`() throws {
        let survey = try SmallSurvey(count: 60)
        _ = try CatalogueWork.perform(Self.request(survey, "c"), engine: BlindEngine(), progress: .silent)
        let expected = try Self.expected(SmallSurvey.engine, (0..<60).map { "g\($0)" })
        for (id, vector) in try survey.vectors("c") {
            let isBlind = id.hasSuffix("7")
            #expect(isBlind ? vector.allSatisfy(\.isNaN) && vector.count == 8 : vector == expected[id], "\(id)")
        }
    }

    @Test func `an ensemble is refused before anything is made`() throws {
        let survey = try SmallSurvey(count: 20)
        let engine = FailingEngine(after: .max)
        engine.model.members = 2
        let error = #expect(throws: InputError.self) {
            try CatalogueWork.perform(Self.request(survey, "c"), engine: engine, progress: .silent)
        }
        #expect(error?.problem.contains("ensemble of 2 networks, which has no embedding") ?? false)
        #expect(error?.remedy?.contains("Leave --embeddings out") ?? false)
        #expect(!FileManager.default.fileExists(atPath: survey.directory.file("c")))
    }

    @Test func `a column of the manifest that has the name gets another`() throws {
        let survey = try SmallSurvey(count: 20)
        try survey.directory.write("m.csv", "id,file,ra,dec,Embedding\ng0,0.jpg,10,10,5\n")
        _ = try survey.make(Self.request(survey, "c"))
        let table = try #require(try survey.cells("c").first).table
        #expect(table.column("manifest_Embedding") != nil && table.column("Embedding") == nil)
        #expect(try survey.vectors("c")["g0"]?.count == 8)
    }

    @Test func `a cell's vectors stay below 512 MiB`() {
        #expect(
            [8, 1024, 1280, 2048, 1 << 30].map(CatalogueRequest.cellRows(dimension:)) == [
                100_000, 100_000, 100_000, 65_536, 1,
            ])
    }

    @Test func `queries give the vectors of their rows`() throws {
        let survey = try SmallSurvey()
        _ = try survey.make(Self.request(survey, "c"))
        let all = try survey.vectors("c")
        let reader = try CatalogueReader(survey.directory.file("c"))
        #expect(!reader.columns.contains { $0.name == "embedding" } && reader.vector?.width == 8)
        var query = CatalogueQuery()
        query.cone = SkyCone(
            center: try SkyCoordinate(ra: Angle(degrees: 0), dec: Angle(degrees: 0)), radius: Angle(degrees: 0.2))
        query.givesVectors = true
        var found = 0
        try reader.search(query) { table in
            let vectors = try #require(table.vectors)
            for (row, id) in try table.texts("id").enumerated() { #expect(Array(vectors[row]) == all[id], "\(id)") }
            found += table.rowCount
        }
        #expect(found > 20 && found < 600)
        query.limit = 7
        try reader.search(query) { #expect($0.vectors?.count == $0.rowCount) }
        query.columns = ["embedding", "id"]
        #expect(try reader.columns(of: query).map(\.name) == ["id"] && reader.vector(of: query) != nil)
        query.columns = ["id"]
        try reader.search(query) { #expect($0.vectors == nil) }
        query.columns = ["embedding"]
        let alone = #expect(throws: InputError.self) { try reader.columns(of: query) }
        #expect(alone?.description.contains("whose they are") ?? false)
    }

    @Test(arguments: ["c.parquet", "c.csv", "c.fits", "c.vot", "c.sqlite"])
    func `Parquet carries the vectors, and the others say that they do not`(_ name: String) throws {
        let survey = try SmallSurvey(count: 100)
        _ = try survey.make(Self.request(survey, "c"))
        let path = survey.directory.file(name)
        let format = try #require(CatalogueExport.Format(endingOf: path))
        let (rows, notices) = try Notice.collect {
            try CatalogueExport.write(survey.directory.file("c"), as: format, to: path, progress: .silent)
        }
        #expect(rows == 100)
        guard name == "c.parquet" else {
            return #expect(notices.count == 1 && notices.allSatisfy { $0.contains("only Parquet") }, "\(notices)")
        }
        #expect(notices == [])
        let (width, values) = try VectorTable.vectors(path, named: "embedding")
        let all = try survey.vectors("c")
        let ids = try TableFile.read(path, columns: ["id"]).texts("id")
        #expect(width == 8 && values == ids.flatMap { all[$0] ?? [] } && ids.count == 100)
    }

    /// The stub engine, which ends with an error after some batches.
    private final class FailingEngine: Engine {
        struct Failed: Error {}

        var model = SmallSurvey.engine.model
        private(set) var seen = 0
        private var left: Int

        init(after batches: Int) { left = batches }

        func run(
            _ outputs: EngineOutputs, batch: Int, files: (Int) throws -> [String], _ body: (EngineBatch) throws -> Void
        ) throws {
            try SmallSurvey.engine.run(outputs, batch: batch, files: files) { found in
                guard left > 0 else { throw Failed() }
                try body(found)
                left -= 1
                seen += found.count
            }
        }
    }

    /// The stub engine, which cannot read the pictures whose names end in 7.
    private final class BlindEngine: Engine {
        let model = SmallSurvey.engine.model

        func run(
            _ outputs: EngineOutputs, batch: Int, files: (Int) throws -> [String], _ body: (EngineBatch) throws -> Void
        ) throws {
            var names: [String] = []
            try SmallSurvey.engine.run(outputs, batch: batch) { count in
                names = try files(count)
                return names
            } _: { found in
                var found = found
                for (place, name) in names.enumerated() where name.hasSuffix("7.jpg") {
                    found.reasons[place] = "blind"
                    for number in 0..<model.dimension { found.embedding[place * model.dimension + number] = .nan }
                }
                try body(found)
            }
        }
    }
}
