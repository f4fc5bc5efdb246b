import Randomness
internal import Sky

/// Everything that shines in the made-up sky, and how the volunteers voted.
struct SkyContents: Sendable {
    var galaxies: [SimulatedGalaxy] = []
    var votes: [Volunteers.Votes] = []
    var stars: [SimulatedStar] = []
    var neighbours: [SimulatedNeighbour] = []

    /// Catalogued objects stand on a grid, each moved by chance within its cell; stars and the background are strewn.
    init(_ configuration: SimulatedSkyConfiguration, strip: Strip) throws {
        var places = SeededGenerator(configuration.seed, 1)
        var population = GalaxyPopulation(
            generator: SeededGenerator(configuration.seed, 2), difficulty: configuration.difficulty)
        var volunteers = Volunteers(
            generator: SeededGenerator(configuration.seed, 3), doubt: configuration.difficulty.doubt,
            biasScatter: configuration.difficulty.biasScatter)
        let rows = max(1, Int((strip.height / configuration.spacingArcsec).rounded()))
        let columns = (configuration.galaxies + rows - 1) / rows
        let cell = SIMD2(strip.width / Double(columns), strip.height / Double(rows))
        for number in 0..<configuration.galaxies {
            let shift = SIMD2(places.uniform(in: (-0.3)...0.3), places.uniform(in: (-0.3)...0.3))
            let place = (SIMD2(Double(number / rows), Double(number % rows)) + 0.5 + shift) * cell
            let position = try strip.position(east: place.x - strip.width / 2, north: place.y - strip.height / 2)
            let galaxy = population.object(number: number, at: position)
            galaxies.append(galaxy)
            votes.append(volunteers.vote(galaxy))
        }
        func strewn() throws -> SkyCoordinate {
            try strip.position(
                east: places.uniform(in: (-strip.width / 2)...(strip.width / 2)),
                north: places.uniform(in: (-strip.height / 2)...(strip.height / 2)))
        }
        let count = Double(configuration.galaxies)
        for _ in 0..<Int(count * configuration.starsPerGalaxy) {
            let position = try strewn()
            stars.append(population.star(at: position))
        }
        for _ in 0..<Int(count * configuration.difficulty.artefacts.brightStars) {
            let position = try strewn()
            stars.append(population.star(at: position, isBright: true))
        }
        for _ in 0..<Int(count * configuration.neighboursPerGalaxy) {
            let position = try strewn()
            neighbours.append(population.neighbour(at: position))
        }
    }
}
