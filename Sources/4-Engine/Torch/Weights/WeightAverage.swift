extension Operator {
    fileprivate static let lerp = Operator("aten::_foreach_lerp_", "Scalar")
}

/// An exponential moving average of a network's parameters (Polyak and Juditsky 1992) and of its running statistics,
/// which often tests better than the last ones.
public final class WeightAverage {
    /// What is kept of the average at each step, 0…1.
    public let decay: Double
    private let store: ParameterStore
    private var averages: [(name: String, tensor: Tensor)] = []
    public private(set) var updates = 0

    /// Starts from the present values.
    public init(_ store: ParameterStore, decay: Double) throws(TorchError) {
        self.store = store
        self.decay = decay
        for entry in store.entries { averages.append((entry.name, try entry.tensor.detach().clone())) }
    }

    /// Moves the average towards the present values; call it after each step of the optimiser. Early on the decay is
    /// smaller, (1 + n) / (10 + n) after n updates, so that the first values are soon forgotten.
    public func update() throws(TorchError) {
        let share = 1 - min(decay, Double(1 + updates) / Double(10 + updates))
        updates += 1
        var targets: [Tensor] = []
        var sources: [Tensor] = []
        try withoutGradient { () throws(TorchError) in
            for (entry, average) in zip(store.entries, averages) where entry.isTrainable || entry.isBuffer {
                targets.append(average.tensor)
                sources.append(entry.tensor)
            }
            guard !targets.isEmpty else { return }
            try Operator.lerp.perform(.tensors(targets), .tensors(sources), .double(share))
        }
    }

    /// Runs `body` with the averages in the network, then puts the trained values back.
    public func withAverages<Value>(_ body: () throws -> Value) throws -> Value {
        try exchange()
        let result = Result { try body() }
        try exchange()
        return try result.get()
    }

    private func exchange() throws(TorchError) {
        try withoutGradient { () throws(TorchError) in
            for (entry, average) in zip(store.entries, averages) {
                let kept = try entry.tensor.detach().clone()
                try entry.tensor.copy(from: average.tensor)
                try average.tensor.copy(from: kept)
            }
        }
    }

    /// The averages under the names of the store, and the number of updates as `updates`.
    public func state() throws(TorchError) -> [(String, Tensor)] {
        averages.map { ($0.name, $0.tensor) } + [("updates", try Tensor([Int64(updates)], shape: [1]))]
    }

    public func load(_ state: [String: Tensor]) throws(WeightMismatch) {
        var tensors = state
        guard let count = tensors.removeValue(forKey: "updates") else { throw WeightMismatch(missing: ["updates"]) }
        try WeightMismatch.copy(tensors, into: averages.map { ($0.name, $0.tensor) })
        do {
            updates = Int(try count.item())
        } catch {
            throw WeightMismatch(failure: error)
        }
    }
}
