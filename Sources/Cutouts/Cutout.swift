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
    /// `size * size`, top row first: true where at least one band has no data there (edge of the survey, blank pixel).
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

    /// The colour picture; the first three bands are drawn red, green and blue, padding black.
    /// - Precondition: there are three bands.
    public func picture(_ stretch: LuptonStretch) -> RGBImage {
        precondition(bands.count == 3, "a colour picture is made of 3 bands, not \(bands.count)")
        return stretch.picture(red: values[0], green: values[1], blue: values[2], width: size, height: size)
    }
}

extension LuptonStretch {
    /// Shows galaxies of 15th to 18th magnitude from their core to their outer arms, in nanomaggies per square arcsecond
    /// of i, r and g, in the colours of the SDSS pictures: the bands are weighed as 4.9 : 5.7 : 7.8 (Wherry, Blanton and
    /// Hogg 2004).
    public static let cutouts = LuptonStretch(minimum: 0, stretch: 3, softening: 8, scales: [4.9 / 5.7, 1, 7.8 / 5.7])
}
