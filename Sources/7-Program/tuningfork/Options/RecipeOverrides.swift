public import ArgumentParser
public import Networks
import Training
import TrainingSets

/// Options that stand above the recipe.
struct RecipeOverrides: ParsableArguments {
    @Option(help: ArgumentHelp("Architecture of the backbone.", valueName: "name"))
    var backbone: BackboneName?

    @Option(
        help: ArgumentHelp(
            "First weights of the backbone: a registered name (tuningfork weights list) or a file.",
            valueName: "weights"))
    var weights: String?

    @Option(help: ArgumentHelp("Seed of every random choice.", valueName: "n"))
    var seed: Int?

    @Option(
        help: ArgumentHelp(
            "Epochs of the recipe's longest stages; shorter ones keep theirs, at most so many.", valueName: "n"))
    var epochs: Int?

    /// Whether none was given.
    var isEmpty: Bool { backbone == nil && weights == nil && seed == nil && epochs == nil }

    func validate() throws {
        if let seed, seed < 0 { throw ValidationError("--seed must be 0 or more.") }
        if let epochs, epochs < 1 { throw ValidationError("--epochs must be 1 or more.") }
    }

    /// Changes `recipe` accordingly.
    ///
    /// - Parameter hasFile: whether the recipe came from a file; without one the input size follows the backbone.
    func apply(to recipe: inout Recipe, hasFile: Bool) throws {
        if let backbone, backbone != recipe.network.backbone {
            recipe.network.backbone = backbone
            // Layer names and weights of another backbone mean nothing here.
            recipe.network.endpoint = ""
            recipe.network.weights = ""
            recipe.network.origin = ""
            for index in recipe.stage.indices where !["", "all"].contains(recipe.stage[index].freezeThrough) {
                throw ValidationError(
                    "The recipe freezes through the layer '\(recipe.stage[index].freezeThrough)' of another backbone: "
                        + "change freeze_through in the recipe rather than giving --backbone.")
            }
        }
        if !hasFile { recipe.input.size = recipe.network.backbone.record.inputSize }
        if let weights { recipe.network.weights = weights }
        if let seed { recipe.seed = seed }
        if let epochs {
            // A short first stage for the head alone stays short.
            let longest = recipe.stage.map(\.epochs).max() ?? 0
            for index in recipe.stage.indices {
                let own = recipe.stage[index].epochs
                recipe.stage[index].epochs = own == longest ? epochs : min(epochs, own)
            }
        }
    }
}

extension BackboneName: ExpressibleByArgument {}

extension WeightOrigin: ExpressibleByArgument {}
