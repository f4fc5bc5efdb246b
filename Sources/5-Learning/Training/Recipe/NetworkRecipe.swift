public import Networks

/// The backbone of a recipe and where its first weights come from.
public struct NetworkRecipe: Codable, Sendable, Equatable {
    /// Architecture of the backbone.
    public var backbone = BackboneName.xception
    /// Name of the layer whose output is pooled and given to the head; empty takes the backbone's last layer.
    public var endpoint = ""
    /// First weights of the backbone: the name of registered weights, the path of a file (safetensors or Keras HDF5),
    /// or empty for random ones. A relative path is looked up beside the recipe file, in the working directory and in
    /// the folder that TUNINGFORK_DATA names.
    public var weights = ""
    /// Whose choices of epsilon, padding and order of colours the backbone follows (`keras`, `torch`, `folded`); empty
    /// takes those that the weights were trained with.
    public var origin = ""

    public init() {}

    /// The origin asked for; nil when it is left to the weights.
    public var weightOrigin: WeightOrigin? { WeightOrigin(rawValue: origin) }

    func validate() throws(InvalidRecipe) {
        let allowed = backbone.origins.map(\.rawValue)
        try require(
            origin.isEmpty || allowed.contains(origin), "network: origin",
            "must be empty or one of \(allowed.joined(separator: ", ")) for \(backbone.rawValue)")
    }
}
