import Adaptation
import Confidence
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

@Suite struct EnsembleTests {
    /// An engine that says what it is told of each file.
    private final class Spoken: Engine {
        let model: EngineModel
        let logits: [String: [Float]]

        init(_ name: String, views: TestTimeViews, _ logits: [String: [Float]]) {
            model = EngineModel(name: name, classes: ["a", "b"], views: views, dimension: 1, identity: name)
            self.logits = logits
        }

        func run(
            _ outputs: EngineOutputs, batch: Int, files: (Int) throws -> [String], _ body: (EngineBatch) throws -> Void
        ) throws {
            while case let names = try files(batch), !names.isEmpty {
                var found = EngineBatch(count: names.count)
                for (place, name) in names.enumerated() {
                    let own = logits[name]
                    if own == nil { found.reasons[place] = "\(model.name) cannot" }
                    if outputs.contains(.logits) {
                        found.logits += own ?? [Float](repeating: .nan, count: model.views.count * 2)
                    }
                    if outputs.contains(.embedding) { found.embedding.append(own?[0] ?? .nan) }
                }
                try body(found)
            }
        }
    }

    @Test func logitsAreTheMeanOverMembersOfTheirViewsMeans() throws {
        var mirrored = TestTimeViews()
        mirrored.mirror = true
        let first = Spoken("first", views: mirrored, ["x": [1, 0, 3, 2], "y": [5, 1, 5, 1], "z": [0, 0, 0, 0]])
        let second = Spoken("second", views: TestTimeViews(), ["x": [4, -3], "z": [2, 4]])
        let run = RunDirectory("/nowhere")
        let ensemble = try EnsembleEngine([first, second], of: run)
        #expect(ensemble.model.views.count == 1 && ensemble.model.classes == ["a", "b"])
        #expect(ensemble.model.identity == "ensemble of (first), (second)")
        var names = ["x", "y", "z"][...]
        var batches: [EngineBatch] = []
        try ensemble.run(
            [.logits, .embedding], batch: 2,
            files: { count in
                defer { names = names.dropFirst(count) }
                return Array(names.prefix(count))
            }, { batches.append($0) })
        #expect(batches.map(\.count) == [2, 1])
        #expect(Array(batches[0].logits[..<2]) == [3, -1] && batches[1].logits == [1, 2])
        #expect(batches[0].embedding[0] == 1 && batches[0].embedding[1].isNaN && batches[1].embedding == [0])
        #expect(batches[0].reasons == [1: "second cannot"] && batches[1].reasons.isEmpty)
        #expect(batches[0].logits[2].isNaN)
    }

    @Test func runsOfTwoSeedsAnswerAsOne() throws {
        let small = try CalibratedRun()
        let others = [small.request("one", seed: 1), small.request("two", seed: 2)]
        for request in others {
            _ = try TrainingRun.perform(request, progress: CalibratedRun.quiet)
            try RunCalibration.perform(request.run, threads: 1, progress: CalibratedRun.quiet)
        }
        let run = RunDirectory(small.directory.file("both"))
        #expect(try !Ensemble.isWritten(others.map(\.run), to: run))
        try Ensemble.write(others.map(\.run), to: run)
        #expect(try Ensemble.isWritten(others.map(\.run), to: run))
        #expect(try !Ensemble.isWritten([others[0].run, others[0].run], to: run))
        #expect(throws: WriteError.self) { try Ensemble.write(others.map(\.run), to: run) }

        // Both seeds have kept the same galaxies apart; what one of them was trained on is no calibration.
        let seen = try (others.map(\.run) + [run]).map { try SeenGalaxies($0) }
        let apart = seen.map { Set($0.rows(on: .calibration).map(\.id)) }
        #expect(apart[0] == apart[1] && apart[2] == apart[0] && apart[0].count == 10)
        let trained = seen.map { Set($0.rows(on: .training).map(\.id)) }
        #expect(trained[2] == trained[0].union(trained[1]) && seen[2].rows.count == 24)

        #expect(try run.awaitsCalibration())
        try RunCalibration.perform(run, threads: 1, progress: CalibratedRun.quiet)
        #expect(try !run.awaitsCalibration())
        // Ten galaxies are too few for one network, and no number is enough for several.
        let logs = try [run, others[0].run].map { try String(contentsOfFile: $0.log, encoding: .utf8) }
        #expect(logs[0].contains("Strange pictures are not told: an ensemble has no middle layer"))
        #expect(logs[1].contains("Strange pictures are not told: that takes 100 galaxies to calibrate on"))
        let (engine, network) = try RunEngine.open(run, threads: 1)
        #expect(network.others.count == 1 && engine.model.confidence.calibrator != .identity)
        #expect(throws: InputError.self) { try TrainedNetwork(run) }

        // The first member's vectors; the mean of both members' logits.
        let sample = try CalibrationSample(of: engine, run: run, on: .calibration, progress: CalibratedRun.quiet)
        let members = try others.map {
            try CalibrationSample(
                of: RunEngine.open($0.run, threads: 1).engine, run: run, on: .calibration, progress: CalibratedRun.quiet
            )
        }
        #expect(sample.embeddings == members[0].embeddings && sample.ids == members[0].ids)
        for place in sample.logits.indices {
            let mean = (members[0].logits[place] + members[1].logits[place]) / 2
            #expect(abs(sample.logits[place] - mean) < 1e-5)
        }

        // What each of them says by itself stands beside, calibrated as the mean is.
        let table = small.directory.file("both.parquet")
        try Classification.perform(
            InferenceRequest(manifest: small.manifest, output: table), engine: engine, progress: CalibratedRun.quiet)
        let written = try TableFile.read(table)
        for (number, request) in others.enumerated() {
            let column = try written.doubles("member\(number + 1)_p_spiral")
            var row = 0
            try Classification.perform(
                InferenceRequest(manifest: small.manifest, output: small.directory.file("alone.parquet")),
                engine: RunEngine.open(request.run, threads: 1).engine, progress: CalibratedRun.quiet
            ) { own in
                var logits = own.outcome.logits.map(Double.init)
                engine.model.confidence.calibrator.apply(to: &logits)
                let spiral = 1 / (1 + exp(logits[1] - logits[0]))
                #expect(abs((column[row] ?? .nan) - spiral) < 1e-5)
                row += 1
            }
            #expect(row == 24)
        }
    }

    @Test func seedsAreTrainedOneAfterTheOtherAsByHand() throws {
        let small = try CalibratedRun()
        var request = small.request("trained", seed: 5)
        try EnsembleTraining.perform(request, models: 2, threads: 1, progress: CalibratedRun.quiet)
        let hand = [small.request("one", seed: 5), small.request("two", seed: 6)]
        for own in hand {
            _ = try TrainingRun.perform(own, progress: CalibratedRun.quiet)
            try RunCalibration.perform(own.run, threads: 1, progress: CalibratedRun.quiet)
        }
        let both = RunDirectory(small.directory.file("both"))
        try Ensemble.write(hand.map(\.run), to: both)
        try RunCalibration.perform(both, threads: 1, progress: CalibratedRun.quiet)
        func sums(_ run: RunDirectory) throws -> [String] {
            let files = [1, 2].flatMap { ["members/\($0)/weights.safetensors", "members/\($0)/calibration.json"] }
            return try (files + ["galaxies.csv", "recipe.toml", "calibration.json"]).map {
                try Checksum.hexadecimal(.sha256, ofFile: "\(run.path)/\($0)")
            }
        }
        #expect(try sums(request.run) == sums(both))
        #expect(!FileManager.default.fileExists(atPath: request.run.path + ".seeds"))
        // Asked once more, nothing is trained; with another number or recipe it is refused.
        let before = try Data(contentsOf: URL(filePath: request.run.info))
        try EnsembleTraining.perform(request, models: 2, threads: 1, progress: CalibratedRun.quiet)
        #expect(try Data(contentsOf: URL(filePath: request.run.info)) == before)
        #expect(throws: WriteError.self) {
            try EnsembleTraining.perform(request, models: 3, threads: 1, progress: CalibratedRun.quiet)
        }
        request.recipe.stage[0].epochs = 2
        #expect(throws: (any Error).self) {
            try EnsembleTraining.perform(request, models: 2, threads: 1, progress: CalibratedRun.quiet)
        }
        #expect(try Data(contentsOf: URL(filePath: request.run.info)) == before)
    }

    @Test func anAdaptedEnsembleHasItsMembers() throws {
        var scored = try ScoredRun()
        let small = try CalibratedRun(fraction: 0)
        let members = [small.request("one", seed: 1), small.request("two", seed: 2)]
        for request in members { _ = try TrainingRun.perform(request, progress: CalibratedRun.quiet) }
        let run = RunDirectory(small.directory.file("both"))
        try Ensemble.write(members.map(\.run), to: run)
        // the list of galaxies of a larger run
        let addition = try RunAddition(run, progress: CalibratedRun.quiet)
        try small.directory.write("both/galaxies.csv", try String(contentsOfFile: scored.run.galaxies, encoding: .utf8))
        try addition.finish([run.galaxies])
        let output = RunDirectory(small.directory.file("adapted"))
        let table = try scored.table("des.csv", 600, share: 0.6, offset: 3)
        func adapted(to table: String, _ output: RunDirectory) throws -> (any Engine, TrainedNetwork) {
            _ = try Adaptation(of: run, to: table, output: output)
                .perform(engine: ScoreEngine(), progress: CalibratedRun.quiet)
            return try RunEngine.open(output, threads: 1)
        }
        let (engine, network) = try adapted(to: table, output)
        #expect(network.others.count == 1 && engine.model.confidence.calibrator != .identity)
        #expect(!FileManager.default.fileExists(atPath: "\(output.path)/.tuningfork.lock"))

        // Where the table lay is told, and is nothing that a row depends on.
        let elsewhere = try small.directory.write("elsewhere.csv", String(contentsOfFile: table, encoding: .utf8))
        let other = RunDirectory(small.directory.file("adapted elsewhere"))
        #expect(try adapted(to: elsewhere, other).0.model.identity == engine.model.identity)
        #expect(
            try AdaptationRecord.read(other.adaptation)?.unlabelled.path
                != AdaptationRecord.read(output.adaptation)?.unlabelled.path)
        for (member, own) in zip(members.map(\.run), ["1", "2"]) {
            let copy = RunDirectory("\(output.path)/members/\(own)")
            #expect(
                try Checksum.hexadecimal(.sha256, ofFile: copy.weights)
                    == Checksum.hexadecimal(.sha256, ofFile: member.weights))
        }
    }

    @Test func whatAnyMemberWasTrainedOnIsNotCalibratedOn() throws {
        let small = try CalibratedRun()
        let all = small.request("all", seed: 3) { $0.calibrationFraction = 0 }
        for request in [small.request, all] { _ = try TrainingRun.perform(request, progress: CalibratedRun.quiet) }
        let run = RunDirectory(small.directory.file("both"))
        try Ensemble.write([small.run, all.run], to: run)
        #expect(try SeenGalaxies(run).rows(on: .calibration).isEmpty)
        #expect(try run.read().recipe.calibrationFraction == 0)
        #expect(try !run.awaitsCalibration())
        #expect(try RunEngine.open(run, threads: 1).engine.model.confidence.calibrator == .identity)
    }

    @Test func otherClassesAreRefused() throws {
        let small = try CalibratedRun()
        let other = small.request("other", seed: 1) { $0.classes = ["elliptical", "spiral"] }
        for request in [small.request, other] { _ = try TrainingRun.perform(request, progress: CalibratedRun.quiet) }
        let run = RunDirectory(small.directory.file("both"))
        let error = #expect(throws: InputError.self) { try Ensemble.write([small.run, other.run], to: run) }
        #expect(
            error?.problem == "this run's classes are elliptical, spiral, and the first run's spiral, elliptical")
        #expect(!FileManager.default.fileExists(atPath: run.path))
    }
}
