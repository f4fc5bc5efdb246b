import Manifests
import TrainingSets

/// One image of a training run with what it is trained towards.
struct Galaxy: Sendable, Equatable {
    /// Where it stands in its manifest, and its image.
    let row: Manifest.Row
    /// Number of the class that it is labelled with, or else of its largest target.
    let label: Int
    /// Probability of each class, sum 1.
    let target: [Float]
    /// Number of the recipe's set rule that fits; nil for none.
    var rule: Int?
}
