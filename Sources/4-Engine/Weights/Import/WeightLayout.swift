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

    /// This package's keys with their shapes.
    private let shapes: [String: [Int]]

    init(_ form: WeightForm, _ rules: [TensorRule], prefix: String = "") {
        backbone = form.backbone
        origin = form.origin
        title = form.title
        self.rules = rules
        self.prefix = prefix
        shapes = form.shapes
    }

    /// The entry of a file's metadata that names the backbone.
    static let backboneEntry = "backbone"
    /// The entry of a file's metadata that names the origin.
    static let originEntry = "origin"

    /// The layout that explains most of the names and shapes in `file`; nil when none explains half of them.
    ///
    /// - Parameter origin: preferred among layouts that explain a file equally well, such as those of networks of one
    ///   architecture by several publishers.
    static func detect(_ file: WeightFile, preferring origin: WeightOrigin?) -> WeightLayout? {
        let candidates =
            switch file.format {
            case .hdf5, .keras: WeightForm.keras.map { WeightLayout($0, KerasLayout.rules(file.layers, $0)) }
            case .safetensors, .pytorch: TorchLayout.candidates(file)
            }
        let names = file.summaries.map(\.name)
        let marked = candidates.map { layout in
            (layout: layout, fit: layout.fit(names), isPreferred: layout.origin == origin)
        }
        // The first of equals, in the order of the records.
        let best = marked.max { ($0.fit, $0.isPreferred ? 1 : 0) < ($1.fit, $1.isPreferred ? 1 : 0) }
        guard let best, best.fit.ofFile > 0.5 else { return nil }
        return best.layout
    }

    /// How much of the file, and of the network, a layout explains.
    private struct Fit: Comparable {
        /// Share of the file's names that the network has, and has in this shape.
        let ofFile: Double
        /// Share of the network's tensors that are in the file.
        let ofNetwork: Double

        static func < (left: Fit, right: Fit) -> Bool {
            (left.ofFile, left.ofNetwork) < (right.ofFile, right.ofNetwork)
        }
    }

    private func fit(_ names: [String]) -> Fit {
        let right = rules.filter { shapes[$0.key] == $0.shape }
        let used = Set(right.flatMap(\.names))
        let count = used.count + unexpected(names, used: used).count
        return Fit(
            ofFile: Double(used.count) / Double(max(1, count)), ofNetwork: Double(right.count) / Double(shapes.count))
    }

    /// Names in the file that belong to the network and that no backbone knows, of all `names`.
    func unexpected(_ names: [String], used: Set<String>) -> [String] {
        names.filter { name in
            name.hasPrefix(prefix) && !used.contains(name) && !Self.isIgnorable(String(name.dropFirst(prefix.count)))
        }
    }

    /// Tensors that are missing, or have another shape, in layers up to the last of which the file has any.
    var holes: [String] {
        let found = Dictionary(rules.map { ($0.key, $0.shape) }, uniquingKeysWith: { first, _ in first })
        let layers = Backbone.tensors(of: backbone, origin: origin)
        let last = layers.lastIndex { $0.tensors.contains { found[$0.key] != nil } } ?? -1
        return layers[...max(-1, last)].flatMap { $0.tensors.filter { found[$0.key] != $0.shape }.map(\.key) }
    }

    /// True for tensors of a classifier or a counter, which a backbone has no use for.
    private static func isIgnorable(_ name: String) -> Bool {
        let parts = name.split(separator: "/")
        if parts.count > 1 { return ["predictions", "fc1", "fc2"].contains(parts[parts.count - 2]) }
        let prefixes = ["fc.", "_fc.", "AuxLogits.", "classifier.", "pre_logits.", "head.", "last_linear."]
        return prefixes.contains { name.hasPrefix($0) } || name.hasSuffix("num_batches_tracked")
    }
}
