import Foundation
import Training

/// Where a command's recipe comes from.
enum RecipeSource {
    /// The recipe in the file at `path`, or the defaults. Weights that lie beside the file are named by their full path.
    static func read(_ path: String?) throws -> Recipe {
        guard let path else { return Recipe() }
        var recipe = try RecipeFile.read(path)
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        if let weights = WeightLookup.file(recipe.network.weights, besides: folder) { recipe.network.weights = weights }
        return recipe
    }
}
