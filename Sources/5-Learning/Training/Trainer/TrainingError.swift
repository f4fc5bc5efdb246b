/// The loss or its gradient is no longer a number: training cannot go on.
public struct Diverged: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is not a number: `loss`, `gradient` or `validation loss`.
    public let quantity: String
    /// Its value, `nan` or `inf`.
    public let value: Double
    /// Name of the stage.
    public let stage: String
    /// Number of the epoch in the stage; 1 is the first.
    public let epoch: Int
    /// Number of the step in the epoch; 1 is the first.
    public let step: Int
    /// Learning rate of that step.
    public let learningRate: Double

    public var description: String {
        "the \(quantity) is \(value) in stage '\(stage)', epoch \(epoch), step \(step) "
            + "(learning rate \(learningRate)). Training was stopped and no weights were written. "
            + "Lower learning_rate in the recipe, or set gradient_clip."
    }
}
