internal import Images

/// Makes the images of one tile: light, atmosphere, noise.
struct TileRenderer {
    let sky: SkyContents
    let tile: Tile
    let artefacts: TileArtefacts
    let seed: UInt64

    /// The bands g, r, i as they are written to FITS.
    func render() -> [FITSImage] {
        let survey = tile.survey
        var canvas = Canvas(width: survey.tileWidth, height: survey.tileHeight)
        let rotation = survey.rotationDegrees * .pi / 180
        func paint(_ model: GalaxyModel, at pixel: WCS.Pixel) {
            GalaxyPainter(
                model, x: pixel.x, y: pixel.y, pixelScaleArcsec: survey.pixelScaleArcsec, rotation: rotation
            ).paint(on: &canvas)
        }
        // A galaxy may reach in from outside.
        let reach = -60 / survey.pixelScaleArcsec
        var stars: [(pixel: WCS.Pixel, flux: PerBand)] = []
        for galaxy in sky.galaxies {
            guard let pixel = tile.pixel(of: galaxy.position, margin: reach) else { continue }
            paint(galaxy.model, at: pixel)
            if let point = galaxy.model.point { stars.append((pixel, survey.observed(point))) }
            guard let companion = galaxy.companion else { continue }
            let (east, north) = (companion.offset.x, companion.offset.y)
            let right = (north * sine(rotation) - east * cosine(rotation)) / survey.pixelScaleArcsec
            let up = (east * sine(rotation) + north * cosine(rotation)) / survey.pixelScaleArcsec
            paint(companion.model, at: WCS.Pixel(x: pixel.x + right, y: pixel.y + up))
        }
        for neighbour in sky.neighbours {
            if let pixel = tile.pixel(of: neighbour.position, margin: reach) { paint(neighbour.model, at: pixel) }
        }
        for star in sky.stars {
            guard let pixel = tile.pixel(of: star.position, margin: reach / 2) else { continue }
            stars.append((pixel, survey.observed(star.flux)))
        }
        filter(&canvas)
        return Bands.names.indices.map { band in
            let width = survey.seeingArcsec[band] / survey.pixelScaleArcsec
            let kernel = SeparableKernel(fullWidth: width, beta: survey.moffatBeta)
            var pixels = kernel.blurred(canvas.bands[band], width: canvas.width, height: canvas.height)
            canvas.bands[band] = []
            let image = MoffatProfile(fullWidth: width, beta: survey.moffatBeta)
            for star in stars {
                TileRenderer.add(image, star.pixel, star.flux[band], to: &pixels, canvas.width, canvas.height)
            }
            artefacts.paint(on: &pixels, width: canvas.width, height: canvas.height, band: band)
            expose(&pixels, band: band)
            for row in 0..<canvas.height {
                for column in tile.gap { pixels[row * canvas.width + column] = 0 }
            }
            return FITSImage(
                width: canvas.width, height: canvas.height, pixels: pixels, header: header(band: Bands.names[band]))
        }
    }

    /// Turns the sky's g, r, i into what the survey's filters let through.
    private func filter(_ canvas: inout Canvas) {
        let survey = tile.survey
        guard survey.colourMixing != .zero || survey.magnitudeOffset != .zero else { return }
        for index in canvas.bands[0].indices {
            let light = survey.observed(PerBand((0..<3).map { Double(canvas.bands[$0][index]) }))
            for band in 0..<3 { canvas.bands[band][index] = Float(light[band]) }
        }
    }

    /// Adds a star, each pixel integrated from nine points.
    private static func add(
        _ image: MoffatProfile, _ centre: WCS.Pixel, _ flux: Double, to pixels: inout [Float], _ width: Int,
        _ height: Int
    ) {
        let reach = 16.0 + 2 * max(0, logarithm(flux))
        func span(_ middle: Double, _ length: Int) -> Range<Int> {
            let first = min(max(0, Int((middle - reach).rounded())), length)
            return first..<max(first, min(length, Int((middle + reach).rounded()) + 1))
        }
        for row in span(centre.y, height) {
            for column in span(centre.x, width) {
                var sum = 0.0
                for stepY in -1...1 {
                    for stepX in -1...1 {
                        let dx = Double(column) + Double(stepX) / 3 - centre.x
                        let dy = Double(row) + Double(stepY) / 3 - centre.y
                        sum += image.brightness(square: dx * dx + dy * dy)
                    }
                }
                pixels[row * width + column] += Float(flux * sum / 9)
            }
        }
    }

    /// Turns nanomaggies into the survey's unit, with the noise of the electrons counted from object and sky.
    ///
    /// So many electrons come from the sky that Poisson's distribution is a Gaussian of the same variance.
    private func expose(_ pixels: inout [Float], band: Int) {
        let survey = tile.survey
        let area = survey.pixelScaleArcsec * survey.pixelScaleArcsec
        let background = Float(flux(magnitude: survey.skyMagnitude[band]) * area)
        let gain = Float(1 / survey.electronsPerNanomaggie[band])
        let unit = Float(survey.unitsPerNanomaggie)
        let stream = UInt64(tile.number) * 3 + UInt64(band) + (survey.style == .sdss ? 1_000_000 : 2_000_000)
        var noise = NoiseGenerator(seed: seed, stream: stream)
        pixels.withUnsafeMutableBytes { bytes in
            let whole = bytes.count / MemoryLayout<SIMD16<Float>>.size * 16
            for start in stride(from: 0, to: whole, by: 16) {
                var light = bytes.loadUnaligned(fromByteOffset: start * 4, as: SIMD16<Float>.self)
                var variance = (light + background) * gain
                variance.replace(with: 0, where: variance .< 0)
                let (low, high) = noise.normals()
                light += SIMD16(lowHalf: low, highHalf: high) * variance.squareRoot()
                bytes.storeBytes(of: light * unit, toByteOffset: start * 4, as: SIMD16<Float>.self)
            }
            let (low, high) = noise.normals()
            let rest = SIMD16(lowHalf: low, highHalf: high)
            for index in whole..<(bytes.count / 4) {
                let light = bytes.load(fromByteOffset: index * 4, as: Float.self)
                let deviation = max(0, (light + background) * gain).squareRoot()
                bytes.storeBytes(
                    of: (light + rest[index - whole] * deviation) * unit, toByteOffset: index * 4, as: Float.self)
            }
        }
    }

    private func header(band: String) -> FITSHeader {
        var header = tile.header
        let survey = tile.survey
        header.set(FITSCard("FILTER", .string(band), "band"))
        header.set(FITSCard("MAGZERO", .real(survey.zeroPoint), "[mag] AB magnitude of one unit"))
        header.set(
            FITSCard(
                "BUNIT", .string(survey.style == .sdss ? "nanomaggy" : "count"), "unit of the pixels, sky subtracted"))
        header.set(
            FITSCard(
                "SURVEY", .string(SimulatedSky.surveyPrefix + survey.style.rawValue.uppercased()), "not a real image"))
        if survey.style == .des {
            header.set(FITSCard("TILENAME", .string(tile.name), "name of the tile"))
        } else {
            header.set(FITSCard("RUN", .integer(tile.frame.run)))
            header.set(FITSCard("CAMCOL", .integer(tile.frame.camcol)))
            header.set(FITSCard("FIELD", .integer(tile.frame.field)))
        }
        header.set(FITSCard("SEED", .string(String(seed)), "seed of the simulated sky"))
        return header
    }
}
