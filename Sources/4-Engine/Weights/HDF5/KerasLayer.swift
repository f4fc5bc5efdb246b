internal import Files

/// One layer of weights that Keras saved.
///
/// Keras 2 ("legacy" HDF5) lists the layers in the attribute `layer_names` of the root, and the arrays of each layer's group in
/// `weight_names`, in the order of `layer.weights`. Keras 3 has a group for each layer, called after its class and counted,
/// and in it a group `vars` whose arrays are called 0, 1, …; the layer's own name is an attribute of `vars` (since 3.6) or
/// stands in the archive's config.json.
struct KerasLayer: Codable {
    let name: String
    let weights: [TensorSummary]

    /// A file with its layers and where in it their arrays are, in the order of the layers' weights.
    typealias Listing = (file: HDF5File, layers: [KerasLayer], places: [String])

    /// The layers of a file in its order; layers without weights are left out.
    ///
    /// Throws `InputError` when the file was not written by Keras.
    static func list(of file: HDF5File, _ configuration: KerasConfiguration?) throws -> Listing {
        let root = file.contains("model_weights") ? "/model_weights" : "/"
        guard let names = try file.strings("layer_names", of: root) else {
            var listing = Keras3Listing(file: file, configuration: configuration)
            return try listing.read()
        }
        let prefix = root == "/" ? "" : root
        let layers: [KerasLayer] = try names.flatMap { name -> [KerasLayer] in
            let group = "\(prefix)/\(name)"
            guard let weights = try file.strings("weight_names", of: group) else {
                throw InputError(file: file.path, problem: "Layer '\(name)' has no attribute 'weight_names'")
            }
            let summaries = try weights.map { weight in
                let dataset = try file.dataset("\(group)/\(weight)")
                return TensorSummary(name: dataset.path, shape: dataset.shape, type: dataset.type)
            }
            return Self.parted(KerasLayer(name: name, weights: summaries))
        }
        return (file, layers, layers.flatMap(\.weights).map(\.name))
    }

    /// The layer, or those of the model that it is, whose arrays it lists after one another; none where it has no weights.
    private static func parted(_ layer: KerasLayer) -> [KerasLayer] {
        func owner(_ weight: TensorSummary) -> Substring { weight.name.split(separator: "/").dropLast().last ?? "" }
        var parts: [(name: Substring, weights: [TensorSummary])] = []
        for weight in layer.weights {
            if let place = parts.firstIndex(where: { $0.name == owner(weight) }) {
                parts[place].weights.append(weight)
            } else {
                parts.append((owner(weight), [weight]))
            }
        }
        return parts.count > 1
            ? parts.map { KerasLayer(name: String($0.name), weights: $0.weights) } : parts.isEmpty ? [] : [layer]
    }

    /// The arrays with as many axes as a convolution's kernel, in order: depthwise before pointwise.
    var kernels: [TensorSummary] { weights.filter { $0.shape.count == 4 } }

    /// The first array with one axis, a convolution's bias.
    var bias: TensorSummary? { weights.first { $0.shape.count == 1 } }

    /// The array of batch normalisation whose name has `part` in it: gamma, beta, mean, var.
    func statistic(_ part: String) -> TensorSummary? {
        weights.first { ($0.name.split(separator: "/").last ?? "").contains(part) }
    }

    /// True for batch normalisation.
    var isNorm: Bool { statistic("mean") != nil && statistic("beta") != nil }

    /// The number at the end of a name that Keras made up, such as 12 in `conv2d_12`; 0 where there is none.
    ///
    /// Such layers are numbered in the order of their making, which the order in the file is not.
    var number: Int {
        guard let underscore = name.lastIndex(of: "_") else { return 0 }
        return Int(name[name.index(after: underscore)...]) ?? 0
    }
}
