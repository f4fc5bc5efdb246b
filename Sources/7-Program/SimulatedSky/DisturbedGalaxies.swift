import Randomness
internal import Sky

/// Galaxies out of order: irregulars and mergers.
extension GalaxyPopulation {
    /// A faint disc whose light is half in patches that lie anywhere, heaped to one side.
    mutating func irregular(_ number: Int, _ position: SkyCoordinate) -> SimulatedGalaxy {
        let ratio = generator.uniform(in: 0.45...1)
        let seen = appearance(
            median: 7, spread: 0.25, ratio: 2.15, surface: surface(21.9))
        let share = generator.uniform(in: 0.3...0.55)
        let colour = generator.gaussian(0.35, 0.08)
        let disc = SersicProfile(index: 1, halfLightRadius: seen.radius * 1.1)
        let patches = Bands.fluxes(
            r: magnitude(flux: flux(magnitude: seen.r) * share), gMinusR: colour - 0.1, rMinusI: 0.1)
        let smooth = Bands.fluxes(
            r: magnitude(flux: flux(magnitude: seen.r) * (1 - share)), gMinusR: colour, rMinusI: 0.18)
        let weights = (0..<(4 + generator.index(below: 7))).map { _ in exponential(generator.gaussian(0, 0.6)) }
        let total = weights.reduce(0, +)
        let heap = SIMD2(generator.gaussian(0, 0.35), generator.gaussian(0, 0.35))
        var model = GalaxyModel(
            positionAngle: generator.uniform(in: 0...Double.pi),
            disc: GalaxyModel.Disc(
                profile: disc, axisRatio: ratio, smoothFlux: smooth, armFlux: .zero, arms: nil))
        model.knots = weights.map { weight in
            GalaxyModel.Knot(
                along: disc.halfLightRadius * (heap.x + generator.gaussian(0, 0.55)),
                across: disc.halfLightRadius * (heap.y + generator.gaussian(0, 0.55)),
                sigma: disc.halfLightRadius * generator.uniform(in: 0.08...0.25), flux: patches * (weight / total))
        }
        return SimulatedGalaxy(
            number: number, kind: .irregular, position: position, model: model, petrosianRadius: seen.petrosian,
            axisRatio: ratio, bulgeFraction: 0, inclinationDegrees: arcCosine(ratio) * 180 / .pi)
    }

    /// A disc drawn out into one open arm, and the core of another galaxy within it.
    mutating func merger(_ number: Int, _ position: SkyCoordinate) -> SimulatedGalaxy {
        let ratio = generator.uniform(in: 0.4...1)
        let seen = appearance(
            median: 7.4, spread: 0.25, ratio: 2.15, surface: surface(21))
        let second = generator.uniform(in: 0.2...0.45)
        let colour = generator.uniform(in: 0.5...0.95)
        let all = Bands.fluxes(r: seen.r, gMinusR: colour, rMinusI: 0.15 + 0.28 * colour)
        let disc = SersicProfile(index: 1, halfLightRadius: seen.radius * 1.2)
        let tail = SpiralArms(
            count: 1, pitch: generator.uniform(in: 28...45) * .pi / 180, winding: generator.chance(0.5) ? 1 : -1,
            phase: generator.uniform(in: 0...(2 * .pi)), strength: generator.uniform(in: 0.6...0.95),
            sharpness: generator.uniform(in: 1.5...4), innerRadius: generator.uniform(in: 0.4...0.8),
            wobble: generator.uniform(in: 0...0.3), wobblePhase: generator.uniform(in: 0...(2 * .pi)))
        let first = all * (1 - second)
        let share = tail.totalShare(of: disc)
        let bulge = generator.uniform(in: 0.15...0.4)
        let model = GalaxyModel(
            positionAngle: generator.uniform(in: 0...Double.pi),
            bulge: GalaxyModel.Bulge(
                profile: SersicProfile(index: 2.5, halfLightRadius: seen.radius * 0.35),
                axisRatio: generator.uniform(in: 0.6...1), flux: first * bulge),
            disc: GalaxyModel.Disc(
                profile: disc, axisRatio: ratio, smoothFlux: first * ((1 - bulge) * (1 - share)),
                armFlux: first * ((1 - bulge) * share), arms: tail))
        let distance = seen.petrosian * generator.uniform(in: 0.35...0.9)
        let angle = generator.uniform(in: 0...(2 * .pi))
        let partner = GalaxyModel(
            positionAngle: generator.uniform(in: 0...Double.pi),
            bulge: GalaxyModel.Bulge(
                profile: SersicProfile(
                    index: generator.uniform(in: 1...4), halfLightRadius: max(0.8, seen.radius * 0.6)),
                axisRatio: generator.uniform(in: 0.5...1), flux: all * second))
        return SimulatedGalaxy(
            number: number, kind: .merger, position: position, model: model, petrosianRadius: seen.petrosian * 1.15,
            axisRatio: ratio, bulgeFraction: bulge, inclinationDegrees: nil,
            companion: .init(offset: SIMD2(sine(angle), cosine(angle)) * distance, model: partner))
    }
}
