internal import Randomness

/// The threshold of a target survey from the shape of its unlabelled scores.
///
/// Two classes that a network tells apart are two humps of the scores. The shapes of the humps are known from the survey
/// with labels; where they lie in the target is found by maximum likelihood (``ShapeFit``), and its uncertainty from sets
/// drawn with replacement, of the target's scores and of the source's, and from what the method was seen to be wrong by.
///
/// The method refuses where it cannot know: few galaxies, one class alone, or classes of another shape.
public struct ShapeEstimate: Sendable, Equatable {
    public let estimate: ThresholdEstimate
    /// Share of class 0 among the target's galaxies.
    public let share: Double
    /// Log likelihood of two classes above that of one.
    public let evidence: Double
    /// Greatest difference between the distributions of the scores and of the fit, 0…1.
    public let distance: Double

    /// Standard deviation of what is added to each drawn threshold. Shapes are not quite the same in two surveys, which
    /// drawn sets do not show: between SDSS and DES this method's threshold lay up to 1.3 from that of 100 overlap pairs.
    private static let spread = 0.7

    /// What the method needs.
    public struct Limits: Sendable {
        /// Least number of galaxies of the target.
        public var galaxies = 50
        /// Least number of galaxies of the rarer class.
        public var rare = 8.0
        /// Least share of the rarer class: fewer may be the tail of the other one.
        public var rareShare = 0.025
        /// Least log likelihood of two classes above that of one.
        public var evidence = 6.0
        /// Greatest distance between scores and fit, beyond what chance gives to so few.
        public var distance = 0.06

        public init() {}
    }

    /// - Parameters:
    ///   - target: scores of unlabelled galaxies of the target survey.
    ///   - source: scores of labelled galaxies of the source survey that the network was not trained on, of class 0 and
    ///     of class 1.
    ///   - resamples: sets drawn with replacement.
    ///   - seed: decides which.
    /// - Throws: ``ThresholdRefusal``.
    public init(
        target: ScoreHistogram, source: [ScoreHistogram], limits: Limits = Limits(), resamples: Int = 200,
        seed: UInt64 = 0
    ) throws(ThresholdRefusal) {
        guard Int(target.total) >= limits.galaxies else {
            throw .fewGalaxies(Int(target.total), least: limits.galaxies)
        }
        let shapes = ClassShapes(source)
        let fit = ShapeFit(shapes, target)
        let found = fit.both()
        evidence = found.value - fit.alone()
        guard evidence >= limits.evidence else { throw .oneClass(evidence: evidence, least: limits.evidence) }
        let rare = min(found.share, 1 - found.share) * target.total
        let least = max(limits.rare, limits.rareShare * target.total)
        guard rare >= least else { throw .rareClass(rare, least: least) }
        distance = fit.distance(of: found)
        let allowed = limits.distance + 1.36 / target.total.squareRoot()
        guard distance <= allowed else { throw .otherShape(distance: distance, greatest: allowed) }
        share = found.share
        var generator = SeededGenerator(seed, 0x5AFE)
        let drawn = (0..<resamples).map { number in
            let shapes = ClassShapes(source.map { $0.drawnOrSame(using: &generator) })
            var map = ShapeFit(shapes, target.drawn(using: &generator)).both(from: found).map
            map.offset += Self.spread * NormalScores.quantile((Double(number) + 0.5) / Double(resamples))
            return map
        }
        estimate = ThresholdEstimate(map: found.map, drawn: drawn, galaxies: Int(target.total))
    }
}

extension ScoreHistogram {
    /// A set drawn with replacement; this one where that has too few galaxies for a shape.
    fileprivate func drawnOrSame(using generator: inout SeededGenerator) -> ScoreHistogram {
        let result = drawn(using: &generator)
        return result.total >= 2 ? result : self
    }
}
