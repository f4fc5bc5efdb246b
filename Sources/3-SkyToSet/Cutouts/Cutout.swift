public import Images
internal import Sky

/// A square piece of the sky around a galaxy in several bands, north up and east to the left.
///
/// Every survey's cutouts are in one unit, nanomaggies per square arcsecond (AB magnitude 22.5 − 2.5 log10 of it), so
/// that one stretch fits all.
public struct Cutout: Sendable, Equatable {
    public let request: CutoutRequest
    /// Names of the bands, as asked for.
    public let bands: [String]
    /// Pixels on a side.
    public let size: Int
    /// For each band `size * size` values, top row first: nanomaggies per square arcsecond; 0 where `isMissing`.
    public let values: [[Float]]
    /// `size * size`, top row first: true where at least one band has no data there (edge of the survey, large hole).
    public let isMissing: [Bool]
    /// Share of the tile's own pixels in the cutout that could not be used (masked, saturated, without weight, no number)
    /// and were drawn from their neighbours or, in larger holes, left out; of the band with the most. 0…1.
    public let maskedFraction: Double
    /// What the cutout had to do without.
    public let flags: PixelFlags

    /// Arcseconds a pixel.
    public var pixelScaleArcsec: Double { 2 * request.halfSide.arcseconds / Double(size) }

    /// Share of the pixels that are padding, 0…1.
    public var missingFraction: Double {
        Double(isMissing.count { $0 }) / Double(isMissing.count)
    }

    /// True when the cutout reaches over the edge of the images and was padded.
    public var isPadded: Bool { isMissing.contains(true) }

    /// The picture; the first three bands are drawn red, green and blue, a single one grey, padding black.
    /// - Precondition: there is one band, or there are three.
    public func picture(_ stretch: LuptonStretch) -> RGBImage {
        picture(.lupton(stretch))
    }

    /// The picture; padding is black and does not count for the stretch.
    /// - Precondition: there is one band, or there are three.
    public func picture(_ stretch: ColourStretch) -> RGBImage { floatPicture(stretch).cut }

    /// The same before fractions are cut off.
    /// - Precondition: there is one band, or there are three.
    public func floatPicture(_ stretch: ColourStretch) -> RGBFloatImage {
        guard isPadded else { return stretch.picture(values, size: size) }
        let open = values.map { band in
            zip(band, isMissing).map { $1 ? Float.nan : $0 }
        }
        return stretch.picture(open, size: size)
    }
}
