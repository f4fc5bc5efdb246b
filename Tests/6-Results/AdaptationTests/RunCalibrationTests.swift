import Adaptation
import Confidence
import Engines
import Files
import Foundation
import Images
import Process
import TestSupport
import Testing
import Training
import TrainingSets

@Suite struct RunCalibrationTests {
    /// 24 pictures of bright and dark squares, and a run on them that calibrates on every third.
    private struct CalibratedRun {
        static let quiet = ProgressReporter(isQuiet: true)
        let directory: TemporaryDirectory
        let request: TrainingRequest
        var run: RunDirectory { request.run }

        init(count: Int = 24, fraction: Double = 0.45) throws {
            directory = try TemporaryDirectory()
            var lines = ["id,file,label"]
            for number in 0..<count {
                var image = RGBImage(width: 32, height: 32)
                let light = UInt8(number % 2 == 0 ? 180 + number : 40 + number)
                for place in image.pixels.indices { image.pixels[place] = place % 7 < 3 ? light : 20 }
                try image.writePNG(to: directory.file("\(number).png"))
                lines.append("g\(number),\(number).png,\(number % 2 == 0 ? "spiral" : "elliptical")")
            }
            try directory.write("m.csv", lines.joined(separator: "\n") + "\n")
            var recipe = Recipe.demoFromScratch
            recipe.threads = 1
            recipe.precision = .float32
            recipe.input = InputFrame(size: 32)
            recipe.head = HeadRecipe(hidden: 8, dropout: 0, embedding: 4)
            recipe.validationFraction = 0.2
            recipe.calibrationFraction = fraction
            recipe.stage[0].epochs = 1
            recipe.stage[0].batch = 4
            request = TrainingRequest(
                manifests: [directory.file("m.csv")], recipe: recipe, run: RunDirectory(directory.file("run")))
        }

        func calibrate() throws { try RunCalibration.perform(run, threads: 1, progress: Self.quiet) }
    }

    @Test func theCalibrationIsTheRunsOwn() throws {
        let small = try CalibratedRun()
        _ = try TrainingRun.perform(small.request, progress: CalibratedRun.quiet)
        #expect(try small.run.awaitsCalibration())
        try small.calibrate()
        #expect(try !small.run.awaitsCalibration())
        let first = try Data(contentsOf: URL(filePath: small.run.calibration))
        let digest = try RunInfo.read(small.run).digests?["calibration.json"]
        #expect(try digest == Checksum.hexadecimal(.sha256, ofFile: small.run.calibration))

        // Killed before run.json told of it: the same call makes the same bytes.
        let text = try String(contentsOfFile: small.run.info, encoding: .utf8)
        let torn = text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains("\"calibration.json\"") }.joined(separator: "\n")
        try small.directory.write("run/run.json", torn)
        #expect(try small.run.awaitsCalibration())
        try small.calibrate()
        #expect(try Data(contentsOf: URL(filePath: small.run.calibration)) == first)

        // A finished run stays as it is, and its file is what its answers depend on.
        _ = try TrainingRun.perform(small.request, progress: CalibratedRun.quiet)
        let engine = LibtorchEngine(try TrainedNetwork(small.run, threads: 1))
        #expect(engine.model.confidence.calibrator != .identity)
        #expect(engine.model.identity.contains("confidence"))
        try Calibrator.temperature(7).write(to: small.run.calibration)
        #expect(throws: InputError.self) { try TrainingRun.perform(small.request, progress: CalibratedRun.quiet) }
    }

    @Test func theSampleIsTheSplit() throws {
        let small = try CalibratedRun()
        _ = try TrainingRun.perform(small.request, progress: CalibratedRun.quiet)
        let engine = LibtorchEngine(try TrainedNetwork(small.run, threads: 1))
        let sample = try CalibrationSample(
            of: engine, run: small.run, on: .calibration, progress: CalibratedRun.quiet)
        let training = try CalibrationSample(
            of: engine, run: small.run, on: .training, limit: 5, progress: CalibratedRun.quiet)
        #expect(sample.count == 10 && training.count == 5)
        #expect(Set(sample.ids).isDisjoint(with: training.ids))
        #expect(sample.logits.count == 20 && sample.embeddings.count == 40)
        for (id, truth) in zip(sample.ids, sample.truths) { #expect(Int(id.dropFirst())! % 2 == truth) }
        // The logits are the mean over the recipe's eight views.
        var files = sample.files[...]
        var logits: [Float] = []
        try engine.run(
            .logits, batch: 32,
            files: { count in
                defer { files = files.dropFirst(count) }
                return Array(files.prefix(count))
            }, { logits += $0.logits })
        let views = engine.model.views.count
        #expect(views == 8)
        for place in sample.logits.indices {
            let (galaxy, name) = (place / 2, place % 2)
            let mean = (0..<views).reduce(0.0) { $0 + Double(logits[(galaxy * views + $1) * 2 + name]) } / Double(views)
            #expect(abs(mean - sample.logits[place]) < 1e-5)
        }
    }

    @Test func tooFewGalaxiesAreRefusedBeforeTheTraining() throws {
        let small = try CalibratedRun(fraction: 0.2)
        let error = #expect(throws: InputError.self) {
            try TrainingRun.perform(small.request, progress: CalibratedRun.quiet)
        }
        #expect(error?.problem.contains("leaves 2 spiral, 2 elliptical to calibrate on") == true)
        #expect(!FileManager.default.fileExists(atPath: small.run.info))
    }

    @Test func withoutASplitNothingIsMade() throws {
        let small = try CalibratedRun(fraction: 0)
        _ = try TrainingRun.perform(small.request, progress: CalibratedRun.quiet)
        try small.calibrate()
        #expect(!FileManager.default.fileExists(atPath: small.run.calibration))
        #expect(try !LibtorchEngine(TrainedNetwork(small.run, threads: 1)).model.identity.contains("confidence"))
    }
}
