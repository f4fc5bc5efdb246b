internal import Images
import Randomness
internal import Sky
internal import Tables

/// The catalogues that the surveys and the volunteers publish, with the columns of the real ones.
struct SkyCatalogues {
    /// What a survey has seen: its tiles, and the right ascensions (degrees) between which it looked for galaxies.
    struct Coverage {
        let tiles: [Tile]
        let range: ClosedRange<Double>
    }

    let sky: SkyContents
    let sdss: Coverage
    let des: Coverage
    let seed: UInt64

    /// SDSS DR7 objid of a galaxy.
    static func objid(_ galaxy: SimulatedGalaxy) -> String {
        String(587_731_512_000_000_000 + galaxy.number * 65_536 + 117)
    }

    /// DES COADD_OBJECT_ID of a galaxy.
    static func coaddID(_ galaxy: SimulatedGalaxy) -> String {
        String(176_684_338 + galaxy.number * 17)
    }

    /// The tile that shows a galaxy best: the one where it lies farthest from the edge.
    private func tile(of position: SkyCoordinate, in coverage: Coverage) -> (tile: Tile, pixel: WCS.Pixel)? {
        guard coverage.range.contains(position.ra.degrees) else { return nil }
        var best: (tile: Tile, pixel: WCS.Pixel)?
        var bestMargin = -1.0
        for tile in coverage.tiles {
            guard let pixel = tile.pixel(of: position) else { continue }
            let margin = min(
                pixel.x, pixel.y, Double(tile.survey.tileWidth - 1) - pixel.x,
                Double(tile.survey.tileHeight - 1) - pixel.y)
            if margin > bestMargin { (best, bestMargin) = ((tile, pixel), margin) }
        }
        return best
    }

    func writeSDSS(to path: String) throws {
        var generator = SeededGenerator(seed, 11)
        let header = [
            "objid", "ra", "dec", "run", "camcol", "field", "petroMag_g", "petroMag_r", "petroMag_i", "petroRad_r",
            "petroR50_r", "type",
        ]
        var rows: [[String]] = []
        for galaxy in sky.galaxies {
            guard let (tile, _) = tile(of: galaxy.position, in: sdss) else { continue }
            let position = measured(galaxy.position, error: 0.06, &generator)
            let magnitudes = galaxy.magnitudes + 0.04
            let radius = galaxy.petrosianRadius * exponential(generator.gaussian(0, 0.05))
            let concentration = galaxy.bulgeFraction > 0.6 ? 0.36 : 0.46
            rows.append([
                SkyCatalogues.objid(galaxy), position.ra, position.dec, String(tile.frame.run),
                String(tile.frame.camcol), String(tile.frame.field),
                decimal(magnitudes.x + generator.gaussian(0, 0.03), 4),
                decimal(magnitudes.y + generator.gaussian(0, 0.02), 4),
                decimal(magnitudes.z + generator.gaussian(0, 0.02), 4), decimal(radius, 4),
                decimal(radius * concentration, 4), "3",
            ])
        }
        try TableFile.write(Table(names: header, rows: rows), to: path)
    }

    func writeDES(to path: String) throws {
        var generator = SeededGenerator(seed, 12)
        let header = [
            "COADD_OBJECT_ID", "TILENAME", "RA", "DEC", "XWIN_IMAGE", "YWIN_IMAGE", "A_IMAGE", "B_IMAGE", "THETA_J2000",
            "KRON_RADIUS", "FLUX_RADIUS_R", "MAG_AUTO_G", "MAG_AUTO_R", "MAG_AUTO_I", "FLAGS_G", "FLAGS_R", "FLAGS_I",
            "NEPOCHS_G", "NEPOCHS_R", "NEPOCHS_I", "WAVG_SPREAD_MODEL_I",
        ]
        var rows: [[String]] = []
        for galaxy in sky.galaxies {
            guard let (tile, pixel) = tile(of: galaxy.position, in: des) else { continue }
            let position = measured(galaxy.position, error: 0.03, &generator)
            let magnitudes = galaxy.magnitudes + 0.02
            // The major axis of an isophote is 0.507 Petrosian radii in the median of real galaxies.
            let scale = tile.survey.pixelScaleArcsec
            let major =
                0.507 * galaxy.petrosianRadius / scale * power(galaxy.axisRatio / 0.75, -0.25)
                * exponential(generator.gaussian(0, 0.06))
            let theta = galaxy.model.positionAngle * 180 / .pi
            rows.append([
                SkyCatalogues.coaddID(galaxy), tile.name, position.ra, position.dec, decimal(pixel.x + 1, 4),
                decimal(pixel.y + 1, 4), decimal(major, 4), decimal(major * max(galaxy.axisRatio, 0.2), 4),
                decimal(theta > 90 ? theta - 180 : theta, 3),
                decimal(3.5 * exponential(abs(generator.gaussian(0, 0.02))), 3),
                decimal(0.43 * galaxy.petrosianRadius / scale, 4),
                decimal(magnitudes.x + generator.gaussian(0, 0.01), 4),
                decimal(magnitudes.y + generator.gaussian(0, 0.01), 4),
                decimal(magnitudes.z + generator.gaussian(0, 0.01), 4), "0", "0", "0", "5", "5", "5",
                decimal(0.02 + 0.01 * generator.uniform(), 5),
            ])
        }
        for (number, star) in sky.stars.enumerated() {
            guard let (tile, pixel) = tile(of: star.position, in: des) else { continue }
            let position = measured(star.position, error: 0.01, &generator)
            rows.append([
                String(9_176_684_338 + number * 17), tile.name, position.ra, position.dec, decimal(pixel.x + 1, 4),
                decimal(pixel.y + 1, 4), "1.62", "1.58", "0", "3.5", "1.9",
                decimal(magnitude(flux: star.flux.x), 4), decimal(magnitude(flux: star.flux.y), 4),
                decimal(magnitude(flux: star.flux.z), 4), "0", "0", "0", "5", "5", "5",
                decimal(generator.gaussian(0, 0.0005), 5),
            ])
        }
        try TableFile.write(Table(names: header, rows: rows), to: path)
    }

    /// Galaxy Zoo 1's table 2: only SDSS galaxies have votes.
    func writeVotes(to path: String, spiralAbove: Double = 0.8, ellipticalAbove: Double = 0.8) throws {
        let header = [
            "OBJID", "RA", "DEC", "NVOTE", "P_EL", "P_CW", "P_ACW", "P_EDGE", "P_DK", "P_MG", "P_CS", "P_EL_DEBIASED",
            "P_CS_DEBIASED", "SPIRAL", "ELLIPTICAL", "UNCERTAIN",
        ]
        var rows: [[String]] = []
        for (galaxy, votes) in zip(sky.galaxies, sky.votes) {
            guard tile(of: galaxy.position, in: sdss) != nil else { continue }
            let isSpiral = votes.debiasedSpiral > spiralAbove
            let isElliptical = votes.debiasedElliptical > ellipticalAbove
            rows.append([
                SkyCatalogues.objid(galaxy), sexagesimal(galaxy.position.ra.hours, sign: ""),
                sexagesimal(abs(galaxy.position.dec.degrees), sign: galaxy.position.dec.degrees < 0 ? "-" : "+"),
                String(votes.count), decimal(votes.elliptical, 3), decimal(votes.clockwise, 3),
                decimal(votes.anticlockwise, 3), decimal(votes.edgeOn, 3), decimal(votes.unknown, 3),
                decimal(votes.merger, 3), decimal(votes.spiral, 3), decimal(votes.debiasedElliptical, 3),
                decimal(votes.debiasedSpiral, 3), isSpiral ? "1" : "0", isElliptical ? "1" : "0",
                isSpiral || isElliptical ? "0" : "1",
            ])
        }
        try TableFile.write(Table(names: header, rows: rows), to: path)
    }

    /// What is true of every galaxy; no survey knows it.
    func writeTruth(to path: String) throws {
        let header = [
            "objid", "COADD_OBJECT_ID", "ra", "dec", "kind", "g", "r", "i", "petrosian_radius_arcsec", "axis_ratio",
            "position_angle_deg", "inclination_deg", "bulge_fraction", "arms", "pitch_deg", "winding", "bar",
            "in_sdss", "in_des",
        ]
        var rows: [[String]] = []
        for galaxy in sky.galaxies {
            let arms = galaxy.model.disc?.arms
            let magnitudes = galaxy.magnitudes
            rows.append([
                SkyCatalogues.objid(galaxy), SkyCatalogues.coaddID(galaxy), decimal(galaxy.position.ra.degrees, 7),
                decimal(galaxy.position.dec.degrees, 7), galaxy.kind.rawValue, decimal(magnitudes.x, 4),
                decimal(magnitudes.y, 4), decimal(magnitudes.z, 4), decimal(galaxy.petrosianRadius, 3),
                decimal(galaxy.axisRatio, 3), decimal(galaxy.model.positionAngle * 180 / .pi, 2),
                galaxy.inclinationDegrees.map { decimal($0, 2) } ?? "", decimal(galaxy.bulgeFraction, 3),
                String(arms?.count ?? 0), arms.map { decimal($0.pitch * 180 / .pi, 2) } ?? "",
                arms.map { $0.winding > 0 ? "1" : "-1" } ?? "", galaxy.model.bar == nil ? "0" : "1",
                tile(of: galaxy.position, in: sdss) == nil ? "0" : "1",
                tile(of: galaxy.position, in: des) == nil ? "0" : "1",
            ])
        }
        try TableFile.write(Table(names: header, rows: rows), to: path)
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
