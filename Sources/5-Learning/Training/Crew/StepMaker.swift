public import Torch

/// Turns a step's galaxies into the gradient of the whole step, and moves the running statistics; afterwards all
/// processes hold the same.
package protocol StepMaker {
    /// - Parameters:
    ///   - seed: of the dropout of a part of the step, by its number.
    ///   - isStopped: whether this process was asked to stop.
    /// - Returns: axes (3), on the device: the step's mean loss; how many of its galaxies were put in the right class;
    ///   how many processes were asked to stop.
    func makeGradients(_ input: StepInput, seed: (_ part: Int) -> UInt64, isStopped: Bool) throws -> Tensor
}

/// What a maker computes for one part: the sum of its galaxies' losses divided by the step's galaxies, and how many of
/// them are right.
public typealias PartLoss = (
    _ replica: Replica, _ part: StepPart, _ total: Int
) throws -> (loss: Tensor, correct: Tensor)
