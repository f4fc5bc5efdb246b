import Confidence
import Engines
import Evaluation
import Files
import Foundation
import Images
import Inference
import Manifests
import Tables
import TestSupport
import Testing
import Training

/// Serialised: the number of threads belongs to the whole process.
@Suite(.serialized) struct ClassificationTests {
    private func probabilities(_ small: SmallRun, _ manifest: String, batch: Int = 5) throws -> [[Double]?] {
        var result: [[Double]?] = []
        let request = InferenceRequest(manifest: manifest, output: small.directory.file("p.csv"), batch: batch)
        let engine = LibtorchEngine(try TrainedNetwork(small.run, threads: 1))
        let summary = try Classification.perform(request, engine: engine, progress: SmallRun.quiet) {
            result.append($0.outcome.probabilities)
        }
        #expect(summary.rows == result.count)
        #expect(summary.counts.reduce(0, +) + summary.unreadable == summary.rows)
        return result
    }

    @Test func everyRowComesOutInOrderWhateverTheBatch() throws {
        let small = try SmallRun()
        try small.directory.write("bad.png", "no picture")
        var rows = (0..<12).map { (id: "\($0)", file: "\($0).png") }
        rows.insert((id: "bad", file: "bad.png"), at: 4)
        let manifest = try small.table("bad.csv", rows)
        let few = try probabilities(small, manifest, batch: 3)
        let many = try probabilities(small, manifest, batch: 100)
        #expect(few.count == 13)
        #expect(few[4] == nil)
        for (left, right) in zip(few, many) {
            for (a, b) in zip(left ?? [], right ?? []) { #expect(abs(a - b) < 1e-5) }
            if let left { #expect(abs(left.reduce(0, +) - 1) < 1e-12) }
        }
        #expect(many.count { $0 == nil } == 1)
        let table = try TableFile.read(small.directory.file("p.csv"))
        #expect(try table.texts("id") == rows.map(\.id))
        #expect(try table.texts("flag") == rows.map { $0.id == "bad" ? "unreadable" : "ok" })
    }

    /// With all eight views a picture and its mirror image must be told alike; a picture that cannot be read between
    /// them changes nothing, at whatever scale.
    @Test(arguments: ViewMean.allCases) func theViewsMakeATurnedPictureTheSame(_ mean: ViewMean) throws {
        var views = TestTimeViews()
        views.mirror = true
        views.turns = 4
        views.scales = [1, 1.2]
        views.mean = mean
        let small = try SmallRun(views)
        let image = try RGBImage(contentsOf: small.directory.file("0.png"))
        var turned = image
        var mirrored = image
        for y in 0..<40 {
            for x in 0..<40 {
                for channel in 0..<3 {
                    turned.pixels[(x * 40 + 39 - y) * 3 + channel] = image.pixels[(y * 40 + x) * 3 + channel]
                    mirrored.pixels[(y * 40 + 39 - x) * 3 + channel] = image.pixels[(y * 40 + x) * 3 + channel]
                }
            }
        }
        try turned.writePNG(to: small.directory.file("turned.png"))
        try mirrored.writePNG(to: small.directory.file("mirrored.png"))
        try small.directory.write("broken.png", "no picture")
        let names = ["0", "turned", "broken", "mirrored", "1"]
        let manifest = try small.table("turned.csv", names.map { ($0, "\($0).png") })
        let found = try probabilities(small, manifest).map { $0?[0] ?? -1 }
        #expect(abs(found[0] - found[1]) < 1e-4)
        #expect(abs(found[0] - found[3]) < 1e-4)
        #expect(found[2] == -1)
        #expect(abs(found[0] - found[4]) > 1e-6)
    }

    @Test func columnsOfTheManifestAreCarriedAlong() throws {
        let small = try SmallRun()
        let manifest = try small.directory.write(
            "c.csv", "flag,ID_STR,CLASS,file_loc,t_type\nx,\"a,b\",late,0.png,-5\ny,c,early,1.png,3\n")
        _ = try probabilities(small, manifest)
        let table = try TableFile.read(small.directory.file("p.csv"))
        #expect(
            table.columns.map(\.name) == [
                "id", "file", "p_spiral", "p_elliptical", "class", "flag", "reason", "model", "manifest_flag",
                "manifest_CLASS", "t_type",
            ])
        #expect(table.columns[0].texts == ["a,b", "c"])
        #expect(table.columns[1].texts == ["0.png", "1.png"])
        #expect(table.columns[8].texts == ["x", "y"])
        #expect(table.columns[9].texts == ["late", "early"])
        #expect(table.columns[10].texts == ["-5", "3"])
        #expect(table.columns[7].texts.allSatisfy { $0.count == 16 })
    }

    @Test func galaxiesSeenInTrainingAreFoundInATest() throws {
        let small = try SmallRun()
        let evaluation = try SetEvaluation(
            of: LibtorchEngine(TrainedNetwork(small.run, threads: 1)), run: small.run, on: small.manifest,
            progress: SmallRun.quiet)
        #expect(evaluation.leaks.count == 12)
        #expect(evaluation.warnings.first?.contains("12 of 12") == true)
        // Rows whose image is gone are test galaxies, too.
        let text = try String(contentsOfFile: small.manifest, encoding: .utf8)
        let gone = try small.directory.write("gone.csv", text.replacingOccurrences(of: ",1", with: ",gone"))
        let others = try SetEvaluation(
            of: LibtorchEngine(TrainedNetwork(small.run, threads: 1)), run: small.run, on: gone,
            progress: SmallRun.quiet)
        #expect(others.unreadable.count == 3 && others.leaks.count == 12)
        #expect(others.warnings.first?.contains("12 of 12 labelled test galaxies") == true)
    }

    @Test func aViewsAverageIsThatOfTheRecipe() {
        // Two views, by hand: softmax of (ln 3, 0) is (3/4, 1/4), of (0, 0) is (1/2, 1/2).
        let logits: [Float] = [1.0986123, 0, 0, 0]
        let plain = ViewAverage(.arithmetic, classes: 2).outcome(of: logits, reason: nil)
        #expect(abs((plain.probabilities?[0] ?? 0) - 0.625) < 1e-7)
        // The geometric mean of 3/4 and 1/2 against that of 1/4 and 1/2: √3 to 1.
        let geometric = ViewAverage(.geometric, classes: 2).outcome(of: logits, reason: nil)
        #expect(abs((geometric.probabilities?[0] ?? 0) - 3.0.squareRoot() / (3.0.squareRoot() + 1)) < 1e-7)
        #expect(abs(plain.logits[0] - 0.54930615) < 1e-6)
        let calibrated = ViewAverage(.arithmetic, classes: 2, calibrator: .temperature(2))
        // The logits' mean, calibrated after it: their halves' geometric mean.
        let halves = ViewAverage(.geometric, classes: 2).outcome(of: logits.map { $0 / 2 }, reason: nil)
        let pairs = zip(
            calibrated.outcome(of: logits, reason: nil).probabilities ?? [], halves.probabilities ?? [.nan, .nan])
        #expect(pairs.allSatisfy { abs($0 - $1) < 1e-7 })
        #expect(calibrated.outcome(of: logits, reason: nil).logits == plain.logits)
        let unreadable = ViewAverage(.arithmetic, classes: 2).outcome(of: logits, reason: "torn")
        #expect(unreadable.probabilities == nil && unreadable.predicted == nil && unreadable.reason == "torn")
    }
}
