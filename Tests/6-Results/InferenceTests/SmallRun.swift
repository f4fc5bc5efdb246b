import Foundation
import Images
import Inference
import Process
import TestSupport
import Training
import TrainingSets

/// A run on ten small pictures, of bars that point in two directions, so that views differ.
struct SmallRun {
    let directory: TemporaryDirectory
    let run: RunDirectory
    static let quiet = ProgressReporter(isQuiet: true)

    /// The manifest it was trained on, 12 rows.
    var manifest: String { directory.file("m.csv") }

    init(_ views: TestTimeViews = TestTimeViews()) throws {
        directory = try TemporaryDirectory()
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
        var recipe = Recipe.demoFromScratch
        recipe.threads = 1
        recipe.precision = .float32
        recipe.input = InputFrame(size: 32)
        recipe.head = HeadRecipe(hidden: 8, dropout: 0, embedding: 4)
        recipe.testTime = views
        recipe.validationFraction = 0.3
        recipe.calibrationFraction = 0
        recipe.stage[0].epochs = 1
        recipe.stage[0].batch = 4
        run = RunDirectory(directory.file("run"))
        _ = try TrainingRun.perform(
            TrainingRequest(manifests: [manifest], recipe: recipe, run: run), progress: Self.quiet)
    }

    /// A table of pictures in the folder: id and file.
    func table(_ name: String, _ rows: [(id: String, file: String)]) throws -> String {
        try directory.write(name, "id,file\n" + rows.map { "\($0.id),\($0.file)\n" }.joined())
    }
}
