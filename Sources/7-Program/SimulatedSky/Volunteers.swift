import Randomness

/// The simulated volunteers who look at a galaxy's SDSS picture, as in Galaxy Zoo 1 (Lintott et al. 2008, 2011).
struct Volunteers {
    /// Vote fractions in the columns of Galaxy Zoo 1's table 2.
    struct Votes: Sendable {
        /// Number of votes.
        var count: Int
        /// Elliptical; clockwise, anticlockwise and edge-on spiral; don't know; merger. They sum to 1.
        var elliptical, clockwise, anticlockwise, edgeOn, unknown, merger: Double
        /// Freed from the bias that small and faint galaxies look elliptical.
        var debiasedElliptical, debiasedSpiral: Double

        /// All spiral votes.
        var spiral: Double { clockwise + anticlockwise + edgeOn }
    }

    var generator: SeededGenerator
    /// ``SkyDifficulty/doubt`` and ``SkyDifficulty/biasScatter``.
    let doubt, biasScatter: Double

    /// Asks 30 to 70 volunteers.
    ///
    /// How sure a volunteer is depends on the galaxy: large, bright spirals with strong arms seen face-on, or quite from
    /// the edge, get nearly all their votes; small, faint ones and those between lose votes to "elliptical". Small
    /// flattened ellipticals lose some to "edge-on". With ``doubt`` the odds draw nearer to even as galaxies grow faint and
    /// small, and more volunteers do not know. With ``biasScatter`` the bias of one galaxy is not the mean that debiasing takes
    /// away, and clean votes are wrong now and then. Of irregulars, mergers and stars few agree with one another.
    mutating func vote(_ galaxy: SimulatedGalaxy) -> Votes {
        let count = Int(generator.gaussian(44, 9, within: 26...75))
        if galaxy.kind == .star { return lost(count) }
        let size = logarithm(galaxy.petrosianRadius / 6) / logarithm(2)
        let brightness = 16.6 - galaxy.magnitudes.y
        // Volunteers see small and faint galaxies as smoother than they are: the bias that debiasing takes away.
        let bias = 0.8 * max(0, 0.5 - size) + 0.5 * max(0, -brightness)
        let ownBias = bias * (1 + generator.gaussian(0, biasScatter, within: -2...2))
        let clarity = generator.gaussian(0, 0.7)
        let logit: Double
        switch galaxy.kind {
        case .spiral, .artefact, .blank:
            let arms = galaxy.model.disc?.arms
            let contrast = (arms?.strength ?? 0) - 0.7 + 0.06 * ((arms?.sharpness ?? 0) - 3)
            // Hardest where the arms are foreshortened but the disc is not yet thin: an axis ratio near 0.4.
            let tilt = exponential(-power((galaxy.axisRatio - 0.42) / 0.13, 2))
            // Below a share of 0.35 in the arms fewer and fewer see any.
            let faintArms = max(0, 0.35 - galaxy.armStrength) / 0.35
            logit =
                7.4 + 2.4 * size + 1.1 * brightness + 5 * contrast - 2 * tilt - 3 * galaxy.bulgeFraction
                - 5 * faintArms + clarity
        case .elliptical:
            logit = -5.6 - 0.8 * size - 0.5 * brightness + 3.5 * max(0, 0.78 - galaxy.axisRatio) / 0.2 * 0.6 + clarity
        case .lenticular:
            logit = 3.5 * (0.55 - galaxy.axisRatio) - 5 * (galaxy.bulgeFraction - 0.4) + 1.5 * clarity
        case .edgeOn:
            logit = 5.2 + 1.6 * size + 0.7 * brightness - 3 * galaxy.bulgeFraction + clarity
        case .irregular:
            logit = 0.6 + 1.2 * clarity
        case .merger:
            logit = 1 + 1.2 * clarity
        case .star:
            preconditionFailure("stars have been voted on")
        }
        let veil = doubt * (max(0, -brightness) + max(0, 0.22 - size))
        let strangeness = galaxy.kind == .irregular ? 0.12 : galaxy.isBlend ? 0.03 : 0
        let unknown = generator.binomial(count, min(0.5, 0.004 + 0.05 * veil + strangeness))
        let merger = generator.binomial(
            count - unknown, galaxy.kind == .merger ? 0.45 : galaxy.isBlend ? 0.06 : 0.002)
        let decided = count - unknown - merger
        let spiral = generator.binomial(decided, 1 / (1 + exponential(-(logit / (1 + veil) - ownBias))))
        let isEdgeOn = galaxy.axisRatio < 0.32
        let edge = generator.binomial(spiral, isEdgeOn ? 0.9 : 0.05)
        let isClockwise = (galaxy.model.disc?.arms?.winding ?? 1) > 0
        let clockwise = generator.binomial(spiral - edge, isClockwise ? 0.95 : 0.05)
        let total = Double(count)
        // Debiasing multiplies the odds by the mean bias at this size and brightness.
        let spirals = Double(spiral) * exponential(bias)
        let ellipticals = Double(decided - spiral)
        let clear = max(spirals + ellipticals, 1e-9)
        let decidedShare = Double(decided) / total
        return Votes(
            count: count, elliptical: ellipticals / total, clockwise: Double(clockwise) / total,
            anticlockwise: Double(spiral - edge - clockwise) / total, edgeOn: Double(edge) / total,
            unknown: Double(unknown) / total, merger: Double(merger) / total,
            debiasedElliptical: ellipticals / clear * decidedShare, debiasedSpiral: spirals / clear * decidedShare)
    }

    /// Votes on what is no galaxy: nearly all for "star or don't know", the others spread.
    mutating func lost(_ count: Int) -> Votes {
        let unknown = generator.binomial(count, 0.85)
        let elliptical = generator.binomial(count - unknown, 0.7)
        let total = Double(count)
        let edge = Double(count - unknown - elliptical) / total
        return Votes(
            count: count, elliptical: Double(elliptical) / total, clockwise: 0, anticlockwise: 0, edgeOn: edge,
            unknown: Double(unknown) / total, merger: 0, debiasedElliptical: Double(elliptical) / total,
            debiasedSpiral: edge)
    }
}
