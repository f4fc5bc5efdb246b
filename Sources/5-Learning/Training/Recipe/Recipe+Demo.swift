import Networks
import TrainingSets

extension Recipe {
    /// The demonstration's recipe, the same as `recipes/demo.toml`: a small Xception from random weights.
    public static var demo: Recipe {
        var recipe = Recipe()
        recipe.name = "demo"
        recipe.network.backbone = .xceptionSmall
        recipe.head = HeadRecipe(hidden: 128, dropout: 0.3, embedding: 128)
        recipe.input = InputFrame(size: 64)
        recipe.precision = .bfloat16
        recipe.validationFraction = 0.1
        recipe.classBalance = .weights
        recipe.labelSmoothing = 0.02
        recipe.augmentation = .none
        recipe.augmentation.rotation = 180
        recipe.augmentation.flipsHorizontally = true
        recipe.augmentation.shift = 0.06
        recipe.augmentation.zoom = 0.8...1.25
        recipe.testTime.mirror = true
        recipe.testTime.turns = 4
        var stage = Stage()
        stage.name = "from scratch"
        stage.epochs = 14
        stage.learningRate = 2e-3
        stage.batch = 32
        stage.schedule = .cosine
        stage.warmupEpochs = 1
        stage.averageDecay = 0.98
        stage.keep = .last
        recipe.stage = [stage]
        return recipe
    }
}
