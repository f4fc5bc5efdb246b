internal import Images
import Randomness

/// The faults of one tile's images: satellites' trails, bad columns, the spikes of bright stars.
///
/// All lengths are in pixels of the tile, places count from 0.
struct TileArtefacts: Sendable {
    /// A straight line of light across the tile, in one band: the surveys expose band after band.
    struct Trail: Sendable {
        let point, direction: SIMD2<Double>
        /// Standard deviation across.
        let sigma: Double
        let band: Int
        /// Nanomaggies a pixel on the line.
        let brightness: Float

        func distance(_ place: SIMD2<Double>) -> Double {
            let offset = place - point
            return abs(offset.x * direction.y - offset.y * direction.x)
        }
    }

    /// Pixels of one column whose charge is wrong by a constant.
    struct BadColumn: Sendable {
        let x: Int
        let rows: Range<Int>
        let band: Int
        /// Nanomaggies a pixel.
        let excess: Float
    }

    /// Four arms of light around a bright star.
    struct Spikes: Sendable {
        let centre: SIMD2<Double>
        let flux: PerBand
        /// Unit vector along one of the four arms.
        let axis: SIMD2<Double>
        /// Along an arm the light falls by e over this length.
        let length: Double
        /// Standard deviation across.
        let sigma: Double

        /// Along and across the nearest arm.
        func coordinates(_ place: SIMD2<Double>) -> SIMD2<Double> {
            let offset = place - centre
            let first = abs(offset.x * axis.x + offset.y * axis.y)
            let second = abs(offset.y * axis.x - offset.x * axis.y)
            return SIMD2(max(first, second), min(first, second))
        }
    }

    let trails: [Trail]
    let badColumns: [BadColumn]
    let spikes: [Spikes]

    /// - Parameter stars: of the whole sky; those of 14th magnitude and brighter have spikes.
    init(_ rates: SkyDifficulty.Artefacts, of tile: Tile, stars: [SimulatedStar], seed: UInt64) {
        let survey = tile.survey
        var generator = SeededGenerator(seed, survey.style == .sdss ? 21 : 22, UInt64(tile.number))
        let (width, height) = (survey.tileWidth, survey.tileHeight)
        let scale = survey.pixelScaleArcsec
        let megapixels = Double(width * height) / 1e6
        func count(_ mean: Double) -> Int {
            Int(mean) + (generator.chance(mean - mean.rounded(.down)) ? 1 : 0)
        }
        // Noise of the sky in a pixel of r: what a fault must reach to be seen.
        let noise = survey.skyNoise(band: 1)
        trails = (0..<count(rates.trailsPerMegapixel * megapixels)).map { _ in
            let angle = generator.uniform(in: 0...Double.pi)
            return Trail(
                point: SIMD2(
                    generator.uniform(in: 0...Double(width)), generator.uniform(in: 0...Double(height))),
                direction: SIMD2(cosine(angle), sine(angle)),
                sigma: survey.seeingArcsec.y / scale / 2.355 * generator.uniform(in: 1...1.6),
                band: generator.index(below: 3), brightness: Float(noise * generator.uniform(in: 6...40)))
        }
        badColumns = (0..<count(rates.badColumnsPerMegapixel * megapixels)).map { _ in
            let first = generator.index(below: max(1, height / 2))
            let sign = generator.chance(0.7) ? 1.0 : -1.0
            return BadColumn(
                x: generator.index(below: width), rows: first..<min(height, first + height / 3 + 1),
                band: generator.index(below: 3), excess: Float(sign * noise * generator.uniform(in: 8...40)))
        }
        let reach = 90 / scale
        let turn = survey.style == .sdss ? 0 : Double.pi / 4
        spikes = stars.filter { $0.flux.y > flux(magnitude: 14) }.compactMap { star in
            guard let pixel = tile.pixel(of: star.position, margin: -reach) else { return nil }
            let brightness = 14 - magnitude(flux: star.flux.y)
            return Spikes(
                centre: SIMD2(pixel.x, pixel.y), flux: survey.observed(star.flux),
                axis: SIMD2(cosine(turn), sine(turn)),
                length: 5 * power(10, 0.13 * brightness) / scale, sigma: survey.seeingArcsec.y / scale / 2.355)
        }
    }

    /// The fault that shows within `radius` pixels of a place; nil where none does.
    func artefact(at place: SIMD2<Double>, radius: Double) -> Artefact? {
        if trails.contains(where: { $0.distance(place) < radius + 2 * $0.sigma }) { return .trail }
        let isBad = badColumns.contains { column in
            abs(Double(column.x) - place.x) < radius
                && Double(column.rows.lowerBound) < place.y + radius
                && Double(column.rows.upperBound) > place.y - radius
        }
        if isBad { return .badColumn }
        let isSpiked = spikes.contains { spikes in
            let nearest = spikes.coordinates(place)
            return nearest.x < 3 * spikes.length + radius && nearest.y < radius + 2 * spikes.sigma
        }
        return isSpiked ? .spike : nil
    }

    /// Adds the light of trails, bad columns and spikes in one band, before the noise.
    func paint(on pixels: inout [Float], width: Int, height: Int, band: Int) {
        for trail in trails where trail.band == band {
            let reach = 5 * trail.sigma
            // Row by row, or column by column where the trail is nearer to upright.
            let isFlat = abs(trail.direction.x) > abs(trail.direction.y)
            let slope = isFlat ? trail.direction.y / trail.direction.x : trail.direction.x / trail.direction.y
            let half = reach * (1 + slope * slope).squareRoot()
            let start = isFlat ? trail.point : SIMD2(trail.point.y, trail.point.x)
            for main in 0..<(isFlat ? width : height) {
                let middle = start.y + (Double(main) - start.x) * slope
                let limit = isFlat ? height : width
                let first = min(max(0, Int((middle - half).rounded(.up))), limit)
                let last = max(first, min(limit, Int((middle + half).rounded(.down)) + 1))
                for side in first..<last {
                    let across = (Double(side) - middle) / (1 + slope * slope).squareRoot() / trail.sigma
                    pixels[isFlat ? side * width + main : main * width + side] +=
                        trail.brightness * Float(exponential(-0.5 * across * across))
                }
            }
        }
        for column in badColumns where column.band == band {
            for row in column.rows { pixels[row * width + column.x] += column.excess }
        }
        for spikes in spikes { paint(spikes, on: &pixels, width, height, band) }
    }

    /// A hundredth of a bright star's light lies in its spikes.
    private func paint(_ spikes: Spikes, on pixels: inout [Float], _ width: Int, _ height: Int, _ band: Int) {
        let reach = 6 * spikes.length
        func span(_ middle: Double, _ length: Int) -> Range<Int> {
            let first = min(max(0, Int((middle - reach).rounded())), length)
            return first..<max(first, min(length, Int((middle + reach).rounded()) + 1))
        }
        // Four arms, each ∫ exp(−d / length) dd · √2π sigma of light.
        let peak = 0.01 * spikes.flux[band] / (4 * spikes.length * (2 * .pi).squareRoot() * spikes.sigma)
        for row in span(spikes.centre.y, height) {
            for column in span(spikes.centre.x, width) {
                let place = spikes.coordinates(SIMD2(Double(column), Double(row)))
                guard place.y < 5 * spikes.sigma else { continue }
                let across = place.y / spikes.sigma
                pixels[row * width + column] += Float(
                    peak * exponential(-place.x / spikes.length - 0.5 * across * across))
            }
        }
    }
}
