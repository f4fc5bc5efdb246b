import Adaptation
import Images
import Process
import TestSupport
import Training
import TrainingSets

/// 24 pictures of bright and dark squares, and a run on them that calibrates on every third.
struct CalibratedRun {
    static let quiet = ProgressReporter(isQuiet: true)
    let directory: TemporaryDirectory
    let request: TrainingRequest
    var manifest: String { directory.file("m.csv") }
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

    /// The same with another seed, in the folder `name`.
    func request(_ name: String, seed: Int, _ change: (inout Recipe) -> Void = { _ in }) -> TrainingRequest {
        var request = request
        request.recipe.seed = seed
        change(&request.recipe)
        request.run = RunDirectory(directory.file(name))
        return request
    }

    func calibrate() throws { try RunCalibration.perform(run, threads: 1, progress: Self.quiet) }
}
