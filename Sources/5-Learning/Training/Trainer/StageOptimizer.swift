package import Networks
package import Torch

/// The optimizer of one stage: head and backbone move at rates of their own.
package struct StageOptimizer {
    private let optimizer: any Optimizer
    /// Learning rate of each group divided by that of the head.
    private let multipliers: [Double]
    /// The parameters that move.
    package let parameters: [Tensor]

    /// An optimizer of what is trainable in `network` now.
    package init(_ network: GalaxyNetwork, stage: Stage) {
        let head = ParameterGroup(network.store, learningRate: stage.learningRate) { $0.hasPrefix("head.") }
        let backbone = ParameterGroup(
            network.store, learningRate: stage.learningRate * stage.backboneMultiplier
        ) { !$0.hasPrefix("head.") }
        let groups = [(head, 1.0), (backbone, stage.backboneMultiplier)].filter { !$0.0.parameters.isEmpty }
        multipliers = groups.map(\.1)
        parameters = groups.flatMap { $0.0.parameters.map(\.tensor) }
        switch stage.optimizer {
        case .adam, .adamw:
            optimizer = Adam(
                groups.map(\.0),
                settings: Adam.Settings(weightDecay: stage.weightDecay, decoupledDecay: stage.optimizer == .adamw))
        case .sgd:
            optimizer = SGD(
                groups.map(\.0),
                settings: SGD.Settings(
                    momentum: stage.momentum, nesterov: stage.momentum > 0, weightDecay: stage.weightDecay))
        }
    }

    /// Moves the parameters, the head's at `rate`.
    package func step(rate: Double) throws(TorchError) {
        for (index, multiplier) in multipliers.enumerated() {
            optimizer.groups[index].learningRate = rate * multiplier
        }
        try optimizer.step()
    }

    package func zeroGradients() throws(TorchError) { try optimizer.zeroGradients() }
    package func state() throws(TorchError) -> [(String, Tensor)] { try optimizer.state() }
    package func load(_ state: [String: Tensor]) throws(WeightMismatch) { try optimizer.load(state) }
}
