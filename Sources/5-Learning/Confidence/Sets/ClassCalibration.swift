/// The calibration of one class, put in order for looking up: all of it, and by magnitude.
struct ClassCalibration: Sendable, Equatable {
    /// How a class's p-value was found.
    enum Basis: Sendable, Equatable {
        /// Against galaxies of the class of about the same magnitude, weighted where there is a ratio.
        case magnitude
        /// Against all galaxies of the class, for want of magnitudes.
        case whole
        /// Not at all: no calibration galaxy is as bright, faint, large or small.
        case outside
    }

    /// All galaxies of the class, unweighted.
    private let all: ConformalScores
    /// Those with known covariates, by magnitude; empty where too few have any.
    private let bins: [ConformalScores]
    /// Least magnitude of each bin but the first.
    private let edges: [Double]
    /// Where there are calibration galaxies, of this class or another.
    private let range: CovariateRange
    /// Galaxies that weighted ones are worth: (Σw)² / Σw².
    let effectiveCount: Double

    /// Galaxies that a bin of magnitude must have, so that its 5 % quantile is more than a few galaxies.
    static let binSize = 100
    /// More would cost whole sets (each bin pays 1 / (n + 1)) and bring nothing.
    static let mostBins = 8

    /// - Parameter range: of the calibration galaxies of all classes.
    init(_ calibration: CalibrationScores, ratio: LikelihoodRatio?, within range: CovariateRange) {
        self.range = range
        all = ConformalScores(calibration.scores)
        let known = calibration.covariates.indices.filter {
            let own = calibration.covariates[$0]
            return own.magnitude.isFinite && (ratio?.usesSize != true || own.size.isFinite)
        }
        let weights =
            ratio?.weights(of: known.map { calibration.covariates[$0] }) ?? [Double](repeating: 1, count: known.count)
        let (sum, squares) = weights.reduce((0, 0)) { ($0.0 + $1, $0.1 + $1 * $1) }
        effectiveCount = squares > 0 ? sum * sum / squares : 0
        // Where half of the magnitudes are missing, those that are known say little of the others.
        guard known.count >= Self.binSize || ratio != nil, known.count * 2 >= calibration.scores.count, !known.isEmpty
        else {
            (bins, edges) = ([], [])
            return
        }
        let galaxies = known.map { calibration.covariates[$0].magnitude }
        let edges = Self.edges(galaxies, weights, count: min(Self.mostBins, Int(effectiveCount) / Self.binSize))
        var parts = [[Int]](repeating: [], count: edges.count + 1)
        for (place, magnitude) in galaxies.enumerated() { parts[Self.bin(of: magnitude, edges)].append(place) }
        self.edges = edges
        bins = parts.map { part in
            ConformalScores(
                part.map { calibration.scores[known[$0]] }, weights: ratio == nil ? nil : part.map { weights[$0] })
        }
    }

    /// The number of calibration galaxies.
    var count: Int { all.count }
    /// Galaxies of the smallest bin, or all where there are none.
    var smallest: Int { bins.map(\.count).min() ?? all.count }
    /// Bins of magnitude; 0 where magnitudes do not count.
    var binCount: Int { bins.count }

    /// The conformal p-value of a galaxy for this class.
    ///
    /// - Parameter weight: the galaxy's likelihood ratio; nil where there is none, NaN where it is not known.
    func pValue(of score: Double, _ galaxy: Covariates, weight: Double?) -> (value: Double, basis: Basis) {
        guard !bins.isEmpty, galaxy.magnitude.isFinite, weight?.isNaN != true else {
            return (all.pValue(of: score), .whole)
        }
        guard range.contains(galaxy) else { return (1, .outside) }
        return (bins[Self.bin(of: galaxy.magnitude, edges)].pValue(of: score, weight: weight ?? 1), .magnitude)
    }

    /// Least magnitude of each bin but the first, so that the weights of all are about the same.
    private static func edges(_ magnitudes: [Double], _ weights: [Double], count: Int) -> [Double] {
        let order = magnitudes.indices.sorted { magnitudes[$0] < magnitudes[$1] }
        let sum = weights.reduce(0, +)
        var edges: [Double] = []
        var (reached, passed) = (1, 0.0)
        for place in order {
            while reached < count, passed >= sum * Double(reached) / Double(count) {
                // Equal magnitudes stay together.
                if magnitudes[place] > edges.last ?? magnitudes[order[0]] { edges.append(magnitudes[place]) }
                reached += 1
            }
            passed += weights[place]
        }
        return edges
    }

    private static func bin(of magnitude: Double, _ edges: [Double]) -> Int {
        edges.firstIndex { magnitude < $0 } ?? edges.count
    }
}
