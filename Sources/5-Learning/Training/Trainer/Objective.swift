package import Torch

/// What is minimised: cross-entropy against the galaxies' targets, with smoothing and class weights.
package struct Objective {
    private let targets: [[Float]]
    private let weights: [Float]
    private let labels: [Int]

    /// - Parameters:
    ///   - galaxies: all galaxies of the run.
    ///   - classWeights: weight of each class in the loss.
    ///   - labelSmoothing: share of the target spread evenly over the classes.
    package init(galaxies: [Galaxy], classWeights: [Double], labelSmoothing: Double) {
        let classes = Float(classWeights.count)
        let smoothing = Float(labelSmoothing)
        targets = galaxies.map { $0.target.map { $0 * (1 - smoothing) + smoothing / classes } }
        weights = galaxies.map { galaxy in
            zip(galaxy.target, classWeights).reduce(0) { $0 + $1.0 * Float($1.1) }
        }
        labels = galaxies.map { galaxy in galaxy.target.indices.max { galaxy.target[$0] < galaxy.target[$1] } ?? 0 }
    }

    /// The mean loss of `logits` (N, classes) for the galaxies `members`.
    package func loss(_ logits: Tensor, members: [Int]) throws(TorchError) -> Tensor {
        let classes = logits.shape[1]
        let target = try Tensor(
            members.flatMap { targets[$0] }, shape: [members.count, classes], device: logits.device)
        let weight = try Tensor(members.map { weights[$0] }, shape: [members.count], device: logits.device)
        return try (logits.crossEntropyByRow(target) * weight).mean()
    }

    /// How many of `logits` (N, classes) are largest at the galaxy's class.
    package func correct(_ logits: Tensor, members: [Int]) throws(TorchError) -> Int {
        let found = try logits.argmax(1).int64s()
        return zip(found, members).count { Int($0) == labels[$1] }
    }

    /// Weights n / (classes · n of the class), whose mean over the galaxies is 1.
    package static func balancedWeights(counts: [Int]) -> [Double] {
        let total = counts.reduce(0, +)
        return counts.map { Double(total) / Double(counts.count * max(1, $0)) }
    }
}
