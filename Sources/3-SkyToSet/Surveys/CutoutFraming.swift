public import Sky

/// How large a cutout is for a galaxy: one rule on the sky, whatever the survey and its pixels.
///
/// Surveys measure sizes differently, so each measure is first brought to the Petrosian radius of SDSS. The paper's code
/// took `12 x KRON_RADIUS` pixels for DES, which hardly depends on the galaxy; here the Kron aperture's semi-major axis,
/// KRON_RADIUS x A_IMAGE pixels, is used (Khan et al. 2019, arXiv:1812.02183, and its published code).
public struct CutoutFraming: Sendable, Equatable, Codable {
    /// Half side of the cutout in Petrosian radii; the paper's SDSS cutouts have 2.
    public var radii: Double
    /// No cutout's half side is smaller, in arcseconds: a radius that came out near zero would show single pixels.
    public var minimumArcsec: Double
    /// No cutout's half side is larger, in arcseconds.
    public var maximumArcsec: Double

    /// Semi-major axis of the DES Kron aperture over the SDSS Petrosian radius: the median of 16,718 galaxies that both
    /// surveys measured (16 to 84 %: 1.49 to 2.15).
    public static let kronOverPetrosian = 1.775

    /// SDSS Petrosian radius over the half-light radius of a Sérsic profile: 2.11 for an exponential disc, 1.71 for a
    /// de Vaucouleurs profile, computed from SDSS's definition of the ratio (0.2 between 0.8 and 1.25 radii); the middle.
    public static let petrosianOverHalfLight = 1.91

    public init(radii: Double = 2, minimumArcsec: Double = 4, maximumArcsec: Double = 200) {
        precondition(
            radii > 0 && minimumArcsec > 0 && maximumArcsec >= minimumArcsec,
            "framing of \(radii) radii within \(minimumArcsec)…\(maximumArcsec) arcsec is not possible")
        self.radii = radii
        self.minimumArcsec = minimumArcsec
        self.maximumArcsec = maximumArcsec
    }

    /// Half side for a galaxy of SDSS (column `petroRad_r`, arcseconds).
    public func halfSide(petrosianRadiusArcsec radius: Double) -> Angle {
        Angle(arcseconds: min(max(radii * radius, minimumArcsec), maximumArcsec))
    }

    /// Half side for a galaxy whose half-light radius is known (`shape_r` of the Legacy Surveys, arcseconds).
    public func halfSide(halfLightRadiusArcsec radius: Double) -> Angle {
        halfSide(petrosianRadiusArcsec: radius * CutoutFraming.petrosianOverHalfLight)
    }

    /// Half side for a galaxy of DES or another SExtractor catalogue.
    /// - Parameters:
    ///   - kronRadius: KRON_RADIUS, a factor without unit.
    ///   - semiMajorAxisPixels: A_IMAGE.
    ///   - pixelScaleArcsec: of the image that was measured; 0.263 for DES coadds.
    public func halfSide(kronRadius: Double, semiMajorAxisPixels: Double, pixelScaleArcsec: Double) -> Angle {
        let kron = kronRadius * semiMajorAxisPixels * pixelScaleArcsec
        return halfSide(petrosianRadiusArcsec: kron / CutoutFraming.kronOverPetrosian)
    }
}
