import Torch
import Training

/// The quadratic score of classes: the squared distance of the probabilities from the galaxy's shares (Brier 1950).
struct QuadraticScore: Objective {
    /// Axes (galaxies, classes).
    private let targets: Tensor

    /// - Parameter galaxies: all galaxies of the run.
    init(galaxies: [Galaxy], classes: Int, device: Device) throws(TorchError) {
        let shares = galaxies.flatMap(\.target.shares)
        targets = try Tensor(shares, shape: [galaxies.count, classes], device: device)
    }

    func loss(_ logits: Tensor, members: Tensor, total: Int) throws(TorchError) -> Tensor {
        let distance = try logits.softmax(1) - targets.select(0, indices: members)
        return try distance.power(2).sum() / Double(total)
    }

    func correct(_ logits: Tensor, members: Tensor) throws(TorchError) -> Tensor {
        try logits.argmax(1).equals(targets.select(0, indices: members).argmax(1)).sum()
    }
}
