/// Moves parameters against their gradients, one step at a time.
public protocol Optimizer: AnyObject {
    /// The parameters with their settings. Learning rates may be changed between steps.
    var groups: [ParameterGroup] { get set }
    /// Moves every parameter that has a gradient; the others stay as they are.
    func step() throws(TorchError)
    /// What has been gathered about each parameter so far, under names that are stable for the same network.
    func state() throws(TorchError) -> [(String, Tensor)]
    /// Goes on from a saved state.
    ///
    /// - Throws: `WeightMismatch` that names what is missing or differs.
    func load(_ state: [String: Tensor]) throws(WeightMismatch)
}

/// Parameters that share a learning rate.
public struct ParameterGroup {
    /// Name and tensor, as in the parameter store.
    public let parameters: [(name: String, tensor: Tensor)]
    public var learningRate: Double

    public init(_ parameters: [(name: String, tensor: Tensor)], learningRate: Double) {
        self.parameters = parameters
        self.learningRate = learningRate
    }

    /// The trainable parameters of a store, or those of them that `matches` picks.
    public init(
        _ store: ParameterStore, learningRate: Double, where matches: (String) -> Bool = { _ in true }
    ) {
        self.init(
            store.entries.filter { $0.isTrainable && matches($0.name) }.map { ($0.name, $0.tensor) },
            learningRate: learningRate)
    }
}

extension Optimizer {
    /// The learning rate of the first group; setting it gives every group the same.
    public var learningRate: Double {
        get { groups.first?.learningRate ?? 0 }
        set { for index in groups.indices { groups[index].learningRate = newValue } }
    }

    public func zeroGradients() throws(TorchError) { try Gradients.clear(groups.flatMap(\.parameters).map(\.tensor)) }
}
