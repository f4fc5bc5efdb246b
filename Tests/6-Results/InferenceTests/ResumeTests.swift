import Engines
import Files
import Foundation
import Inference
import Manifests
import Process
import Tables
import TestSupport
import Testing
import Training
import TrainingSets
import Vectors

/// What was stopped goes on to the same bytes, in every format.
@Suite(.serialized) struct ResumeTests {
    /// Passes on to the stub, and fails after some batches as a full disk or a pulled plug would.
    private final class Failing: Engine {
        struct Failure: Error {}
        private let stub: StubEngine
        private let batches: Int
        /// Files that the engine was asked to look at, and those it has given results of.
        private(set) var given = 0
        private(set) var done = 0

        init(_ stub: StubEngine, after batches: Int) {
            self.stub = stub
            self.batches = batches
        }

        var model: EngineModel { stub.model }

        func run(
            _ outputs: EngineOutputs, batch: Int, files: (Int) throws -> [String],
            _ body: (EngineBatch) throws -> Void
        ) throws {
            var left = batches
            try stub.run(outputs, batch: batch) { count in
                let names = try files(count)
                given += names.count
                return names
            } _: { result in
                if left == 0 { throw Failure() }
                left -= 1
                var result = result
                // One picture of each batch cannot be read.
                result.reasons[0] = "is \"torn\", at its\nend"
                try body(result)
                done += result.count
            }
        }
    }

    private let stub = StubEngine(classes: ["spiral", "elliptical", "other"], dimension: 5)

    private func manifest(_ directory: TemporaryDirectory, rows: Int = 103) throws -> String {
        try directory.write(
            "m.csv",
            "id,file,ra,dec,note\n"
                + (0..<rows).map { "g\($0),\($0).jpg,\(Double($0) + 0.25),-5,\"a,\($0)\"\n" }.joined())
    }

    @Test(arguments: ["csv", "csv.gz", "fits", "vot", "parquet"], [false, true])
    func `classify goes on in every format`(_ format: String, asksQuestions: Bool) throws {
        let scheme = try VoteScheme(
            tree: QuestionTree([.init("shape", answers: ["s", "e", "o"]), .init("bar", answers: ["yes", "no"])]),
            classOfAnswer: ["shape_s": "spiral", "shape_e": "elliptical", "shape_o": "other"],
            classes: ClassList(self.stub.model.classes))
        let stub = asksQuestions ? StubEngine(classes: self.stub.model.classes, votes: scheme) : self.stub
        let directory = try TemporaryDirectory()
        let table = try manifest(directory)
        let whole = InferenceRequest(manifest: table, output: directory.file("whole.\(format)"), batch: 8)
        let never = Failing(stub, after: .max)
        let summary = try Classification.perform(whole, engine: never, progress: SmallRun.quiet)
        #expect(never.done == 103 && summary.unreadable == 13)
        #expect(summary.firstUnreadable?.row == 1)

        let parts = InferenceRequest(manifest: table, output: directory.file("parts.\(format)"), batch: 8)
        var looked = 0
        for batches in [3, 0, 5] {
            let engine = Failing(stub, after: batches)
            #expect(throws: Failing.Failure.self) {
                try Classification.perform(parts, engine: engine, progress: SmallRun.quiet)
            }
            #expect(engine.done == 8 * batches && engine.given == 8 * (batches + 1))
            #expect(try directory.names().filter { $0.hasPrefix("parts") } == ["parts.\(format).unfinished"])
            looked += engine.done
        }
        let last = Failing(stub, after: .max)
        #expect(try Classification.perform(parts, engine: last, progress: SmallRun.quiet) == summary)
        #expect(looked + last.done == 103)
        let bytes = try Data(contentsOf: URL(filePath: whole.output))
        #expect(try Data(contentsOf: URL(filePath: parts.output)) == bytes)
        #expect(try directory.names().allSatisfy { !$0.hasSuffix(".unfinished") && !$0.hasPrefix(".tuningfork") })
    }

    @Test func `embed goes on, and both of its files belong together`() throws {
        let directory = try TemporaryDirectory()
        let table = try manifest(directory)
        let whole = InferenceRequest(manifest: table, output: directory.file("whole.npy"), batch: 8)
        try Embedding.perform(whole, engine: Failing(stub, after: .max), progress: SmallRun.quiet)
        let parts = InferenceRequest(manifest: table, output: directory.file("parts.npy"), batch: 8)
        #expect(throws: Failing.Failure.self) {
            try Embedding.perform(parts, engine: Failing(stub, after: 6), progress: SmallRun.quiet)
        }
        // An older pair in its place is not taken for the new one.
        for ending in ["npy", "csv"] {
            try FileManager.default.copyItem(
                atPath: directory.file("whole.\(ending)"), toPath: directory.file("parts.\(ending)"))
        }
        let error = #expect(throws: InputError.self) { try EmbeddingFile(parts.output) }
        #expect("\(error.map { "\($0)" } ?? "")".contains("embed has not finished here"))
        let summary = try Embedding.perform(
            parts, engine: Failing(stub, after: .max), progress: SmallRun.quiet)
        #expect(summary.rows == 103 && summary.unreadable == 13)
        #expect(try EmbeddingFile(parts.output).ids.count == 103)
        for ending in ["npy", "csv"] {
            let bytes = try Data(contentsOf: URL(filePath: directory.file("whole.\(ending)")))
            #expect(try Data(contentsOf: URL(filePath: directory.file("parts.\(ending)"))) == bytes)
        }
        let (shape, values) = try Npy.read(parts.output)
        #expect(shape == [103, 5] && values.count == 515)
    }

    @Test(arguments: ["npy", "parquet"], StoredFloat.allCases)
    func `vectors go on in every format and type`(_ format: String, _ type: StoredFloat) throws {
        let directory = try TemporaryDirectory()
        let table = try manifest(directory)
        let exact = InferenceRequest(manifest: table, output: directory.file("exact.npy"), batch: 8)
        try Embedding.perform(exact, engine: Failing(stub, after: .max), progress: SmallRun.quiet)
        let whole = InferenceRequest(manifest: table, output: directory.file("whole.\(format)"), batch: 8)
        try Embedding.perform(whole, engine: Failing(stub, after: .max), type: type, progress: SmallRun.quiet)
        let parts = InferenceRequest(manifest: table, output: directory.file("parts.\(format)"), batch: 8)
        for batches in [3, 0, 5] {
            #expect(throws: Failing.Failure.self) {
                try Embedding.perform(
                    parts, engine: Failing(stub, after: batches), type: type, progress: SmallRun.quiet)
            }
            #expect(!FileManager.default.fileExists(atPath: parts.output))
        }
        let summary = try Embedding.perform(
            parts, engine: Failing(stub, after: .max), type: type, progress: SmallRun.quiet)
        #expect(summary.rows == 103 && summary.unreadable == 13 && summary.firstUnreadable?.row == 1)
        for (left, right) in zip(EmbeddingFile.files(of: whole.output), EmbeddingFile.files(of: parts.output)) {
            #expect(try Data(contentsOf: URL(filePath: left)) == Data(contentsOf: URL(filePath: right)))
        }
        let (found, expected) = (try EmbeddingFile(parts.output), try EmbeddingFile(exact.output))
        #expect(found.ids == expected.ids && found.isFinite == expected.isFinite && found.dimension == 5)
        #expect(found.table.columns.map(\.name) == ["id", "file", "flag", "reason"])
        #expect(found.table.columns.map(\.texts) == expected.table.columns.map(\.texts))
        for row in 0..<103 where expected.isFinite[row] {
            let exact = expected.vector(row)
            #expect(found.vector(row) == (type == .float32 ? exact : exact.map { Float(Float16($0)) }))
        }
    }

    /// What no half can hold is told, and what was found is written in another type.
    @Test func `a number beyond halves is told`() throws {
        let directory = try TemporaryDirectory()
        final class Large: Engine {
            let stub = StubEngine(classes: [], dimension: 2)
            var model: EngineModel { stub.model }

            func run(
                _ outputs: EngineOutputs, batch: Int, files: (Int) throws -> [String],
                _ body: (EngineBatch) throws -> Void
            ) throws {
                try stub.run(outputs, batch: batch, files: files) { found in
                    var found = found
                    found.embedding[found.embedding.count - 1] = -70_000
                    try body(found)
                }
            }
        }
        for format in ["npy", "parquet"] {
            let request = InferenceRequest(
                manifest: try manifest(directory, rows: 3), output: directory.file("e.\(format)"), batch: 8)
            let error = #expect(throws: InputError.self) {
                try Embedding.perform(request, engine: Large(), type: .float16, progress: SmallRun.quiet)
            }
            #expect(error?.row == 3 && error?.problem.contains("-70000") == true)
            #expect(!FileManager.default.fileExists(atPath: request.output))
            try Embedding.perform(request, engine: Large(), progress: SmallRun.quiet)
            #expect(try EmbeddingFile(request.output).vector(2)[1] == -70_000)
        }
    }

    /// A journal that was cut anywhere, or whose last block is damaged, loses whole batches only.
    @Test func `whatever is left of a journal goes on`() throws {
        let directory = try TemporaryDirectory()
        let table = try manifest(directory, rows: 40)
        let request = InferenceRequest(manifest: table, output: directory.file("p.csv"), batch: 8)
        let journal = request.output + ".unfinished"
        #expect(throws: Failing.Failure.self) {
            try Classification.perform(request, engine: Failing(stub, after: 4), progress: SmallRun.quiet)
        }
        let left = try Data(contentsOf: URL(filePath: journal))
        try Classification.perform(request, engine: Failing(stub, after: .max), progress: SmallRun.quiet)
        let whole = try Data(contentsOf: URL(filePath: request.output))
        let line = left.firstIndex(of: UInt8(ascii: "\n")) ?? 0
        // Four batches with as many pictures and the same reason.
        let block = (left.count - line - 1) / 4
        for cut in stride(from: line - 3, to: left.count, by: 37) {
            try left.prefix(cut).write(to: URL(filePath: journal))
            let engine = Failing(stub, after: .max)
            try Classification.perform(request, engine: engine, progress: SmallRun.quiet)
            #expect(try Data(contentsOf: URL(filePath: request.output)) == whole, "cut at \(cut)")
            let whole = max(0, cut - line - 1) / block
            #expect(engine.done == 40 - 8 * whole, "cut at \(cut)")
        }
        var damaged = left
        damaged[damaged.count - 30] ^= 0x40
        try damaged.write(to: URL(filePath: journal))
        let engine = Failing(stub, after: .max)
        try Classification.perform(request, engine: engine, progress: SmallRun.quiet)
        #expect(engine.done == 16, "the damaged block's batch, and the one after it")
        #expect(try Data(contentsOf: URL(filePath: request.output)) == whole)
    }

    @Test func `another manifest, model or batch starts anew`() throws {
        let directory = try TemporaryDirectory()
        let table = try manifest(directory, rows: 40)
        func stop(_ request: InferenceRequest, _ stub: StubEngine) {
            #expect(throws: Failing.Failure.self) {
                try Classification.perform(request, engine: Failing(stub, after: 2), progress: SmallRun.quiet)
            }
        }
        let request = InferenceRequest(manifest: table, output: directory.file("p.csv"), batch: 8)
        var other = request
        other.batch = 10
        stop(request, stub)
        let batched = Failing(stub, after: .max)
        try Classification.perform(other, engine: batched, progress: SmallRun.quiet)
        #expect(batched.done == 40)
        stop(request, stub)
        let model = Failing(StubEngine(classes: ["a", "b", "c"]), after: .max)
        try Classification.perform(request, engine: model, progress: SmallRun.quiet)
        #expect(model.done == 40)
        stop(request, stub)
        _ = try manifest(directory, rows: 41)
        let longer = Failing(stub, after: .max)
        try Classification.perform(request, engine: longer, progress: SmallRun.quiet)
        #expect(longer.done == 41)
    }

    @Test func `a file that is not ours is not taken for a journal, and one process writes at a time`() throws {
        let directory = try TemporaryDirectory()
        let table = try manifest(directory, rows: 4)
        let request = InferenceRequest(manifest: table, output: directory.file("p.csv"))
        try directory.write("p.csv.unfinished", "my notes")
        #expect(throws: WriteError.self) {
            try Classification.perform(request, engine: stub, progress: SmallRun.quiet)
        }
        #expect(try String(contentsOfFile: directory.file("p.csv.unfinished"), encoding: .utf8) == "my notes")
        try directory.write("p.csv.unfinished", "")
        let descriptor = open(directory.file("p.csv.unfinished"), O_RDWR)
        defer { close(descriptor) }
        #expect(flock(descriptor, LOCK_EX | LOCK_NB) == 0)
        #expect(throws: WriteError.self) {
            try Classification.perform(request, engine: stub, progress: SmallRun.quiet)
        }
    }

    @Test func `a manifest that changes while it is read is told`() throws {
        let directory = try TemporaryDirectory()
        let table = try manifest(directory, rows: 40)
        let request = InferenceRequest(manifest: table, output: directory.file("p.csv"), batch: 8)
        var rows = 0
        let error = #expect(throws: InputError.self) {
            try Classification.perform(request, engine: stub, progress: SmallRun.quiet) { _ in
                rows += 1
                if rows == 1 { try directory.write("m.csv", "id,file\nx,y.jpg\n") }
            }
        }
        #expect("\(error.map { "\($0)" } ?? "")".contains("m.csv"))
        #expect(!FileManager.default.fileExists(atPath: request.output))
    }

    @Test func `a signal stops between two batches`() throws {
        let directory = try TemporaryDirectory()
        let request = InferenceRequest(
            manifest: try manifest(directory), output: directory.file("p.csv"), batch: 8)
        defer { StopSignal.reset() }
        StopSignal.request()
        let error = #expect(throws: Interrupted.self) {
            try Classification.perform(request, engine: stub, progress: SmallRun.quiet)
        }
        #expect(error?.howToGoOn.contains("same command") == true)
        #expect(try directory.names().sorted() == ["m.csv", "p.csv.unfinished"])
    }
}
