package import Torch
import TrainingSets

/// What is minimised, and what counts as right: it goes with the kind of head (`head.kind`).
package protocol Objective {
    /// The loss of `logits` (N, outputs) for the galaxies `members` (N, int64): the sum over the rows divided by `total`.
    ///
    /// - Parameter total: galaxies of the step in all processes; N in one process alone, which gives the mean.
    func loss(_ logits: Tensor, members: Tensor, total: Int) throws(TorchError) -> Tensor
    /// How many of `logits` (N, outputs) are right for the galaxies `members` (N, int64): one number, int64.
    func correct(_ logits: Tensor, members: Tensor) throws(TorchError) -> Tensor
}

extension Recipe {
    /// The objective of the recipe's kind of head.
    ///
    /// - Parameters:
    ///   - galaxies: all galaxies of the run.
    ///   - classWeights: weight of each class in the loss.
    ///   - labelSmoothing: share of the target spread evenly over the classes.
    package func objective(
        _ galaxies: [Galaxy], classWeights: [Double], labelSmoothing: Double, device: Device
    ) throws -> any Objective {
        if let scheme = try voteScheme() {
            return try DirichletMultinomial(galaxies: galaxies, tree: scheme.tree, device: device)
        }
        return try CrossEntropy(
            galaxies: galaxies, classWeights: classWeights, labelSmoothing: labelSmoothing, device: device)
    }
}
