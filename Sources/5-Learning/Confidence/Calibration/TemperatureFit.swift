internal import Foundation

/// The temperature under which logits lose least (Guo et al. 2017, "On Calibration of Modern Neural Networks", section 4.2).
public enum TemperatureFit {
    /// What a temperature may be; beyond, classes that are told apart without a mistake would have none.
    public static let range = 0.05...20.0

    /// The temperature of least mean negative log-likelihood within ``range``.
    ///
    /// With the inverse temperature β the loss is convex: Newton's steps, halved into the interval where the slope changes
    /// its sign.
    ///
    /// - Parameters:
    ///   - logits: axes (galaxy, class).
    ///   - truths: class of each galaxy.
    ///   - classes: number of classes, 2 or more.
    public static func temperature(_ logits: [Double], truths: [Int], classes: Int) -> Double {
        precondition(logits.count == truths.count * classes, "\(logits.count) logits of \(truths.count) galaxies")
        var (low, high) = (1 / range.upperBound, 1 / range.lowerBound)
        if slope(at: low, logits, truths, classes).first >= 0 { return 1 / low }
        if slope(at: high, logits, truths, classes).first <= 0 { return 1 / high }
        var beta = 1.0
        for _ in 0..<100 {
            let (first, second) = slope(at: beta, logits, truths, classes)
            if first > 0 { high = beta } else { low = beta }
            let newton = second > 0 ? beta - first / second : .infinity
            let next = newton > low && newton < high ? newton : (low + high) / 2
            if abs(next - beta) <= 1e-12 * beta { return 1 / next }
            beta = next
        }
        return 1 / beta
    }

    /// First and second derivative of the summed loss with respect to β.
    private static func slope(
        at beta: Double, _ logits: [Double], _ truths: [Int], _ classes: Int
    ) -> (first: Double, second: Double) {
        var (first, second) = (0.0, 0.0)
        for (galaxy, truth) in truths.enumerated() {
            let own = logits[galaxy * classes..<(galaxy + 1) * classes]
            let largest = own.max() ?? 0
            var (total, mean, square) = (0.0, 0.0, 0.0)
            for logit in own {
                let weight = exp(beta * (logit - largest))
                total += weight
                mean += weight * logit
                square += weight * logit * logit
            }
            mean /= total
            first += mean - own[own.startIndex + truth]
            second += square / total - mean * mean
        }
        return (first, second)
    }
}
