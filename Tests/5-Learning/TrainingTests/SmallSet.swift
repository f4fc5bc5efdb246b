import Foundation
import Images
import Networks
import Randomness
import TestSupport
import Training
import TrainingSets

/// A training set that a small network learns in seconds: bright bars ("spiral") and round blobs ("elliptical").
struct SmallSet {
    let directory: TemporaryDirectory
    var manifest: String { directory.file("manifest.csv") }

    /// - Parameter count: pictures of each class.
    init(count: Int = 16, side: Int = 40) throws {
        directory = try TemporaryDirectory()
        var generator = SeededGenerator(17)
        var lines = ["id,file,label"]
        for number in 0..<(2 * count) {
            let isBar = number % 2 == 0
            try Self.picture(isBar: isBar, side: side, using: &generator).writePNG(to: directory.file("\(number).png"))
            lines.append("g\(number),\(number).png,\(isBar ? "spiral" : "elliptical")")
        }
        try directory.write("manifest.csv", lines.joined(separator: "\n") + "\n")
    }

    private static func picture(isBar: Bool, side: Int, using generator: inout SeededGenerator) -> RGBImage {
        let angle = generator.uniform() * .pi
        var image = RGBImage(width: side, height: side)
        for y in 0..<side {
            for x in 0..<side {
                let (dx, dy) = (Double(x) - Double(side) / 2, Double(y) - Double(side) / 2)
                let along = dx * cos(angle) + dy * sin(angle)
                let across = dy * cos(angle) - dx * sin(angle)
                let (a, b) = isBar ? (12.0, 2.0) : (5.0, 5.0)
                let light = exp(-0.5 * (along * along / (a * a) + across * across / (b * b)))
                let value = UInt8(min(255, light * 200 + generator.uniform() * 20))
                for channel in 0..<3 { image.pixels[(y * side + x) * 3 + channel] = value }
            }
        }
        return image
    }

    /// A recipe of two stages on the smallest backbone: the head on cached features, then everything.
    static var recipe: Recipe {
        var recipe = Recipe()
        recipe.name = "small"
        recipe.threads = 1
        recipe.network.backbone = .xceptionSmall
        recipe.head = HeadRecipe(hidden: 16, dropout: 0.3, embedding: 8)
        recipe.input = InputFrame(size: 32)
        recipe.validationFraction = 0.25
        recipe.calibrationFraction = 0
        recipe.classBalance = .weights
        recipe.labelSmoothing = 0.05
        recipe.augmentation = .none
        recipe.augmentation.rotation = 90
        recipe.augmentation.flipsHorizontally = true
        var head = Stage()
        head.name = "head"
        head.freezeThrough = "all"
        head.cachedViews = 2
        head.epochs = 2
        head.learningRate = 1e-2
        head.batch = 8
        var all = Stage()
        all.name = "all"
        all.epochs = 2
        all.learningRate = 2e-3
        all.batch = 8
        all.schedule = .cosine
        all.averageDecay = 0.9
        all.gradientClip = 5
        recipe.stage = [head, all]
        return recipe
    }

    /// A request that trains into the folder `name` beside the pictures.
    func request(_ name: String, recipe: Recipe = SmallSet.recipe) -> TrainingRequest {
        TrainingRequest(manifests: [manifest], recipe: recipe, run: RunDirectory(directory.file(name)))
    }
}
