internal import Files
internal import Sky
internal import Surveys
internal import Tables

/// A galaxy (or star) as a survey's catalogue has it.
struct CatalogueGalaxy: Sendable {
    /// Debiased vote fractions, 0…1.
    struct Votes: Sendable {
        let spiral, elliptical: Double
    }

    let id: String
    let position: SkyCoordinate
    let halfSide: Angle
    let magnitudeG: Double
    /// An extended source without a flag.
    let isCleanGalaxy: Bool
    let votes: Votes?

    /// The label that the votes give, if they are clear.
    func label(_ configuration: LabelledSets.Configuration) -> GalaxyKind? {
        guard let votes else { return nil }
        if votes.spiral > configuration.spiralAbove { return .spiral }
        return votes.elliptical > configuration.ellipticalAbove ? .elliptical : nil
    }
}

/// Reads the surveys' catalogues by the names of their columns.
enum CatalogueReader {
    /// Rows of an SDSS catalogue with the votes of Galaxy Zoo, joined on objid.
    static func sdss(_ path: String, votes votesPath: String, framing: CutoutFraming) throws -> [CatalogueGalaxy] {
        let zoo = try TableFile.read(votesPath)
        let voted = try zoo.texts("OBJID")
        let spiral = try zoo.doubles("P_CS_DEBIASED")
        let elliptical = try zoo.doubles("P_EL_DEBIASED")
        var votes: [String: CatalogueGalaxy.Votes] = [:]
        for row in voted.indices {
            guard let spiral = spiral[row], let elliptical = elliptical[row] else { continue }
            votes[voted[row]] = CatalogueGalaxy.Votes(spiral: spiral, elliptical: elliptical)
        }
        let table = try TableFile.read(path)
        let ids = try table.texts("objid")
        let positions = try positions(of: table)
        let radii = try numbers("petroRad_r", of: table)
        let magnitudes = try numbers("petroMag_g", of: table)
        return ids.indices.map { row in
            CatalogueGalaxy(
                id: ids[row], position: positions[row], halfSide: framing.halfSide(petrosianRadiusArcsec: radii[row]),
                magnitudeG: magnitudes[row], isCleanGalaxy: true, votes: votes[ids[row]])
        }
    }

    /// Rows of a DES catalogue; stars are told by WAVG_SPREAD_MODEL_I.
    static func des(_ path: String, framing: CutoutFraming) throws -> [CatalogueGalaxy] {
        let table = try TableFile.read(path)
        let ids = try table.texts("COADD_OBJECT_ID")
        let positions = try positions(of: table)
        let kron = try numbers("KRON_RADIUS", of: table)
        let major = try numbers("A_IMAGE", of: table)
        let magnitudes = try numbers("MAG_AUTO_G", of: table)
        let spread = try numbers("WAVG_SPREAD_MODEL_I", of: table)
        let flags = try ["FLAGS_G", "FLAGS_R", "FLAGS_I"].map { try numbers($0, of: table) }
        let epochs = try ["NEPOCHS_G", "NEPOCHS_R", "NEPOCHS_I"].map { try numbers($0, of: table) }
        return ids.indices.map { row in
            CatalogueGalaxy(
                id: ids[row], position: positions[row],
                halfSide: framing.halfSide(
                    kronRadius: kron[row], semiMajorAxisPixels: major[row], pixelScaleArcsec: 0.263),
                magnitudeG: magnitudes[row],
                // Stars have a spread of 0; the DES papers take 0.005 and more for galaxies. Flags below 4 are harmless.
                isCleanGalaxy: spread[row] > 0.005 && flags.allSatisfy { $0[row] < 4 }
                    && epochs.allSatisfy { $0[row] > 0 },
                votes: nil)
        }
    }

    private static func numbers(_ name: String, of table: Table) throws -> [Double] {
        try table.doubles(name).enumerated().map { row, value in
            guard let value else {
                throw InputError(
                    file: table.path, row: row + 1, column: name, problem: "the cell is empty",
                    remedy: "Leave out galaxies without it")
            }
            return value
        }
    }

    private static func positions(of table: Table) throws -> [SkyCoordinate] {
        let ra = try table.requiredColumn("ra", "RA").texts
        let dec = try table.requiredColumn("dec", "DEC").texts
        return try ra.indices.map { row in
            do {
                return try SkyCoordinate(ra: ra[row], dec: dec[row])
            } catch {
                throw InputError(file: table.path, row: row + 1, problem: "\(error)")
            }
        }
    }
}
