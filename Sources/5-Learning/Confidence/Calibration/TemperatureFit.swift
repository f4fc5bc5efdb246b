internal import Foundation

extension LabelledLogits {
    /// What a temperature may be: beyond, classes that are told apart without a mistake would have none.
    public static let temperatures = 0.05...20.0

    /// The temperature of least mean negative log-likelihood within ``temperatures`` (Guo et al. 2017, "On Calibration of
    /// Modern Neural Networks", section 4.2).
    ///
    /// In the inverse temperature β the loss is convex: Newton's steps, halving the interval in which the slope changes its
    /// sign where one leaves it.
    public func temperature() -> Double {
        var (low, high) = (1 / Self.temperatures.upperBound, 1 / Self.temperatures.lowerBound)
        if slope(at: low).first >= 0 { return 1 / low }
        if slope(at: high).first <= 0 { return 1 / high }
        var beta = 1.0
        for _ in 0..<100 {
            let (first, second) = slope(at: beta)
            if first > 0 { high = beta } else { low = beta }
            let newton = second > 0 ? beta - first / second : .infinity
            let next = newton > low && newton < high ? newton : (low + high) / 2
            if abs(next - beta) <= 1e-12 * beta { return 1 / next }
            beta = next
        }
        return 1 / beta
    }

    /// First and second derivative of the summed loss with respect to β.
    private func slope(at beta: Double) -> (first: Double, second: Double) {
        let sums = sums(2) { galaxy, sums in
            let start = galaxy * classes
            let own = logits[start + truths[galaxy]]
            var (total, mean, square) = (0.0, 0.0, 0.0)
            var largest = -Double.infinity
            for place in start..<start + classes { largest = max(largest, logits[place] - own) }
            for place in start..<start + classes {
                let ahead = logits[place] - own
                let weight = exp(beta * (ahead - largest))
                total += weight
                mean += weight * ahead
                square += weight * ahead * ahead
            }
            mean /= total
            sums[0] += mean
            sums[1] += square / total - mean * mean
        }
        return (sums[0], sums[1])
    }
}
