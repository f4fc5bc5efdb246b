internal import Glibc

extension Calibrator {
    /// Of two classes, this calibrator followed by `scale · score + offset` of the score, the calibrated logit of class 0
    /// less that of class 1.
    ///
    /// - Parameter scale: above 0, so that the order stays.
    public func mapped(scale: Double, offset: Double) -> Calibrator {
        precondition(scale > 0, "a scale of \(scale) turns the order round")
        switch self {
        case .identity: return .affine(scale: scale, offset: offset)
        case .temperature(let temperature): return .affine(scale: scale / temperature, offset: offset)
        case .vector(let scaling):
            let biases = scaling.biases.map { $0 * scale }
            return .vector(
                VectorScaling(
                    scales: scaling.scales.map { $0 * scale }, biases: [biases[0] + offset / 2, biases[1] - offset / 2])
            )
        case .isotonic(let maps):
            return .isotonic(
                maps.map { map in
                    IsotonicMap(
                        scores: map.scores,
                        probabilities: map.probabilities.map { probability in
                            let score = scale * log(probability / (1 - probability)) + offset
                            return min(max(1 / (1 + exp(-score)), 1e-12), 1 - 1e-12)
                        })
                })
        }
    }
}
