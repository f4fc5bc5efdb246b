import Randomness
internal import Sky

/// Galaxies without arms: ellipticals and lenticulars.
extension GalaxyPopulation {
    mutating func elliptical(_ number: Int, _ position: SkyCoordinate) -> SimulatedGalaxy {
        let ellipticity = difficulty.ellipticity
        let ratio = generator.gaussian(ellipticity.mean, ellipticity.deviation, within: ellipticity.least...1)
        let seen = appearance(
            median: 6.3, spread: 0.25, ratio: 1.85, surface: surface(20.5))
        let profile = SersicProfile(
            index: generator.uniform(in: difficulty.ellipticalIndex), halfLightRadius: seen.radius / ratio.squareRoot())
        let colour =
            generator.chance(difficulty.oddColours) ? generator.uniform(in: 0.65...0.9) : colour(1.0, 0.05)
        let flux = Bands.fluxes(
            r: seen.r, gMinusR: colour, rMinusI: 0.24 + 0.19 * colour + generator.gaussian(0, 0.015))
        let model = GalaxyModel(
            positionAngle: generator.uniform(in: 0...Double.pi),
            bulge: GalaxyModel.Bulge(profile: profile, axisRatio: ratio, flux: flux))
        return SimulatedGalaxy(
            number: number, kind: .elliptical, position: position, model: model, petrosianRadius: seen.petrosian,
            axisRatio: ratio, bulgeFraction: 1, inclinationDegrees: nil)
    }

    mutating func lenticular(_ number: Int, _ position: SkyCoordinate) -> SimulatedGalaxy {
        let tilt = generator.uniform(in: 0.15...1)
        let ratio = GalaxyPopulation.axisRatio(cosine: tilt)
        let seen = appearance(
            median: 6.3, spread: 0.25, ratio: 2.1, surface: surface(20.9))
        let fraction = generator.uniform(in: 0.3...0.65)
        let flux = Bands.fluxes(r: seen.r, gMinusR: colour(0.93, 0.06), rMinusI: 0.41)
        let disc = SersicProfile(index: 1, halfLightRadius: seen.radius * 1.25)
        let bulge = SersicProfile(
            index: generator.uniform(in: 2...4),
            halfLightRadius: disc.halfLightRadius * generator.uniform(in: 0.2...0.45))
        let model = GalaxyModel(
            positionAngle: generator.uniform(in: 0...Double.pi),
            bulge: GalaxyModel.Bulge(profile: bulge, axisRatio: 1 - 0.6 * (1 - ratio), flux: flux * fraction),
            disc: GalaxyModel.Disc(
                profile: disc, axisRatio: ratio, smoothFlux: flux * (1 - fraction), armFlux: .zero, arms: nil))
        return SimulatedGalaxy(
            number: number, kind: .lenticular, position: position, model: model, petrosianRadius: seen.petrosian,
            axisRatio: ratio, bulgeFraction: fraction, inclinationDegrees: arcCosine(tilt) * 180 / .pi)
    }
}
