internal import Networks

/// What a weight file turned out to be: whose network, and where each of this package's tensors lies in it.
struct WeightLayout {
    let backbone: BackboneName
    let origin: WeightOrigin
    /// The publisher's name for the layout, for messages.
    let title: String
    let rules: [TensorRule]

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
        case .hdf5: KerasLayout.detect(file.layers)
        case .safetensors: TorchLayout.detect(file)
        }
    }
}
