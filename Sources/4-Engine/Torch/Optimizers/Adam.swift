extension Operator {
    fileprivate static let adam = Operator("aten::_fused_adam_")
    fileprivate static let adamW = Operator("aten::_fused_adamw_")
    fileprivate static let addToAll = Operator("aten::_foreach_add_", "Scalar")
}

/// Adam (Kingma and Ba 2015, algorithm 1), as torch.optim.Adam and torch.optim.AdamW; one fused call a group.
public final class Adam: Optimizer {
    public struct Settings: Sendable, Equatable, Codable {
        public var beta1 = 0.9
        public var beta2 = 0.999
        public var epsilon = 1e-8
        public var weightDecay = 0.0
        /// Takes the decay off the parameters themselves (Loshchilov and Hutter 2019) instead of adding it to the
        /// gradients.
        public var decoupledDecay = false

        public init(
            beta1: Double = 0.9, beta2: Double = 0.999, epsilon: Double = 1e-8, weightDecay: Double = 0,
            decoupledDecay: Bool = false
        ) {
            self.beta1 = beta1
            self.beta2 = beta2
            self.epsilon = epsilon
            self.weightDecay = weightDecay
            self.decoupledDecay = decoupledDecay
        }
    }

    public var groups: [ParameterGroup]
    public let settings: Settings
    private var moments: [String: Moments] = [:]

    private struct Moments {
        let first: Tensor
        let second: Tensor
        /// The number of steps so far, as one float32.
        let steps: Tensor

        init(like parameter: Tensor) throws(TorchError) {
            first = try parameter.zerosLike()
            second = try parameter.zerosLike()
            steps = try Tensor.zeros([], device: parameter.device)
        }

        func named(_ name: String) -> [(String, Tensor)] {
            [("\(name).exp_avg", first), ("\(name).exp_avg_sq", second), ("\(name).step", steps)]
        }
    }

    public init(_ groups: [ParameterGroup], settings: Settings = Settings()) {
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
        guard !found.isEmpty else { return }
        var parameters: [Tensor] = []
        var first: [Tensor] = []
        var second: [Tensor] = []
        var steps: [Tensor] = []
        for (place, _) in found {
            let (name, tensor) = group.parameters[place]
            let moments = try moments(of: name, like: tensor)
            parameters.append(tensor)
            first.append(moments.first)
            second.append(moments.second)
            steps.append(moments.steps)
        }
        try Operator.addToAll.perform(.tensors(steps), .double(1))
        let update = settings.decoupledDecay ? Operator.adamW : Operator.adam
        try update.perform(
            .tensors(parameters), .tensors(found.map(\.gradient)), .tensors(first), .tensors(second), .tensors([]),
            .tensors(steps), .double(group.learningRate), .double(settings.beta1), .double(settings.beta2),
            .double(settings.weightDecay), .double(settings.epsilon), .bool(false), .bool(false))
        for parameter in parameters { parameter.noteSilentChange() }
    }

    private func moments(of name: String, like parameter: Tensor) throws(TorchError) -> Moments {
        if let known = moments[name] { return known }
        let new = try Moments(like: parameter)
        moments[name] = new
        return new
    }

    /// The tensors of a parameter are `NAME.exp_avg`, `NAME.exp_avg_sq` and `NAME.step`, as in torch.
    public func state() throws(TorchError) -> [(String, Tensor)] {
        groups.flatMap(\.parameters).flatMap { name, _ in moments[name]?.named(name) ?? [] }
    }

    public func load(_ state: [String: Tensor]) throws(WeightMismatch) {
        var restored: [String: Moments] = [:]
        var targets: [(String, Tensor)] = []
        do throws(TorchError) {
            for (name, tensor) in groups.flatMap(\.parameters) where state["\(name).step"] != nil {
                let new = try Moments(like: tensor)
                restored[name] = new
                targets += new.named(name)
            }
        } catch {
            throw WeightMismatch(failure: error)
        }
        try WeightMismatch.copy(state, into: targets)
        moments = restored
    }
}
