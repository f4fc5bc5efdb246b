import Confidence
import Randomness

/// A random part of a target survey's galaxies: what weights are made of, and what its pictures look like.
struct TargetSample {
    /// Magnitude and size of each, NaN where one is not known.
    private(set) var covariates: [Covariates] = []
    /// Axes (galaxy, feature); empty where features were not looked at.
    private(set) var features: [Float] = []
    private var reservoir = Reservoir(capacity: CalibrationSample.largest, seed: 0xADA7)

    mutating func add(_ galaxy: Covariates, _ found: ArraySlice<Float>) {
        guard let place = reservoir.place() else { return }
        guard place < covariates.count else {
            covariates.append(galaxy)
            features += found
            return
        }
        covariates[place] = galaxy
        features.replaceSubrange(place * found.count..<(place + 1) * found.count, with: found)
    }
}
