package import Confidence
package import Manifests
import TrainingSets

/// One image of a training run with what it is trained towards.
package struct Galaxy: Sendable, Equatable {
    /// Where it stands in its manifest, and its image.
    package let row: Manifest.Row
    /// Number of the class that it is labelled with, or else of its largest target; nil where no vote is for a class.
    package let label: Int?
    /// What it is trained towards.
    package let target: Target
    /// Number of the recipe's set rule that fits; nil for none.
    package var rule: Int?
    /// Its magnitude and size, as far as they are known.
    package var covariates = Covariates()

    package init(row: Manifest.Row, label: Int?, target: Target, rule: Int? = nil) {
        self.row = row
        self.label = label
        self.target = target
        self.rule = rule
    }
}
