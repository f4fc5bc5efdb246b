internal import Glibc

/// How well the source's two classes, moved, stretched and mixed, describe the scores of a target survey.
///
/// A target score x has the density Σ_k π_k f_k((x − b) / a) / a, f_k being the shapes of the source's classes. The
/// offset b, the scale a and the share π of class 0 are those of the highest likelihood, with a weak prior that a is
/// near 1.
struct ShapeFit {
    let shapes: ClassShapes
    let scores: [(score: Double, count: Double)]

    /// What was found.
    struct Found {
        var map: ScoreMap
        /// Share of class 0.
        var share: Double
        /// Logarithm of the likelihood times the prior.
        var value: Double
    }

    /// Deviation of the logarithm of the scale that the prior expects.
    private static let spreadOfScale = 0.5

    /// The same of each side of one class alone.
    private static let spreadOfSide = 0.3

    init(_ shapes: ClassShapes, _ scores: ScoreHistogram) {
        self.shapes = shapes
        self.scores = scores.coarse
    }

    /// The fit of both classes from a search over the whole range.
    func both() -> Found {
        var starts: [(point: [Double], value: Double)] = []
        let centre = scores.reduce(0) { $0 + $1.score * $1.count } / scores.reduce(0) { $0 + $1.count }
        for scale in [0.5, 0.75, 1.0, 1.4] {
            for offset in stride(from: -10.0, through: 10.0, by: 0.5) {
                // offsets about 0, and about where the scores lie
                for shift in [offset, offset + centre] {
                    for share in [0.1, 0.5, 0.9] {
                        let point = [shift, log(scale), log(share / (1 - share))]
                        starts.append((point, cost(point, coarse: true)))
                    }
                }
            }
        }
        starts.sort { $0.value < $1.value }
        let found = starts.prefix(4).map { refined(from: $0.point) }
        return found.max { $0.value < $1.value } ?? refined(from: [0, 0, 0])
    }

    /// The fit of both classes from a point near it.
    func both(from found: Found) -> Found {
        let share = min(max(found.share, 0.002), 0.998)
        return refined(from: [found.map.offset, log(found.map.scale), log(share / (1 - share))])
    }

    private func refined(from point: [Double]) -> Found {
        let best = NelderMead.minimum(from: point, steps: [0.4, 0.1, 0.4]) { cost($0, coarse: false) }
        return Found(
            map: ScoreMap(scale: exp(best.point[1]), offset: best.point[0]), share: 1 / (1 + exp(-best.point[2])),
            value: -best.value)
    }

    /// Minus the logarithm of likelihood and prior; `point` is offset, logarithm of the scale, log odds of class 0.
    private func cost(_ point: [Double], coarse: Bool) -> Double {
        let scale = exp(point[1])
        let share = 1 / (1 + exp(-point[2]))
        let logs = (log(max(share, 1e-12)), log(max(1 - share, 1e-12)))
        var sum = 0.0
        let every = coarse ? max(1, scores.count / 64) : 1
        var weight = 0.0
        for index in stride(from: 0, to: scores.count, by: every) {
            let (score, count) = scores[index]
            let place = (score - point[0]) / scale
            let (first, second) = (
                logs.0 + shapes.logDensity(0, place), logs.1 + shapes.logDensity(1, place)
            )
            let larger = max(first, second)
            sum += count * (larger + log1p(exp(min(first, second) - larger)) - point[1])
            weight += count
        }
        if coarse, weight > 0 { sum *= scores.reduce(0) { $0 + $1.count } / weight }
        return -sum + 0.5 * pow(point[1] / Self.spreadOfScale, 2)
    }

    /// Logarithm of the likelihood of the best fit of one class alone, each side of which may be stretched differently.
    func alone() -> Double {
        let mean = scores.reduce(0) { $0 + $1.score * $1.count } / scores.reduce(0) { $0 + $1.count }
        return (0..<2).map { number in
            // The middle of the class.
            let starts = [-2.0, 0, 2].map { mean + $0 }
            return starts.map { start in
                let centre = shapes.centre(number)
                let best = NelderMead.minimum(from: [start, 0, 0], steps: [0.5, 0.2, 0.2]) { point in
                    let (left, right) = (exp(point[1]), exp(point[2]))
                    // Both sides have half of the density each in the source's scale; together they must be 1.
                    let height = log(2 / (left + right))
                    var sum = 0.0
                    for (score, count) in scores {
                        let away = score - point[0]
                        let place = centre + away / (away < 0 ? left : right)
                        sum += count * (shapes.logDensity(number, place) + height)
                    }
                    return -sum + 0.5 * (pow(point[1] / Self.spreadOfSide, 2) + pow(point[2] / Self.spreadOfSide, 2))
                }
                return -best.value
            }.max() ?? -.infinity
        }.max() ?? -.infinity
    }

    /// Greatest difference between the shares of galaxies, found and described, that lie below a score (Kolmogorov).
    func distance(of found: Found) -> Double {
        let total = scores.reduce(0) { $0 + $1.count }
        var (sum, greatest) = (0.0, 0.0)
        for (score, count) in scores {
            let place = found.map.source(score)
            let described = found.share * shapes.below(0, place) + (1 - found.share) * shapes.below(1, place)
            greatest = max(greatest, abs(sum / total - described), abs((sum + count) / total - described))
            sum += count
        }
        return greatest
    }
}
