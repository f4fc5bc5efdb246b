import Adaptation
import Confidence
import Engines
import Files
import Foundation
import Images
import Manifests
import Process
import TestSupport
import Testing
import Training
import TrainingSets

@Suite struct RunCalibrationTests {
    @Test func magnitudesAreThoseOfTheColumnThatIsNamed() throws {
        let small = try CalibratedRun()
        let lines = try String(contentsOfFile: small.manifest, encoding: .utf8).split(separator: "\n")
        let rows = lines.enumerated().map { number, line in
            number == 0 ? "\(line),petroMag_r,brightness" : "\(line),12,\(15 + number % 4)"
        }
        try small.directory.write("m.csv", rows.joined(separator: "\n") + "\n")
        var request = small.request
        request.names.magnitude = "brightness"
        _ = try TrainingRun.perform(request, progress: CalibratedRun.quiet)
        let found = try SeenGalaxies(small.run).covariates.map(\.magnitude)
        #expect(Set(found) == [15, 16, 17, 18])
        #expect(try TrainingRequest.resuming(small.run).names == request.names)
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

    /// Magnitudes go from the manifest by the run's list of galaxies into its prediction sets.
    @Test func theSetsAreTheRunsOwn() throws {
        let small = try CalibratedRun()
        let manifest = try String(contentsOfFile: small.directory.file("m.csv"), encoding: .utf8)
        var lines = manifest.split(separator: "\n").enumerated().map {
            "\($1),\($0 == 0 ? "petroMag_r" : "\(15 + Double($0) / 50)")"
        }
        lines[2] = lines[2].replacingOccurrences(of: ",15.04", with: ",-9999")
        try small.directory.write("m.csv", lines.joined(separator: "\n") + "\n")
        _ = try TrainingRun.perform(small.request, progress: CalibratedRun.quiet)
        let seen = try SeenGalaxies(small.run)
        for (row, own) in zip(seen.rows, seen.covariates) {
            let number = Double(row.id.dropFirst()) ?? .nan
            #expect(number == 1 ? own.magnitude.isNaN : abs(own.magnitude - 15 - (number + 1) / 50) < 1e-9)
            #expect(own.size.isNaN)
        }
        try small.calibrate()
        #expect(try RunInfo.read(small.run).digests?["sets.json"] != nil)
        let sets = try #require(try TrainedNetwork(small.run, threads: 1).confidence.sets)
        #expect(sets.classes == ["spiral", "elliptical"] && sets.level == 0.95)
        // A dozen galaxies are no calibration for 95 %: the log says so, and sets hold every class.
        #expect(sets.set(of: [1, 0], Covariates(magnitude: 15.2)) == [0, 1])
        let log = try String(contentsOfFile: small.run.log, encoding: .utf8)
        #expect(log.contains("are needed for 95 %: sets hold spiral always."))
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
        // The logits are the mean over the recipe's four views.
        var files = sample.files[...]
        var logits: [Float] = []
        try engine.run(
            .logits, batch: 32,
            files: { count in
                defer { files = files.dropFirst(count) }
                return Array(files.prefix(count))
            }, { logits += $0.logits })
        let views = engine.model.views.count
        #expect(views == 4)
        for place in sample.logits.indices {
            let (galaxy, name) = (place / 2, place % 2)
            let mean = (0..<views).reduce(0.0) { $0 + Double(logits[(galaxy * views + $1) * 2 + name]) } / Double(views)
            #expect(abs(mean - sample.logits[place]) < 1e-5)
        }
    }

    /// Two of a class are too few to calibrate on: they are trained on, and nothing is promised.
    @Test func tooFewGalaxiesAreTrainedOn() throws {
        let small = try CalibratedRun(fraction: 0.2)
        _ = try TrainingRun.perform(small.request, progress: CalibratedRun.quiet)
        #expect(try !SeenGalaxies(small.run).sides.contains(.calibration))
        #expect(try !small.run.awaitsCalibration())
        try small.calibrate()
        for file in small.run.confidenceFiles { #expect(!FileManager.default.fileExists(atPath: file)) }
        #expect(try !LibtorchEngine(TrainedNetwork(small.run, threads: 1)).model.identity.contains("confidence"))
    }

    @Test func withoutASplitNothingIsMade() throws {
        let small = try CalibratedRun(fraction: 0)
        _ = try TrainingRun.perform(small.request, progress: CalibratedRun.quiet)
        try small.calibrate()
        #expect(!FileManager.default.fileExists(atPath: small.run.calibration))
        #expect(try !LibtorchEngine(TrainedNetwork(small.run, threads: 1)).model.identity.contains("confidence"))
    }
}
