internal import Glibc

/// How the scores of two classes are distributed in the survey whose labels are known.
///
/// Each class is the sum of Gaussian kernels on its labelled scores, with the bandwidth of Silverman's rule (1986,
/// "Density Estimation", eq. 3.31), and 2 % anywhere: an artefact or a wrong label may have any score.
public struct ClassShapes: Sendable {
    /// Logarithm of the density of class 0 and of class 1 at every bin of ``ScoreHistogram``.
    private let logDensities: [[Double]]
    /// Share of each class below the end of every bin.
    private let shares: [[Double]]
    /// The threshold of the highest balanced accuracy: where both classes are equally dense.
    public let best: Double
    /// Galaxies of each class that the shapes are made of.
    public let counts: [Double]

    /// Share of galaxies that may have any score.
    private static let stray = 0.02

    /// - Parameter scores: of class 0 and of class 1, at least two galaxies each.
    public init(_ scores: [ScoreHistogram]) {
        precondition(scores.count == 2 && scores.allSatisfy { $0.total >= 2 }, "shapes of two classes need galaxies")
        counts = scores.map(\.total)
        let smooth = scores.map(Self.smooth)
        let flat = 1 / (2 * ScoreHistogram.limit)
        logDensities = smooth.map { density in density.map { log((1 - Self.stray) * $0 + Self.stray * flat) } }
        let shares = smooth.map { density in
            var sum = 0.0
            return density.map { value in
                sum += value * ScoreHistogram.step
                return sum
            }
        }
        self.shares = shares
        let balanced = zip(shares[0], shares[1]).map { (1 - $0 + $1) / 2 }
        // Among equal places the middle one: between classes that do not touch nothing else is told from any other.
        let highest = balanced.max() ?? 0
        let places = balanced.indices.filter { balanced[$0] >= highest - 1e-6 }
        best = ScoreHistogram.centre(places[places.count / 2]) + ScoreHistogram.step / 2
    }

    /// Density of each bin.
    private static func smooth(_ scores: ScoreHistogram) -> [Double] {
        let filled = scores.filled
        let mean = filled.reduce(0) { $0 + $1.score * $1.count } / scores.total
        let variance = filled.reduce(0) { $0 + ($1.score - mean) * ($1.score - mean) * $1.count } / scores.total
        let middle = (scores.quantile(0.75) - scores.quantile(0.25)) / 1.349
        let spread = middle > 0 ? min(variance.squareRoot(), middle) : variance.squareRoot()
        let width = max(0.9 * spread * pow(scores.total, -0.2), 2 * ScoreHistogram.step)
        let reach = Int(4 * width / ScoreHistogram.step)
        var kernel = (-reach...reach).map { exp(-0.5 * pow(Double($0) * ScoreHistogram.step / width, 2)) }
        let sum = kernel.reduce(0, +) * ScoreHistogram.step * scores.total
        for index in kernel.indices { kernel[index] /= sum }
        var density = [Double](repeating: 0, count: ScoreHistogram.binCount)
        for (number, count) in scores.counts.enumerated() where count > 0 {
            for offset in -reach...reach {
                density[min(max(number + offset, 0), density.count - 1)] += count * kernel[offset + reach]
            }
        }
        return density
    }

    /// Logarithm of the density of class `number` at `score`.
    func logDensity(_ number: Int, _ score: Double) -> Double {
        let place = min(
            max((score + ScoreHistogram.limit) / ScoreHistogram.step - 0.5, 0),
            Double(ScoreHistogram.binCount) - 1.001)
        let below = Int(place)
        let part = place - Double(below)
        return logDensities[number].withUnsafeBufferPointer { $0[below] * (1 - part) + $0[below + 1] * part }
    }

    /// Mean of the shares of both classes that lie on their side of `threshold`.
    public func balancedAccuracy(at threshold: Double) -> Double {
        (1 - below(0, threshold) + below(1, threshold)) / 2
    }

    /// Share of class `number` below `score`.
    func below(_ number: Int, _ score: Double) -> Double {
        let place = ((score + ScoreHistogram.limit) / ScoreHistogram.step - 1).rounded()
        return shares[number][Int(min(max(place, 0), Double(ScoreHistogram.binCount - 1)))]
    }

    /// Median of class `number`.
    func centre(_ number: Int) -> Double {
        ScoreHistogram.centre(shares[number].firstIndex { $0 >= 0.5 } ?? 0)
    }

    /// Logarithm of the odds of class 0 at `score` where both classes are equally frequent.
    public func logOdds(at score: Double) -> Double { logDensity(0, score) - logDensity(1, score) }

    /// What `threshold` loses of the highest balanced accuracy, 0…1.
    public func regret(at threshold: Double) -> Double {
        max(0, balancedAccuracy(at: best) - balancedAccuracy(at: threshold))
    }
}
