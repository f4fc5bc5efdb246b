import Foundation
import Images
import Inference
import Manifests
import Tables
import TestSupport
import Testing
import Training
import TrainingSets

/// Serialised: the number of threads belongs to the whole process.
@Suite(.serialized) struct ClassifierTests {
    private let quiet = ProgressReporter(isQuiet: true)

    /// A run on ten pictures, of bars that point in two directions, so that views differ.
    private func trained(_ views: TestTimeViews) throws -> (directory: TemporaryDirectory, run: RunDirectory) {
        let directory = try TemporaryDirectory()
        var lines = ["id,file,label"]
        for number in 0..<12 {
            var image = RGBImage(width: 40, height: 40)
            for place in 0..<1600 {
                let (x, y) = (place % 40, place / 40)
                let isBright = number % 2 == 0 ? x + number > y * 2 : (x + y) % 8 < 3
                for channel in 0..<3 { image.pixels[place * 3 + channel] = isBright ? UInt8(150 + number) : 20 }
            }
            try image.writePNG(to: directory.file("\(number).png"))
            lines.append("\(number),\(number).png,\(number % 2 == 0 ? "spiral" : "elliptical")")
        }
        try directory.write("m.csv", lines.joined(separator: "\n") + "\n")
        var recipe = Recipe.demo
        recipe.threads = 1
        recipe.precision = .float32
        recipe.input = InputFrame(size: 32)
        recipe.head = HeadRecipe(hidden: 8, dropout: 0, embedding: 4)
        recipe.testTime = views
        recipe.validationFraction = 0.3
        recipe.stage[0].epochs = 1
        recipe.stage[0].batch = 4
        let run = RunDirectory(directory.file("run"))
        _ = try TrainingRun.perform(
            TrainingRequest(manifests: [directory.file("m.csv")], recipe: recipe, run: run), progress: quiet)
        return (directory, run)
    }

    private func probabilities(_ run: RunDirectory, _ rows: [Manifest.Row], batch: Int = 5) throws -> [[Double]?] {
        var result: [[Double]?] = []
        try Classifier(TrainedNetwork(run, threads: 1)).classify(rows, batch: batch, progress: quiet) { outcomes in
            #expect(outcomes.map(\.index) == Array(result.count..<(result.count + outcomes.count)))
            result += outcomes.map(\.probabilities)
        }
        return result
    }

    @Test func everyRowComesOutInOrderWhateverTheBatch() throws {
        let (directory, run) = try trained(TestTimeViews())
        try directory.write("bad.png", "no picture")
        let manifest = try Manifest.read(directory.file("m.csv"), requireLabels: true)
        let bad = Manifest.Row(id: "bad", file: directory.file("bad.png"), row: 13, manifest: manifest.path)
        let rows = Array(manifest.rows[..<4]) + [bad] + Array(manifest.rows[4...])
        let small = try probabilities(run, rows, batch: 3)
        let large = try probabilities(run, rows, batch: 100)
        #expect(small.count == 13)
        #expect(small[4] == nil)
        for (left, right) in zip(small, large) {
            for (a, b) in zip(left ?? [], right ?? []) { #expect(abs(a - b) < 1e-5) }
            if let left { #expect(abs(left.reduce(0, +) - 1) < 1e-6) }
        }
        #expect(large.count { $0 == nil } == 1)
    }

    /// With all eight views a picture and its mirror image must be told alike.
    @Test(arguments: ViewMean.allCases) func theViewsMakeATurnedPictureTheSame(_ mean: ViewMean) throws {
        var views = TestTimeViews()
        views.mirror = true
        views.turns = 4
        views.scales = [1, 1.2]
        views.mean = mean
        let (directory, run) = try trained(views)
        let image = try RGBImage(contentsOf: directory.file("0.png"))
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
        try turned.writePNG(to: directory.file("turned.png"))
        try mirrored.writePNG(to: directory.file("mirrored.png"))
        let rows = ["0", "turned", "mirrored"].map {
            Manifest.Row(id: $0, file: directory.file("\($0).png"), row: 1, manifest: "m.csv")
        }
        let found = try probabilities(run, rows).map { $0?[0] ?? -1 }
        #expect(abs(found[0] - found[1]) < 1e-4)
        #expect(abs(found[0] - found[2]) < 1e-4)
    }

    @Test func columnsOfTheManifestAreCarriedAlong() throws {
        let (directory, run) = try trained(TestTimeViews())
        try directory.write("c.csv", "flag,ID_STR,file_loc,t_type\nx,\"a,b\",0.png,-5\ny,c,1.png,3\n")
        let manifest = try Manifest.read(directory.file("c.csv"), requireLabels: false)
        let path = directory.file("p.csv")
        try PredictionTable.write(
            path, manifest: manifest, classifier: Classifier(TrainedNetwork(run, threads: 1)), progress: quiet)
        let table = try TableFile.read(path)
        #expect(
            table.columns.map(\.name) == [
                "id", "file", "p_spiral", "p_elliptical", "class", "flag", "reason", "model", "manifest_flag", "t_type",
            ])
        #expect(table.columns[0].texts == ["a,b", "c"])
        #expect(table.columns[1].texts == ["0.png", "1.png"])
        #expect(table.columns[8].texts == ["x", "y"])
        #expect(table.columns[9].texts == ["-5", "3"])
        #expect(table.columns[7].texts.allSatisfy { $0.count == 16 })
    }

    @Test func embeddingsHaveTheHeadsLength() throws {
        let (directory, run) = try trained(TestTimeViews())
        let manifest = try Manifest.read(directory.file("m.csv"), requireLabels: true)
        let embedder = Embedder(try TrainedNetwork(run, threads: 1))
        #expect(embedder.dimension == 4)
        var count = 0
        try embedder.embed(manifest.rows, batch: 5, progress: quiet) { outcomes in
            for outcome in outcomes { #expect(outcome.vector?.count == 4) }
            count += outcomes.count
        }
        #expect(count == 12)
    }

    @Test func galaxiesSeenInTrainingAreFoundInATest() throws {
        let (directory, run) = try trained(TestTimeViews())
        let manifest = try Manifest.read(directory.file("m.csv"), requireLabels: true)
        let evaluation = try SetEvaluation(
            of: TrainedNetwork(run, threads: 1), run: run, on: manifest, progress: quiet)
        #expect(evaluation.leaks.count == 12)
        #expect(evaluation.warnings.first?.contains("12 of 12") == true)
    }
}
