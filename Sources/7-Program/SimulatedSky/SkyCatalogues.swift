internal import Images
import Randomness
internal import Sky
internal import Tables

/// The catalogues that the surveys and the volunteers publish, with the columns of the real ones.
struct SkyCatalogues {
    let sky: SkyContents
    let sdss: SurveyListing
    let des: SurveyListing
    let seed: UInt64

    /// SDSS DR7 objid of an object.
    static func objid(_ number: Int) -> String {
        String(587_731_512_000_000_000 + number * 65_536 + 117)
    }

    /// DES COADD_OBJECT_ID of an object.
    static func coaddID(_ number: Int) -> String {
        String(176_684_338 + number * 17)
    }

    func writeSDSS(to path: String) throws {
        var generator = SeededGenerator(seed, 11)
        let header = [
            "objid", "ra", "dec", "run", "camcol", "field", "petroMag_g", "petroMag_r", "petroMag_i", "petroRad_r",
            "petroR50_r", "type",
        ]
        var rows: [[String]] = []
        for (galaxy, entry) in zip(sky.galaxies, sdss.entries) {
            guard let entry else { continue }
            let position = measured(galaxy.position, error: 0.06, &generator)
            let radius =
                sdss.survey.measuredRadius(galaxy.petrosianRadius) * exponential(generator.gaussian(0, 0.05))
            rows.append(
                row(
                    galaxy.number, entry.tile, position, catalogued(galaxy, sdss) + 0.04, radius: radius,
                    concentration: galaxy.bulgeFraction > 0.6 ? 0.36 : 0.46, &generator))
        }
        for detection in sdss.detections {
            let position = measured(detection.position, error: 0.06, &generator)
            rows.append(
                row(
                    detection.number, detection.tile, position, detection.magnitudes,
                    radius: detection.petrosianRadius, concentration: 0.46, &generator))
        }
        try TableFile.write(Table(names: header, rows: rows), to: path)
    }

    private func row(
        _ number: Int, _ tile: Tile, _ position: (ra: String, dec: String), _ magnitudes: PerBand, radius: Double,
        concentration: Double, _ generator: inout SeededGenerator
    ) -> [String] {
        [
            SkyCatalogues.objid(number), position.ra, position.dec, String(tile.frame.run), String(tile.frame.camcol),
            String(tile.frame.field), decimal(magnitudes.x + generator.gaussian(0, 0.03), 4),
            decimal(magnitudes.y + generator.gaussian(0, 0.02), 4),
            decimal(magnitudes.z + generator.gaussian(0, 0.02), 4), decimal(radius, 4),
            decimal(radius * concentration, 4), "3",
        ]
    }

    func writeDES(to path: String) throws {
        var generator = SeededGenerator(seed, 12)
        let header = [
            "COADD_OBJECT_ID", "TILENAME", "RA", "DEC", "XWIN_IMAGE", "YWIN_IMAGE", "A_IMAGE", "B_IMAGE", "THETA_J2000",
            "KRON_RADIUS", "FLUX_RADIUS_R", "MAG_AUTO_G", "MAG_AUTO_R", "MAG_AUTO_I", "FLAGS_G", "FLAGS_R", "FLAGS_I",
            "NEPOCHS_G", "NEPOCHS_R", "NEPOCHS_I", "WAVG_SPREAD_MODEL_I",
        ]
        var rows: [[String]] = []
        for (galaxy, entry) in zip(sky.galaxies, des.entries) {
            guard let entry else { continue }
            let position = measured(galaxy.position, error: 0.03, &generator)
            rows.append(
                row(
                    galaxy.number, entry.tile, entry.pixel, position, catalogued(galaxy, des) + 0.02,
                    radius: des.survey.measuredRadius(galaxy.petrosianRadius), axisRatio: galaxy.axisRatio,
                    angle: galaxy.model.positionAngle, flag: galaxy.companion == nil ? "0" : "2",
                    // Stars that pass for galaxies are hardly larger than stars.
                    spread: galaxy.kind == .star ? 0.006 : 0.02, &generator))
        }
        for detection in des.detections {
            let position = measured(detection.position, error: 0.03, &generator)
            rows.append(
                row(
                    detection.number, detection.tile, detection.pixel, position, detection.magnitudes,
                    radius: detection.petrosianRadius, axisRatio: 0.6, angle: 0, flag: "0", spread: 0.01, &generator))
        }
        for (number, star) in sky.stars.enumerated() {
            guard let (tile, pixel) = place(of: star.position) else { continue }
            let position = measured(star.position, error: 0.01, &generator)
            let magnitudes = Bands.magnitudes(des.survey.observed(star.flux))
            rows.append([
                String(9_176_684_338 + number * 17), tile.name, position.ra, position.dec, decimal(pixel.x + 1, 4),
                decimal(pixel.y + 1, 4), "1.62", "1.58", "0", "3.5", "1.9", decimal(magnitudes.x, 4),
                decimal(magnitudes.y, 4), decimal(magnitudes.z, 4), "0", "0", "0", "5", "5", "5",
                decimal(generator.gaussian(0, 0.0005), 5),
            ])
        }
        try TableFile.write(Table(names: header, rows: rows), to: path)
    }

    private func row(
        _ number: Int, _ tile: Tile, _ pixel: WCS.Pixel, _ position: (ra: String, dec: String), _ magnitudes: PerBand,
        radius: Double, axisRatio: Double, angle: Double, flag: String, spread: Double,
        _ generator: inout SeededGenerator
    ) -> [String] {
        // The major axis of an isophote is 0.507 Petrosian radii in the median of real galaxies.
        let scale = tile.survey.pixelScaleArcsec
        let major =
            0.507 * radius / scale * power(axisRatio / 0.75, -0.25) * exponential(generator.gaussian(0, 0.06))
        let theta = angle * 180 / .pi
        return [
            SkyCatalogues.coaddID(number), tile.name, position.ra, position.dec, decimal(pixel.x + 1, 4),
            decimal(pixel.y + 1, 4), decimal(major, 4), decimal(major * max(axisRatio, 0.2), 4),
            decimal(theta > 90 ? theta - 180 : theta, 3),
            decimal(3.5 * exponential(abs(generator.gaussian(0, 0.02))), 3), decimal(0.43 * radius / scale, 4),
            decimal(magnitudes.x + generator.gaussian(0, 0.01), 4),
            decimal(magnitudes.y + generator.gaussian(0, 0.01), 4),
            decimal(magnitudes.z + generator.gaussian(0, 0.01), 4), flag, flag, flag, "5", "5", "5",
            decimal(spread + 0.01 * generator.uniform(), 5),
        ]
    }

    /// Magnitudes that a survey measures: part of a stranger's light stays where two lie over one another.
    private func catalogued(_ galaxy: SimulatedGalaxy, _ listing: SurveyListing) -> PerBand {
        let stranger = galaxy.isBlend ? galaxy.companion?.model.totalFlux ?? .zero : .zero
        return Bands.magnitudes(listing.survey.observed(galaxy.flux + stranger * 0.2))
    }

    /// Where DES sees a position.
    private func place(of position: SkyCoordinate) -> (tile: Tile, pixel: WCS.Pixel)? {
        guard des.range.contains(position.ra.degrees) else { return nil }
        return SurveyListing.field(of: position, among: des.fields).map { ($0.field.tile, $0.pixel) }
    }

    /// A position with a survey's error, arcseconds a coordinate.
    private func measured(
        _ position: SkyCoordinate, error: Double, _ generator: inout SeededGenerator
    ) -> (ra: String, dec: String) {
        let dec = position.dec.degrees + generator.gaussian(0, error) / 3600
        let ra = position.ra.degrees + generator.gaussian(0, error) / 3600 / position.dec.cosine
        return (decimal(ra, 7), decimal(dec, 7))
    }
}
