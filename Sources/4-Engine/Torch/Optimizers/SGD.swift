extension Operator {
    fileprivate static let sgd = Operator("aten::_fused_sgd_")
}

/// Stochastic gradient descent with momentum, as torch.optim.SGD; one fused call a group.
public final class SGD: Optimizer {
    public struct Settings: Sendable, Equatable, Codable {
        public var momentum = 0.0
        /// Looks ahead along the momentum (Sutskever et al. 2013).
        public var nesterov = false
        public var weightDecay = 0.0

        public init(momentum: Double = 0, nesterov: Bool = false, weightDecay: Double = 0) {
            self.momentum = momentum
            self.nesterov = nesterov
            self.weightDecay = weightDecay
        }
    }

    public var groups: [ParameterGroup]
    public let settings: Settings
    private var velocities: [String: Tensor] = [:]

    public init(_ groups: [ParameterGroup], settings: Settings = Settings()) {
        precondition(!settings.nesterov || settings.momentum > 0, "Nesterov's way needs momentum")
        self.groups = groups
        self.settings = settings
    }

    public convenience init(_ store: ParameterStore, learningRate: Double, settings: Settings = Settings()) {
        self.init([ParameterGroup(store, learningRate: learningRate)], settings: settings)
    }

    public func step() throws(TorchError) {
        try withoutGradient { () throws(TorchError) in
            for group in groups { try step(group) }
        }
    }

    private func step(_ group: ParameterGroup) throws(TorchError) {
        let found = try Gradients.collect(group.parameters.map(\.tensor))
        // On a parameter's first step the velocity is the gradient itself, which starting from zero gives as well.
        guard !found.isEmpty else { return }
        var velocities: [Tensor] = []
        if settings.momentum > 0 {
            for (place, _) in found { velocities.append(try velocity(of: group.parameters[place])) }
        }
        try Operator.sgd.perform(
            .tensors(found.map { group.parameters[$0.place].tensor }), .tensors(found.map(\.gradient)),
            .tensors(velocities), .double(settings.weightDecay), .double(settings.momentum),
            .double(group.learningRate), .double(0), .bool(settings.nesterov), .bool(false), .bool(false))
        for (place, _) in found { group.parameters[place].tensor.noteSilentChange() }
    }

    private func velocity(of parameter: (name: String, tensor: Tensor)) throws(TorchError) -> Tensor {
        if let known = velocities[parameter.name] { return known }
        let new = try parameter.tensor.zerosLike()
        velocities[parameter.name] = new
        return new
    }

    /// The velocity of a parameter is `NAME.momentum_buffer`, as in torch.
    public func state() throws(TorchError) -> [(String, Tensor)] {
        groups.flatMap(\.parameters).compactMap { name, _ in velocities[name].map { ("\(name).momentum_buffer", $0) } }
    }

    public func load(_ state: [String: Tensor]) throws(WeightMismatch) {
        var restored: [String: Tensor] = [:]
        do throws(TorchError) {
            for (name, tensor) in groups.flatMap(\.parameters) where state["\(name).momentum_buffer"] != nil {
                restored[name] = try tensor.zerosLike()
            }
        } catch {
            throw WeightMismatch(failure: error)
        }
        try WeightMismatch.copy(state, into: restored.map { ("\($0.key).momentum_buffer", $0.value) })
        velocities = restored
    }
}
