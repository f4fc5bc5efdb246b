internal import Files

/// The layers of a file that Keras 3 wrote, under their own names and with arrays called as Keras 2 calls them.
struct Keras3Listing {
    let file: HDF5File
    let configuration: KerasConfiguration?
    private var layers: [(order: Int, layer: KerasLayer, places: [String])] = []
    private var groups = 0
    /// Whether some group has arrays and no name.
    private var hasUnnamed = false

    init(file: HDF5File, configuration: KerasConfiguration?) {
        self.file = file
        self.configuration = configuration
    }

    /// Throws `InputError` when this is no file of Keras', or one that has no names of layers.
    mutating func read() throws -> KerasLayer.Listing {
        let known = configuration?.layers ?? [:]
        for member in file.members(of: "/") where member != "optimizer" && member != "vars" {
            try visit("/\(member)", below: [], known)
        }
        guard !layers.isEmpty else {
            throw hasUnnamed
                ? InputError(
                    file: file.path,
                    problem: "This file of Keras 3 does not name its layers, as Keras before 3.6 wrote it",
                    remedy: "Give the whole model: model.save('NAME.keras')")
                : InputError(
                    file: file.path,
                    problem: "This HDF5 file holds no weights of Keras: neither layers nor their names",
                    remedy: "Use the publisher's 'notop' file (see 'tuningfork weights list')")
        }
        layers.sort { $0.order < $1.order }
        return (file, layers.map(\.layer), layers.flatMap(\.places))
    }

    /// Adds what is in a group: the layer that it is, and the layers inside of it.
    private mutating func visit(
        _ group: String, below parents: [String], _ known: [String: KerasConfiguration.Entry]
    ) throws {
        groups += 1
        guard groups <= 100_000, parents.count < 32 else {
            throw InputError(file: file.path, problem: "This HDF5 file has groups without end")
        }
        let members = file.members(of: group)
        // TensorFlow's Keras up to 2.12 calls the list of layers differently.
        let path = group.dropFirst().split(separator: "/").map {
            $0 == "_layer_checkpoint_dependencies" ? "layers" : $0
        }
        .joined(separator: "/")
        let entry = known[path]
        var names = parents
        if members.contains("vars") {
            let arrays = file.members(of: "\(group)/vars").sorted { (Int($0) ?? 0) < (Int($1) ?? 0) }
            if let own = try entry?.name ?? file.strings("name", of: "\(group)/vars")?.first {
                names.append(own)
                if !arrays.isEmpty { try add(own, arrays.map { "\(group)/vars/\($0)" }, names, of: path, entry) }
            } else if !arrays.isEmpty {
                hasUnnamed = true
            }
        } else if let own = entry?.name {
            names.append(own)
        }
        // The state of random numbers that a layer draws is no weight.
        for member in members where member != "vars" && !member.hasPrefix("seed_generator") {
            try visit("\(group)/\(member)", below: names, known)
        }
    }

    private mutating func add(
        _ name: String, _ places: [String], _ names: [String], of path: String, _ entry: KerasConfiguration.Entry?
    ) throws {
        let arrays = try places.map { try file.dataset($0) }
        let kinds = Self.kinds(path, arrays.count, entry)
        let weights = zip(arrays, kinds).map { array, kind in
            TensorSummary(
                name: "/" + (names + [kind]).joined(separator: "/"), shape: array.shape, type: array.type)
        }
        let layer = KerasLayer(name: name, weights: weights)
        layers.append((entry?.order ?? layers.count, layer, places))
    }

    /// What Keras 2 calls the arrays of a layer, whose class the group's name tells.
    private static func kinds(_ path: String, _ count: Int, _ entry: KerasConfiguration.Entry?) -> [String] {
        let group = path.split(separator: "/").last ?? ""
        let digits = group.reversed().prefix { $0.isNumber }.count
        let stem = digits > 0 && group.dropLast(digits).hasSuffix("_") ? group.dropLast(digits + 1) : group
        let known: [String] =
            switch stem {
            case "batch_normalization":
                // Where nothing says which of gamma and beta one array is, it is beta: of the two only gamma is of no use
                // before a ReLU, and left out by networks that are published.
                (count == 4 || entry?.scale == true && entry?.center == false ? ["gamma"] : [])
                    + (count == 4 || count == 3 && entry?.center != false ? ["beta"] : [])
                    + ["moving_mean", "moving_variance"]
            case "separable_conv2d": ["depthwise_kernel", "pointwise_kernel", "bias"]
            case "layer_normalization": ["gamma", "beta"]
            default: ["kernel", "bias"]
            }
        return known.prefix(count) + (min(count, known.count)..<count).map(String.init)
    }
}
