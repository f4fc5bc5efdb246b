internal import CTorch

/// All parameters and buffers of a network, by name, in order of creation. Layers hold the same tensors.
public final class ParameterStore {
    /// One named tensor.
    public struct Entry {
        public let name: String
        public let tensor: Tensor
        /// A buffer is saved but never trained: running means, counters.
        public let isBuffer: Bool
        /// Whether an optimiser moves it; frozen parameters record no gradients.
        public internal(set) var isTrainable: Bool
    }

    public private(set) var entries: [Entry] = []
    private var places: [String: Int] = [:]
    /// What first values are drawn from; nil is the standard generator.
    let generator: Generator?

    public init(generator: Generator? = nil) { self.generator = generator }

    public var root: Scope { Scope(self) }

    public subscript(name: String) -> Tensor? { places[name].map { entries[$0].tensor } }

    /// The tensors that an optimiser moves.
    public var trainable: [Tensor] { entries.filter(\.isTrainable).map(\.tensor) }

    /// The number of elements of all parameters, buffers left out.
    public var parameterCount: Int { entries.filter { !$0.isBuffer }.reduce(0) { $0 + $1.tensor.count } }

    func add(_ name: String, _ tensor: Tensor, isBuffer: Bool) throws(TorchError) {
        precondition(places[name] == nil, "two tensors are named \(name)")
        if !isBuffer { try tensor.setRequiresGrad(true) }
        places[name] = entries.count
        entries.append(Entry(name: name, tensor: tensor, isBuffer: isBuffer, isTrainable: !isBuffer))
    }

    /// Freezes or frees the parameters whose names `matches` picks.
    public func setTrainable(_ on: Bool, where matches: (String) -> Bool = { _ in true }) throws(TorchError) {
        for index in entries.indices where !entries[index].isBuffer && matches(entries[index].name) {
            try entries[index].tensor.setRequiresGrad(on)
            if !on { try entries[index].tensor.setGrad(nil) }
            entries[index].isTrainable = on
        }
    }

    /// Moves every tensor to a device; layers go on with the same `Tensor` objects.
    public func to(_ device: Device) throws(TorchError) {
        try withoutGradient { () throws(TorchError) in
            for entry in entries where entry.tensor.device != device {
                let moved = try entry.tensor.detach().to(device)
                try checked("move to a device") { error in
                    libtorch.tensor_set_data(entry.tensor.handle, moved.handle, &error)
                }
            }
        }
    }

    /// Puts the parameters into the memory of those of `other`, entry by entry; buffers keep their own and take the
    /// values of the other's.
    package func share(_ other: ParameterStore) throws(TorchError) {
        precondition(entries.map(\.name) == other.entries.map(\.name), "the stores are of two networks")
        try withoutGradient { () throws(TorchError) in
            for (entry, source) in zip(entries, other.entries) {
                let data = try entry.isBuffer ? source.tensor.detach().clone() : source.tensor.detach()
                try checked("shared parameters") { error in
                    libtorch.tensor_set_data(entry.tensor.handle, data.handle, &error)
                }
            }
        }
    }

    /// Takes note that the memory of the trainable parameters was written to through another store that shares it: what
    /// layers have made of their values is stale.
    package func followChanges() {
        for entry in entries where entry.isTrainable { entry.tensor.noteSilentChange() }
    }

    /// Name and tensor of every entry, in order of creation: what a weight file holds.
    public func state() -> [(String, Tensor)] { entries.map { ($0.name, $0.tensor) } }

    /// Overwrites every tensor with the one of the same name; nothing is changed when any does not fit.
    ///
    /// - Parameters:
    ///   - ignoringUnexpected: lets `tensors` hold names that are not here.
    ///   - mayMiss: picks names that may be missing in `tensors` and then keep their values.
    /// - Throws: `WeightMismatch` that names every missing, unexpected and differing tensor.
    public func load(
        _ tensors: [String: Tensor], ignoringUnexpected: Bool = false, mayMiss: (String) -> Bool = { _ in false }
    ) throws(WeightMismatch) {
        try WeightMismatch.copy(
            tensors, into: state(), ignoringUnexpected: ignoringUnexpected, mayMiss: mayMiss)
    }
}
