import Randomness
internal import Sky

/// Draws made-up galaxies with the sizes, magnitudes and colours that bright SDSS galaxies have.
///
/// Sizes and colours follow the galaxies that SDSS, DES and Galaxy Zoo 1 have in common: Petrosian radii of spirals around
/// 7 arcseconds with g − r about 0.7, ellipticals around 6 with g − r about 1.0. Every class has odd members: red spirals,
/// bluish and flattened ellipticals.
struct GalaxyPopulation {
    var generator: SeededGenerator
    let difficulty: SkyDifficulty

    mutating func object(number: Int, at position: SkyCoordinate) -> SimulatedGalaxy {
        let kinds = ObjectKind.shining
        let kind = kinds[generator.choice(kinds.map { difficulty.shares[$0] ?? 0 })]
        var galaxy =
            switch kind {
            case .elliptical: elliptical(number, position)
            case .lenticular: lenticular(number, position)
            case .edgeOn: edgeOn(number, position)
            case .irregular: irregular(number, position)
            case .merger: merger(number, position)
            case .star: starAmongGalaxies(number, position)
            case .spiral, .artefact, .blank: spiral(number, position)
            }
        if generator.chance(difficulty.blends) && kind != .merger && kind != .star {
            galaxy.companion = stranger(over: galaxy)
        }
        return galaxy
    }

    /// Mean surface brightness within the half-light radius, magnitudes a square arcsecond.
    mutating func surface(_ mean: Double) -> Double {
        let reach = 2.2 * difficulty.surfaceScatter
        return generator.gaussian(mean, difficulty.surfaceScatter, within: (mean - reach)...(mean + reach))
    }

    /// g − r of a kind with that mean and scatter at one distance.
    mutating func colour(_ mean: Double, _ deviation: Double) -> Double {
        generator.gaussian(mean, deviation * difficulty.colourScatter, within: 0.1...1.35)
    }

    /// How bright and how large a galaxy is.
    struct Appearance {
        /// Total magnitude.
        let r: Double
        /// Half-light and Petrosian radius, arcseconds.
        let radius, petrosian: Double
    }

    /// Brightness and size, one drawn and the other from the surface brightness.
    /// - Parameters:
    ///   - median: Petrosian radius where the size is drawn; ``SkyDifficulty/counts`` draw the magnitude.
    ///   - ratio: Petrosian over half-light radius.
    ///   - surface: mean within the half-light radius, magnitudes a square arcsecond.
    ///   - area: of the half-light ellipse over that of the circle.
    mutating func appearance(
        median: Double, spread: Double, ratio: Double, surface: Double, area: Double = 1
    ) -> Appearance {
        let solidAngle = 2.5 * logarithm(2 * .pi * area) / logarithm(10)
        if let counts = difficulty.counts {
            let slope = counts.slope * logarithm(10)
            let (bright, faint) = (counts.magnitudes.lowerBound, counts.magnitudes.upperBound)
            let rest = exponential(-slope * (faint - bright))
            let r = faint + logarithm(rest + (1 - rest) * generator.uniform()) / slope
            let radius = min(max(power(10, (surface - r - solidAngle) / 5), 0.9), 11)
            return Appearance(r: r, radius: radius, petrosian: radius * ratio)
        }
        let petrosian = median * exponential(generator.gaussian(0, spread, within: -0.5...0.6))
        let radius = petrosian / ratio
        let r = surface - solidAngle - 5 * logarithm(radius) / logarithm(10)
        return Appearance(r: min(r, 17.7), radius: radius, petrosian: petrosian)
    }

    /// A galaxy of another distance over this one: from 1.5 magnitudes fainter to as bright.
    private mutating func stranger(over galaxy: SimulatedGalaxy) -> SimulatedGalaxy.Companion {
        let r = galaxy.magnitudes.y + generator.uniform(in: 0...1.5)
        let distance = galaxy.petrosianRadius * generator.uniform(in: 0.35...1.3)
        let angle = generator.uniform(in: 0...(2 * .pi))
        return SimulatedGalaxy.Companion(
            offset: SIMD2(sine(angle), cosine(angle)) * distance,
            model: plain(r: r, halfLightRadius: max(0.8, galaxy.petrosianRadius * generator.uniform(in: 0.15...0.45))))
    }

    /// No more than a profile and a colour.
    mutating func plain(r: Double, halfLightRadius: Double) -> GalaxyModel {
        let isDisc = generator.uniform() < 0.65
        let colour = isDisc ? generator.gaussian(0.6, 0.2) : generator.gaussian(1.1, 0.15)
        return GalaxyModel(
            positionAngle: generator.uniform(in: 0...Double.pi),
            bulge: GalaxyModel.Bulge(
                profile: SersicProfile(index: isDisc ? 1 : 4, halfLightRadius: halfLightRadius),
                axisRatio: generator.uniform(in: 0.3...1),
                flux: Bands.fluxes(r: r, gMinusR: colour, rMinusI: 0.15 + 0.3 * colour)))
    }

    /// A small galaxy of the background.
    mutating func neighbour(at position: SkyCoordinate) -> SimulatedNeighbour {
        let r = 21.8 - 3.3 * power(generator.uniform(), 2)
        let radius = 0.45 * exponential(generator.gaussian(0.25 * (21.5 - r), 0.3))
        return SimulatedNeighbour(position: position, model: plain(r: r, halfLightRadius: radius))
    }

    /// A star of 15.5th to 21st magnitude, most of them faint; a bright one from the 10.5th to the 14th.
    mutating func star(at position: SkyCoordinate, isBright: Bool = false) -> SimulatedStar {
        let r =
            isBright ? 14 - 3.5 * power(generator.uniform(), 1.5) : 21 - 5.5 * power(generator.uniform(), 2.5)
        return SimulatedStar(position: position, flux: starlight(r: r))
    }

    mutating func starlight(r: Double) -> PerBand {
        let colour = generator.uniform(in: 0.2...1.5)
        return Bands.fluxes(
            r: r, gMinusR: colour, rMinusI: colour < 1.3 ? 0.3 * colour : generator.uniform(in: 0.4...1.4))
    }

    /// A star that the surveys take for a galaxy.
    private mutating func starAmongGalaxies(_ number: Int, _ position: SkyCoordinate) -> SimulatedGalaxy {
        let r = generator.uniform(in: 15...17.5)
        return SimulatedGalaxy(
            number: number, kind: .star, position: position,
            model: GalaxyModel(positionAngle: 0, point: starlight(r: r)), petrosianRadius: 0, axisRatio: 1,
            bulgeFraction: 0, inclinationDegrees: nil)
    }

    /// Of a disc that is 0.13 as thick as it is wide.
    static func axisRatio(cosine: Double) -> Double {
        let thickness = 0.13 * 0.13
        return (thickness + (1 - thickness) * cosine * cosine).squareRoot()
    }
}
