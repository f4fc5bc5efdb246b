import Networks
import TrainingSets

extension Recipe {
    /// The demonstration's recipe, the same as `recipes/demo.toml`: EfficientNet-Lite0 from ImageNet's weights, through the
    /// three stages of Khan et al. 2019, section 3.
    public static var demo: Recipe {
        var recipe = simulated("demo")
        recipe.network.backbone = .efficientnetLite0
        recipe.network.weights = "efficientnet_lite0"
        // What hides the survey: ImageNet's network sees differences of colour and sharpness that another survey has too.
        recipe.augmentation.blurProbability = 0.4
        recipe.augmentation.stretch = 0.1
        recipe.augmentation.gamma = 0.7...1.4
        recipe.augmentation.contrast = 0.8...1.3
        recipe.augmentation.brightness = 0.05
        recipe.augmentation.channelGain = 0.8...1.25
        recipe.augmentation.saturation = 0.5...1.5
        recipe.augmentation.greyProbability = 0.2
        recipe.augmentation.noiseProbability = 0.5
        recipe.augmentation.noise = 0.03
        var head = Stage()
        head.name = "head"
        head.freezeThrough = "all"
        head.epochs = 2
        head.learningRate = 2e-3
        head.batch = 32
        var upper = Stage()
        upper.name = "upper half"
        upper.freezeThrough = "blocks.3.2"
        upper.epochs = 2
        upper.learningRate = 1e-3
        upper.backboneMultiplier = 0.3
        upper.batch = 32
        var all = Stage()
        all.name = "all but the first layer"
        all.freezeThrough = "conv_stem"
        all.epochs = 6
        all.learningRate = 1e-3
        all.backboneMultiplier = 0.3
        all.batch = 32
        all.schedule = .cosine
        all.averageDecay = 0.98
        all.keep = .last
        recipe.stage = [head, upper, all]
        // Of 8 galaxies batch normalisation knows too little: the validation galaxies tell.
        recipe.ranks.microBatch = 16
        return recipe
    }

    /// The demonstration without weights of others, the same as `recipes/demo_from_scratch.toml`: a small Xception.
    public static var demoFromScratch: Recipe {
        var recipe = simulated("demo_from_scratch")
        recipe.network.backbone = .xceptionSmall
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

    /// What both have in common.
    private static func simulated(_ name: String) -> Recipe {
        var recipe = Recipe()
        recipe.name = name
        recipe.head = HeadRecipe(hidden: 128, dropout: 0.3, embedding: 128)
        recipe.input = InputFrame(size: 64)
        recipe.precision = .bfloat16
        recipe.validationFraction = 0.1
        // Sets of classes that hold at every magnitude need some hundred galaxies of each class.
        recipe.calibrationFraction = 0.35
        recipe.classBalance = .weights
        recipe.labelSmoothing = 0.02
        recipe.augmentation = .none
        recipe.augmentation.rotation = 180
        recipe.augmentation.flipsHorizontally = true
        recipe.augmentation.shift = 0.06
        recipe.augmentation.zoom = 0.8...1.25
        recipe.testTime.turns = 4
        return recipe
    }
}
