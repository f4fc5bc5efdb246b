internal import Files

/// One layer of weights that Keras 2 saved ("legacy" HDF5): the attribute `layer_names` of the root lists the layers,
/// `weight_names` of each layer's group lists its arrays in the order of `layer.weights`.
struct KerasLayer: Codable {
    let name: String
    let weights: [TensorSummary]

    /// The layers of a file in its order; layers without weights are left out.
    ///
    /// Throws `InputError` when the file was not written by Keras 2's `save_weights` or `save`.
    static func list(of file: HDF5File) throws -> [KerasLayer] {
        let root = file.contains("model_weights") ? "/model_weights" : "/"
        guard let names = try file.strings("layer_names", of: root) else {
            let isKeras3 = file.contains("layers") || file.contains("_layer_checkpoint_dependencies")
            throw InputError(
                file: file.path,
                problem: isKeras3
                    ? "This is a weights file of Keras 3, which names no layers"
                    : "This HDF5 file holds no weights of Keras: it has no attribute 'layer_names'",
                remedy: "Use the publisher's 'notop' file (see 'tuningfork weights list')")
        }
        let prefix = root == "/" ? "" : root
        return try names.compactMap { name in
            let group = "\(prefix)/\(name)"
            guard let weights = try file.strings("weight_names", of: group) else {
                throw InputError(file: file.path, problem: "Layer '\(name)' has no attribute 'weight_names'")
            }
            guard !weights.isEmpty else { return nil }
            let summaries = try weights.map { weight in
                let dataset = try file.dataset("\(group)/\(weight)")
                return TensorSummary(name: dataset.path, shape: dataset.shape, type: dataset.type)
            }
            return KerasLayer(name: name, weights: summaries)
        }
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
