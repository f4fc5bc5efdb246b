import Files
public import Networks
import Torch
import TrainingSets
import Weights

/// Makes the network that a recipe asks for.
public enum NetworkMaker {
    /// The network with its first weights, and where those came from: path and SHA-256, or empty for random ones.
    ///
    /// - Throws: ``Files/InputError`` when there are no such weights, or they do not fit the backbone.
    public static func network(_ recipe: Recipe) throws -> (network: GalaxyNetwork, firstWeights: String) {
        let wanted = recipe.network
        guard !wanted.weights.isEmpty else {
            return (try bareNetwork(recipe, origin: wanted.origin, endpoint: wanted.endpoint), "")
        }
        let path = try WeightLookup.path(of: wanted.weights)
        let weights = try PretrainedWeights(
            contentsOf: path, origin: wanted.weightOrigin ?? WeightLookup.origin(of: wanted.weights))
        guard weights.backbone == wanted.backbone else {
            // The weights' own comparison names the tensors that differ.
            try weights.load(into: bareNetwork(recipe, origin: "", endpoint: wanted.endpoint))
            throw InputError(file: path, problem: "these are weights of \(weights.backbone.rawValue)")
        }
        let network = try bareNetwork(
            recipe, origin: wanted.origin.isEmpty ? weights.origin.rawValue : wanted.origin,
            endpoint: wanted.endpoint.isEmpty ? try weights.endpoint() : wanted.endpoint)
        try weights.load(into: network)
        return (network, "\(path) (SHA-256 \(try Checksum.hexadecimal(.sha256, ofFile: path)))")
    }

    /// The network with random weights drawn from the recipe's seed.
    ///
    /// - Parameters:
    ///   - origin: whose layout the backbone has; empty takes the one for training from scratch.
    ///   - endpoint: layer whose output is pooled; empty takes the last.
    public static func bareNetwork(_ recipe: Recipe, origin: String, endpoint: String) throws -> GalaxyNetwork {
        let backbone = recipe.network.backbone
        guard origin.isEmpty || backbone.origins.contains(where: { $0.rawValue == origin }) else {
            throw InputError(
                problem: "\(backbone.rawValue) cannot carry weights of origin '\(origin)'",
                remedy: "Choose weights for this backbone, or another backbone")
        }
        return try GalaxyNetwork(
            backbone: backbone, endpoint: endpoint.isEmpty ? nil : endpoint,
            head: recipe.head.configuration(outputs: recipe.voteScheme()?.tree.answers.count ?? recipe.classes.count),
            origin: WeightOrigin(rawValue: origin),
            seed: UInt64(recipe.seed))
    }
}
