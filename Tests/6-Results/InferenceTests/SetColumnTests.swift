import Confidence
import Engines
import Evaluation
import Files
import Foundation
import Inference
import Process
import Tables
import TestSupport
import Testing
import Training

/// Serialised: the number of threads belongs to the whole process.
@Suite(.serialized) struct SetColumnTests {
    /// Sets by magnitude: faint galaxies of all probabilities are known, bright ones are sure.
    private func sets() throws -> PredictionSets {
        var (probabilities, truths, covariates) = ([[Double]](), [Int](), [Covariates]())
        for place in 0..<800 {
            let truth = place % 2
            let isFaint = place % 4 < 2
            // Any two of a range of magnitudes are as likely to be right as wrong.
            let wrong = isFaint ? Double(place * 7919 % 800) / 800 : 1e-9
            probabilities.append(truth == 0 ? [1 - wrong, wrong] : [wrong, 1 - wrong])
            truths.append(truth)
            covariates.append(Covariates(magnitude: isFaint ? 18 + Double(place) / 1000 : 15 + Double(place) / 1000))
        }
        return try PredictionSets(
            probabilities: probabilities, truths: truths, covariates: covariates, classes: ["spiral", "elliptical"])
    }

    private func classify(
        _ small: SmallRun, _ manifest: String, level: Double? = nil
    ) throws -> (table: Table, outcomes: [ClassOutcome]) {
        var request = InferenceRequest(manifest: manifest, output: small.directory.file("p.fits"))
        request.setLevel = level
        var outcomes: [ClassOutcome] = []
        let engine = LibtorchEngine(try TrainedNetwork(small.run, threads: 1))
        try Classification.perform(request, engine: engine, progress: SmallRun.quiet) { outcomes.append($0.outcome) }
        return (try TableFile.read(request.output), outcomes)
    }

    /// By what the run's calibration galaxies were given, and by nothing of the labels that are measured.
    @Test func theAccuracyIsForetold() throws {
        let small = try SmallRun()
        func metrics() throws -> Metrics? {
            let engine = LibtorchEngine(try TrainedNetwork(small.run, threads: 1))
            return try SetEvaluation(
                of: engine, run: small.run, on: small.manifest, progress: SmallRun.quiet
            ).metrics
        }
        #expect(try metrics()?.predictedAccuracy == nil)
        try sets().write(to: small.run.sets)
        let foretold = try #require(metrics()?.predictedAccuracy)
        // All bright galaxies are right, and of the faint ones those whose wrong class has less than a half.
        let right = (0..<800).count { $0 % 4 >= 2 || Double($0 * 7919 % 800) / 800 <= 0.5 }
        #expect(foretold.sourceN == 800 && abs(foretold.sourceAccuracy.value - Double(right) / 800) < 1e-9)
    }

    @Test func theTableHasASetWhereTheRunHasSets() throws {
        let small = try SmallRun()
        let rows = [("0", "15.3"), ("1", "18.2"), ("2", "12"), ("bad", "15"), ("3", "")]
        try small.directory.write("bad.png", "no picture")
        try small.directory.write(
            "s.csv", "id,file,petroMag_r,set\n" + rows.map { "\($0.0),\($0.0).png,\($0.1),mine\n" }.joined())
        let manifest = small.directory.file("s.csv")
        #expect(try classify(small, manifest).table.column("set")?.texts == rows.map { _ in "mine" })

        try sets().write(to: small.run.sets)
        let (table, outcomes) = try classify(small, manifest)
        // This network is sure of nothing: no bright galaxy is like a bright one of either class.
        #expect(outcomes.map(\.set) == [[], [0, 1], [0, 1], nil, outcomes[4].set])
        #expect(outcomes[4].set == (try sets().set(of: outcomes[4].probabilities ?? [])))
        let texts = try table.texts("set")
        #expect(texts[0] == "" && texts[1] == "spiral elliptical" && texts[2] == "spiral elliptical" && texts[3] == "")
        #expect(try table.texts("manifest_set") == rows.map { _ in "mine" })
        let column = try #require(table.column("set"))
        #expect(column.ucd == "meta.code.class;src.morph.type")
        #expect(column.info.description?.contains("in 95 % of") == true)
        let other = try classify(small, manifest, level: 0.995).table
        #expect(other.column("set")?.info.description?.contains("in 99.5 % of") == true)
        #expect(try other.texts("set")[0] == "spiral elliptical")
    }
}
