internal import Networks

/// What a weight file turned out to be: whose network, and where each of this package's tensors lies in it.
struct WeightLayout {
    let backbone: BackboneName
    let origin: WeightOrigin
    /// The publisher's name for the layout, for messages.
    let title: String
    let rules: [TensorRule]
    /// What stands before the names of the network's tensors in the file, such as `module.`.
    var prefix = ""

    /// Names in the file that belong to the network and that no backbone knows, of all `names`.
    func unexpected(_ names: [String], used: Set<String>) -> [String] {
        names.filter { name in
            name.hasPrefix(prefix) && !used.contains(name) && !Self.isIgnorable(String(name.dropFirst(prefix.count)))
        }
    }

    /// Tensors that are missing, or have another shape, in layers up to the last of which the file has any.
    var holes: [String] {
        let shapes = Dictionary(rules.map { ($0.key, $0.shape) }, uniquingKeysWith: { first, _ in first })
        let layers = Backbone.tensors(of: backbone, origin: origin)
        let last = layers.lastIndex { $0.tensors.contains { shapes[$0.key] != nil } } ?? -1
        return layers[...max(-1, last)].flatMap { $0.tensors.filter { shapes[$0.key] != $0.shape }.map(\.key) }
    }

    /// True for tensors of a classifier or a counter, which a backbone has no use for.
    static func isIgnorable(_ name: String) -> Bool {
        let parts = name.split(separator: "/")
        if parts.count > 1 { return ["predictions", "fc1", "fc2"].contains(parts[parts.count - 2]) }
        let prefixes = ["fc.", "AuxLogits.", "classifier.", "pre_logits.", "head.", "last_linear."]
        return prefixes.contains { name.hasPrefix($0) } || name.hasSuffix("num_batches_tracked")
    }

    /// The layout of `file`; nil when it is none that is known.
    static func detect(_ file: WeightFile) -> WeightLayout? {
        switch file.format {
        case .hdf5, .keras: KerasLayout.detect(file.layers)
        case .safetensors, .pytorch: TorchLayout.detect(file)
        }
    }
}
