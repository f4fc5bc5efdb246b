/// The tensors of a network among the values of a pickle, by their names.
///
/// PyTorch's state dictionaries are often a part of something: a training's checkpoint, or a whole model, whose classes are
/// passed over and whose tensors are still there.
struct StateDictionary {
    /// In the file's order.
    private(set) var tensors: [(name: String, tensor: PickledTensor)] = []
    /// Where in the file they are, such as `state_dict`; empty for the file itself.
    private(set) var place = ""
    private let nodes: [PickleNode]
    /// Steps that are left before a file is one whose values contain each other without end.
    private var steps = 1_000_000

    /// Entries that hold a network as it is, and those that hold its moving average.
    private static let plain = ["state_dict", "model", "model_state_dict", "module", "net", "network"]
    private static let averaged = ["state_dict_ema", "model_ema", "ema", "ema_state_dict"]
    private static let deepest = 32

    /// The tensors of `root`: those of an entry that is called as a network is, else the file's own, else those of the
    /// moving average, else those of the entry that has most.
    init(_ root: PickleValue, nodes: [PickleNode]) {
        self.nodes = nodes
        choose(root, below: [])
        if steps < 0 { tensors = [] }
    }

    private mutating func choose(_ value: PickleValue, below path: [String]) {
        guard let node = container(value), path.count < 6 else { return }
        func take(_ names: [String], _ state: inout StateDictionary) -> Bool {
            for name in names {
                guard let inner = node[name], state.container(inner) != nil else { continue }
                state.choose(inner, below: path + [name])
                if !state.tensors.isEmpty { return true }
            }
            return false
        }
        if !isModel(node), take(Self.plain, &self) { return }
        let own = collected(value, isDeep: false)
        if own.isEmpty {
            if take(Self.averaged, &self) { return }
            let entries = zip(node.keys, node.items).compactMap { key, item in key.text.map { ($0, item) } }
            let counts = entries.map { collected($0.1, isDeep: true).count }
            let filled = counts.indices.filter { counts[$0] > 0 }
            if !isModel(node), let most = filled.max(by: { counts[$0] < counts[$1] }),
                filled.count == 1 || entries.contains(where: { $0.0.hasPrefix("optimizer") || $0.0 == "epoch" })
            {
                choose(entries[most].1, below: path + [entries[most].0])
                return
            }
        }
        tensors = collected(value, isDeep: true)
        place = path.joined(separator: ".")
    }

    /// The dictionary or object; nil for anything else.
    private func container(_ value: PickleValue) -> PickleNode? {
        guard case .node(let place) = value else { return nil }
        switch nodes[place].kind {
        case .dictionary: return nodes[place]
        case .object: return container(nodes[place].state) ?? nodes[place]
        case .list, .tuple, .global, .storage, .tensor: return nil
        }
    }

    /// True for a network itself: an `nn.Module` or one of TorchScript.
    private func isModel(_ node: PickleNode) -> Bool { node["training"] != nil }

    private mutating func collected(_ value: PickleValue, isDeep: Bool) -> [(String, PickledTensor)] {
        var found: [(String, PickledTensor)] = []
        collect(value, "", isDeep ? Self.deepest : 1, &found)
        return found
    }

    private mutating func collect(
        _ value: PickleValue, _ name: String, _ depth: Int, _ found: inout [(String, PickledTensor)]
    ) {
        steps -= 1
        guard steps >= 0 else { return }
        if case .node(let place) = value, case .tensor(let tensor) = nodes[place].kind {
            found.append((name, tensor))
            return
        }
        guard depth > 0, let node = container(value) else { return }
        if node["_parameters"] != nil, node["_modules"] != nil {
            // An `nn.Module`: these three levels are not part of a tensor's name.
            for part in ["_parameters", "_buffers", "_modules"] {
                if let inner = node[part] { collect(inner, name, depth - 1, &found) }
            }
            return
        }
        for (key, item) in zip(node.keys, node.items) {
            guard let key = key.text, key.utf8.count <= 1 << 10 else { continue }
            collect(item, name.isEmpty ? key : "\(name).\(key)", depth - 1, &found)
        }
    }
}
