import Randomness
internal import Sky

/// Discs: spirals from grand design to hardly any arms, and discs seen from their edge.
extension GalaxyPopulation {
    mutating func spiral(_ number: Int, _ position: SkyCoordinate) -> SimulatedGalaxy {
        let tilt = generator.uniform(in: 0.12...1)
        let ratio = GalaxyPopulation.axisRatio(cosine: tilt)
        let seen = appearance(
            median: 7.4, spread: 0.26, ratio: 2.15, surface: surface(21),
            area: ratio.squareRoot())
        let isGrandDesign = generator.chance(difficulty.grandDesigns)
        let range = difficulty.bulgeFraction
        let fraction =
            isGrandDesign
            ? generator.uniform(in: max(0.08, range.lowerBound)...range.upperBound)
            : generator.uniform(in: range.lowerBound...(0.6 * range.upperBound))
        let disc = SersicProfile(index: 1, halfLightRadius: seen.radius * (1 + 0.3 * fraction))
        let arms = arms(isGrandDesign: isGrandDesign, bulgeFraction: fraction)
        let armShare = arms.totalShare(of: disc)

        // Older, redder discs have redder arms; bulges are red in all.
        let discColour = generator.chance(difficulty.oddColours) ? colour(0.88, 0.06) : colour(0.62, 0.11)
        let armColour = discColour - generator.uniform(in: 0.12...0.3)
        let total = flux(magnitude: seen.r)
        func part(_ share: Double, _ gMinusR: Double) -> PerBand {
            Bands.fluxes(
                r: magnitude(flux: total * max(share, 1e-6)), gMinusR: gMinusR, rMinusI: 0.12 + 0.32 * gMinusR)
        }
        let hasBar = isGrandDesign && generator.uniform() < 0.35
        let barShare = hasBar ? generator.uniform(in: 0.04...0.12) : 0
        // Star-forming regions are as strong as the arms that they lie in.
        let knotShare = generator.uniform(in: 0.03...0.1) * min(1, arms.strength / 0.5)
        let discShare = 1 - fraction - barShare - knotShare
        let bulge = SersicProfile(
            index: generator.uniform(in: 1...3),
            halfLightRadius: disc.halfLightRadius * generator.uniform(in: 0.12...0.26))
        var model = GalaxyModel(
            positionAngle: generator.uniform(in: 0...Double.pi),
            bulge: GalaxyModel.Bulge(
                profile: bulge, axisRatio: 1 - 0.55 * (1 - ratio),
                flux: part(fraction, colour(0.95, 0.05))),
            disc: GalaxyModel.Disc(
                profile: disc, axisRatio: ratio, smoothFlux: part(discShare * (1 - armShare), discColour),
                armFlux: part(discShare * armShare, armColour), arms: arms))
        if hasBar {
            // The arms of a barred galaxy begin at the ends of the bar.
            let length = arms.innerRadius * disc.halfLightRadius
            model.bar = GalaxyModel.Bar(
                profile: SersicProfile(index: 0.5, halfLightRadius: length * 0.55),
                axisRatio: generator.uniform(in: 0.2...0.35), angle: arms.crest(arms.innerRadius),
                flux: part(barShare, 0.88))
        }
        model.knots = knots(
            disc: disc, arms: arms, scatter: isGrandDesign ? 0.22 : 0.9 * difficulty.disorder,
            flux: part(knotShare, armColour - 0.15))
        return SimulatedGalaxy(
            number: number, kind: .spiral, position: position, model: model, petrosianRadius: seen.petrosian,
            axisRatio: ratio, bulgeFraction: fraction, inclinationDegrees: arcCosine(tilt) * 180 / .pi)
    }

    /// A thin disc and a rounder bulge; what arms there are do not show.
    mutating func edgeOn(_ number: Int, _ position: SkyCoordinate) -> SimulatedGalaxy {
        let tilt = generator.uniform(in: 0...0.17)
        let ratio = GalaxyPopulation.axisRatio(cosine: tilt)
        let seen = appearance(
            median: 7.4, spread: 0.26, ratio: 2.15, surface: surface(21),
            area: 2 * ratio)
        let fraction = generator.uniform(in: 0.02...0.4)
        let flux = Bands.fluxes(
            r: seen.r, gMinusR: colour(0.74, 0.12), rMinusI: 0.37)
        let disc = SersicProfile(index: 1, halfLightRadius: seen.radius * 1.3)
        let bulge = SersicProfile(
            index: generator.uniform(in: 1...3),
            halfLightRadius: disc.halfLightRadius * generator.uniform(in: 0.12...0.3))
        let model = GalaxyModel(
            positionAngle: generator.uniform(in: 0...Double.pi),
            bulge: GalaxyModel.Bulge(
                profile: bulge, axisRatio: generator.uniform(in: 0.5...0.8), flux: flux * fraction),
            disc: GalaxyModel.Disc(
                profile: disc, axisRatio: ratio, smoothFlux: flux * (1 - fraction), armFlux: .zero, arms: nil))
        return SimulatedGalaxy(
            number: number, kind: .edgeOn, position: position, model: model, petrosianRadius: seen.petrosian,
            axisRatio: ratio, bulgeFraction: fraction, inclinationDegrees: arcCosine(tilt) * 180 / .pi)
    }

    private mutating func arms(isGrandDesign: Bool, bulgeFraction: Double) -> SpiralArms {
        let strength = difficulty.armStrength
        // The arms of grand designs are the stronger ones.
        let least = strength.lowerBound + (isGrandDesign ? 0.2 : 0) * (strength.upperBound - strength.lowerBound)
        // Large bulges have tightly wound arms (Kennicutt 1981, AJ 86, 1847).
        let widest = (isGrandDesign ? 28 : 32) - 18 * max(0, bulgeFraction - 0.2)
        return SpiralArms(
            count: isGrandDesign ? 2 : 3 + generator.choice([0.4, 0.4, 0.2]),
            pitch: generator.uniform(in: 9...widest) * .pi / 180,
            winding: generator.uniform() < 0.5 ? 1 : -1, phase: generator.uniform(in: 0...(2 * .pi)),
            strength: generator.uniform(in: least...strength.upperBound),
            sharpness: generator.uniform(in: (isGrandDesign ? 2 : 1.2)...(isGrandDesign ? 5 : 3)),
            innerRadius: generator.uniform(in: 0.25...0.55),
            wobble: generator.uniform(in: 0...(isGrandDesign ? 0.25 : difficulty.disorder)),
            wobblePhase: generator.uniform(in: 0...(2 * .pi)))
    }

    /// Star-forming regions strung along the arms.
    /// - Parameter scatter: off the crests, in radians of a galaxy with one arm.
    private mutating func knots(
        disc: SersicProfile, arms: SpiralArms, scatter: Double, flux: PerBand
    ) -> [GalaxyModel.Knot] {
        let count = 6 + Int(generator.uniform(in: 0...18))
        let weights = (0..<count).map { _ in exponential(generator.gaussian(0, 0.7)) }
        let total = weights.reduce(0, +)
        return weights.map { weight in
            let radius = generator.uniform(in: arms.innerRadius...2.1)
            let arm = Double(Int(generator.uniform(in: 0...Double(arms.count))))
            let angle =
                arms.crest(radius) + 2 * .pi * arm / Double(arms.count)
                + generator.gaussian(0, scatter / Double(arms.count))
            return GalaxyModel.Knot(
                along: radius * disc.halfLightRadius * cosine(angle),
                across: radius * disc.halfLightRadius * sine(angle), sigma: generator.uniform(in: 0.2...0.5),
                flux: flux * (weight / total))
        }
    }
}
