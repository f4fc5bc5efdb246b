import Randomness
internal import Sky

/// Draws made-up galaxies with the sizes, magnitudes and colours that bright SDSS galaxies have.
///
/// Sizes and colours follow the galaxies that SDSS, DES and Galaxy Zoo 1 have in common: Petrosian radii of spirals around
/// 7 arcseconds with g − r about 0.7, ellipticals around 6 with g − r about 1.0. Every class has odd members: red spirals,
/// bluish and flattened ellipticals.
struct GalaxyPopulation {
    var generator: SeededGenerator
    /// Shares of spirals, ellipticals and lenticulars.
    let shares: [Double]

    mutating func galaxy(number: Int, at position: SkyCoordinate) -> SimulatedGalaxy {
        switch [GalaxyKind.spiral, .elliptical, .lenticular][generator.choice(shares)] {
        case .spiral: spiral(number, position)
        case .elliptical: elliptical(number, position)
        case .lenticular: lenticular(number, position)
        }
    }

    private mutating func elliptical(_ number: Int, _ position: SkyCoordinate) -> SimulatedGalaxy {
        let petrosian = 6.3 * exponential(generator.gaussian(0, 0.25, within: -0.5...0.6))
        let ratio = generator.gaussian(0.82, 0.13, within: 0.5...1)
        let radius = petrosian / 1.85
        let profile = SersicProfile(index: generator.uniform(in: 3...5), halfLightRadius: radius / ratio.squareRoot())
        let r = brightness(
            generator.gaussian(20.5, 0.35, within: 19.8...21.3), halfLightRadius: radius, faintest: 17.7)
        let colour =
            generator.choice([0.95, 0.05]) == 0 ? generator.gaussian(1.0, 0.05) : generator.uniform(in: 0.7...0.9)
        let flux = Bands.fluxes(r: r, gMinusR: colour, rMinusI: 0.24 + 0.19 * colour + generator.gaussian(0, 0.015))
        let model = GalaxyModel(
            positionAngle: generator.uniform(in: 0...Double.pi),
            bulge: GalaxyModel.Bulge(profile: profile, axisRatio: ratio, flux: flux))
        return SimulatedGalaxy(
            number: number, kind: .elliptical, position: position, model: model, petrosianRadius: petrosian,
            axisRatio: ratio, bulgeFraction: 1, inclinationDegrees: nil)
    }

    private mutating func lenticular(_ number: Int, _ position: SkyCoordinate) -> SimulatedGalaxy {
        let petrosian = 6.3 * exponential(generator.gaussian(0, 0.25, within: -0.5...0.6))
        let tilt = generator.uniform(in: 0.15...1)
        let ratio = GalaxyPopulation.axisRatio(cosine: tilt)
        let radius = petrosian / 2.1
        let r = brightness(
            generator.gaussian(20.9, 0.35, within: 20...21.7), halfLightRadius: radius, faintest: 17.7)
        let fraction = generator.uniform(in: 0.3...0.65)
        let flux = Bands.fluxes(r: r, gMinusR: generator.gaussian(0.93, 0.06), rMinusI: 0.41)
        let disc = SersicProfile(index: 1, halfLightRadius: radius * 1.25)
        let bulge = SersicProfile(
            index: generator.uniform(in: 2...4),
            halfLightRadius: disc.halfLightRadius * generator.uniform(in: 0.2...0.45))
        let model = GalaxyModel(
            positionAngle: generator.uniform(in: 0...Double.pi),
            bulge: GalaxyModel.Bulge(profile: bulge, axisRatio: 1 - 0.6 * (1 - ratio), flux: flux * fraction),
            disc: GalaxyModel.Disc(
                profile: disc, axisRatio: ratio, smoothFlux: flux * (1 - fraction), armFlux: .zero, arms: nil))
        return SimulatedGalaxy(
            number: number, kind: .lenticular, position: position, model: model, petrosianRadius: petrosian,
            axisRatio: ratio, bulgeFraction: fraction, inclinationDegrees: arcCosine(tilt) * 180 / .pi)
    }

    private mutating func spiral(_ number: Int, _ position: SkyCoordinate) -> SimulatedGalaxy {
        let petrosian = 7.4 * exponential(generator.gaussian(0, 0.26, within: -0.5...0.6))
        let tilt = generator.uniform(in: 0.12...1)
        let ratio = GalaxyPopulation.axisRatio(cosine: tilt)
        let radius = petrosian / 2.15
        let r = brightness(
            generator.gaussian(21.2, 0.4, within: 20.3...22), halfLightRadius: radius * power(ratio, 0.25),
            faintest: 17.7)
        let isGrandDesign = generator.uniform() < 0.6
        let fraction = isGrandDesign ? generator.uniform(in: 0.08...0.35) : generator.uniform(in: 0.02...0.2)
        let disc = SersicProfile(index: 1, halfLightRadius: radius * (1 + 0.3 * fraction))
        let arms = arms(isGrandDesign: isGrandDesign)
        let armShare = arms.totalShare(of: disc)

        // Older, redder discs have redder arms; bulges are red in all.
        let discColour = generator.gaussian(0.62, 0.11, within: 0.35...0.92)
        let armColour = discColour - generator.uniform(in: 0.12...0.3)
        let total = flux(magnitude: r)
        func part(_ share: Double, _ gMinusR: Double) -> PerBand {
            Bands.fluxes(
                r: magnitude(flux: total * max(share, 1e-6)), gMinusR: gMinusR, rMinusI: 0.12 + 0.32 * gMinusR)
        }
        let hasBar = isGrandDesign && generator.uniform() < 0.35
        let barShare = hasBar ? generator.uniform(in: 0.04...0.12) : 0
        let knotShare = generator.uniform(in: 0.03...0.1)
        let discShare = 1 - fraction - barShare - knotShare
        let bulge = SersicProfile(
            index: generator.uniform(in: 1...3),
            halfLightRadius: disc.halfLightRadius * generator.uniform(in: 0.12...0.26))
        var model = GalaxyModel(
            positionAngle: generator.uniform(in: 0...Double.pi),
            bulge: GalaxyModel.Bulge(
                profile: bulge, axisRatio: 1 - 0.55 * (1 - ratio),
                flux: part(fraction, generator.gaussian(0.95, 0.05))),
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
        model.knots = knots(share: knotShare, disc: disc, arms: arms, flux: part(knotShare, armColour - 0.15))
        return SimulatedGalaxy(
            number: number, kind: .spiral, position: position, model: model, petrosianRadius: petrosian,
            axisRatio: ratio, bulgeFraction: fraction, inclinationDegrees: arcCosine(tilt) * 180 / .pi)
    }

    private mutating func arms(isGrandDesign: Bool) -> SpiralArms {
        SpiralArms(
            count: isGrandDesign ? 2 : 3 + generator.choice([0.4, 0.4, 0.2]),
            pitch: generator.uniform(in: 11...(isGrandDesign ? 28 : 32)) * .pi / 180,
            winding: generator.uniform() < 0.5 ? 1 : -1, phase: generator.uniform(in: 0...(2 * .pi)),
            strength: generator.uniform(in: (isGrandDesign ? 0.55 : 0.45)...0.9),
            sharpness: generator.uniform(in: (isGrandDesign ? 2 : 1.2)...(isGrandDesign ? 5 : 3)),
            innerRadius: generator.uniform(in: 0.25...0.55), wobble: generator.uniform(in: 0...0.25),
            wobblePhase: generator.uniform(in: 0...(2 * .pi)))
    }

    /// Star-forming regions strung along the arms.
    private mutating func knots(
        share: Double, disc: SersicProfile, arms: SpiralArms, flux: PerBand
    ) -> [GalaxyModel.Knot] {
        let count = 6 + Int(generator.uniform(in: 0...18))
        let weights = (0..<count).map { _ in exponential(generator.gaussian(0, 0.7)) }
        let total = weights.reduce(0, +)
        return weights.map { weight in
            let radius = generator.uniform(in: arms.innerRadius...2.1)
            let arm = Double(Int(generator.uniform(in: 0...Double(arms.count))))
            let angle =
                arms.crest(radius) + 2 * .pi * arm / Double(arms.count)
                + generator.gaussian(0, 0.22 / Double(arms.count))
            return GalaxyModel.Knot(
                along: radius * disc.halfLightRadius * cosine(angle),
                across: radius * disc.halfLightRadius * sine(angle), sigma: generator.uniform(in: 0.2...0.5),
                flux: flux * (weight / total))
        }
    }

    /// A small galaxy of the background with no more than a profile and a colour.
    mutating func neighbour(at position: SkyCoordinate) -> SimulatedNeighbour {
        let r = 21.8 - 3.3 * power(generator.uniform(), 2)
        let isDisc = generator.uniform() < 0.65
        let colour = isDisc ? generator.gaussian(0.6, 0.2) : generator.gaussian(1.1, 0.15)
        let profile = SersicProfile(
            index: isDisc ? 1 : 4, halfLightRadius: 0.45 * exponential(generator.gaussian(0.25 * (21.5 - r), 0.3)))
        return SimulatedNeighbour(
            position: position,
            model: GalaxyModel(
                positionAngle: generator.uniform(in: 0...Double.pi),
                bulge: GalaxyModel.Bulge(
                    profile: profile, axisRatio: generator.uniform(in: 0.3...1),
                    flux: Bands.fluxes(r: r, gMinusR: colour, rMinusI: 0.15 + 0.3 * colour))))
    }

    /// A star of 15.5th to 21st magnitude, most of them faint.
    mutating func star(at position: SkyCoordinate) -> SimulatedStar {
        let r = 21 - 5.5 * power(generator.uniform(), 2.5)
        let colour = generator.uniform(in: 0.2...1.5)
        return SimulatedStar(
            position: position,
            flux: Bands.fluxes(
                r: r, gMinusR: colour, rMinusI: colour < 1.3 ? 0.3 * colour : generator.uniform(in: 0.4...1.4)))
    }

    /// Magnitude from the mean surface brightness within the half-light radius, not fainter than `faintest`.
    private func brightness(_ surface: Double, halfLightRadius: Double, faintest: Double) -> Double {
        min(surface - 2.5 * logarithm(2 * .pi * halfLightRadius * halfLightRadius) / logarithm(10), faintest)
    }

    /// Of a disc that is 0.13 as thick as it is wide.
    private static func axisRatio(cosine: Double) -> Double {
        let thickness = 0.13 * 0.13
        return (thickness + (1 - thickness) * cosine * cosine).squareRoot()
    }
}
