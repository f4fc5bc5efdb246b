package import Torch

/// Cross-entropy against the galaxies' shares of the classes, with smoothing and class weights.
///
/// Targets and weights of all galaxies lie on the device; a step picks its own there.
package struct CrossEntropy: Objective {
    /// Axes (galaxies, classes).
    private let targets: Tensor
    /// Axes (galaxies).
    private let weights: Tensor
    /// Class numbers, axes (galaxies), int64.
    private let labels: Tensor

    /// - Parameters:
    ///   - galaxies: all galaxies of the run.
    ///   - classWeights: weight of each class in the loss.
    ///   - labelSmoothing: share of the target spread evenly over the classes.
    package init(
        galaxies: [Galaxy], classWeights: [Double], labelSmoothing: Double, device: Device
    ) throws(TorchError) {
        let classes = classWeights.count
        let smoothing = Float(labelSmoothing)
        var targets: [Float] = []
        targets.reserveCapacity(galaxies.count * classes)
        var weights: [Float] = []
        var labels: [Int64] = []
        for galaxy in galaxies {
            let target = galaxy.target.shares
            for share in target { targets.append(share * (1 - smoothing) + smoothing / Float(classes)) }
            weights.append(zip(target, classWeights).reduce(0) { $0 + $1.0 * Float($1.1) })
            labels.append(Int64(galaxy.target.largest))
        }
        self.targets = try Tensor(targets, shape: [galaxies.count, classes], device: device)
        self.weights = try Tensor(weights, shape: [galaxies.count], device: device)
        self.labels = try Tensor(labels, shape: [galaxies.count], device: device)
    }

    package func loss(_ logits: Tensor, members: Tensor, total: Int) throws(TorchError) -> Tensor {
        let target = try targets.select(0, indices: members)
        let weight = try weights.select(0, indices: members)
        return try (logits.crossEntropyByRow(target) * weight).sum() / Double(total)
    }

    /// Right is a row that is largest where the galaxy's target is.
    package func correct(_ logits: Tensor, members: Tensor) throws(TorchError) -> Tensor {
        try logits.argmax(1).equals(labels.select(0, indices: members)).sum()
    }

    /// Weights n / (classes · n of the class), whose mean over the galaxies is 1.
    package static func balancedWeights(counts: [Int]) -> [Double] {
        let total = counts.reduce(0, +)
        return counts.map { Double(total) / Double(counts.count * max(1, $0)) }
    }
}
