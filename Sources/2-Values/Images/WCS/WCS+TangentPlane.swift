public import Sky

extension FITSHeader {
    /// The cards of a gnomonic (TAN) system with square pixels, east to the left when north is up.
    /// - Parameters:
    ///   - centre: sky position of the image's centre, ICRS.
    ///   - width: pixels; the reference pixel is the middle of the image, (width − 1) / 2 counted from 0.
    ///   - height: pixels.
    ///   - pixelScaleArcsec: side of a pixel, above 0.
    ///   - rotation: how far the image's up direction is turned from north towards east.
    public static func tangentPlane(
        centre: SkyCoordinate, width: Int, height: Int, pixelScaleArcsec: Double, rotation: Angle = Angle(degrees: 0)
    ) -> FITSHeader {
        precondition(pixelScaleArcsec > 0, "a pixel of \(pixelScaleArcsec) arcsec has no size")
        let scale = pixelScaleArcsec / 3600
        let (sine, cosine) = (rotation.sine, rotation.cosine)
        return FITSHeader([
            FITSCard("CTYPE1", .string("RA---TAN"), "gnomonic projection"),
            FITSCard("CTYPE2", .string("DEC--TAN"), "gnomonic projection"),
            FITSCard("CUNIT1", .string("deg")),
            FITSCard("CUNIT2", .string("deg")),
            FITSCard("CRVAL1", .real(centre.ra.degrees), "[deg] right ascension at the reference pixel"),
            FITSCard("CRVAL2", .real(centre.dec.degrees), "[deg] declination at the reference pixel"),
            FITSCard("CRPIX1", .real(Double(width + 1) / 2), "[px] reference pixel, from 1"),
            FITSCard("CRPIX2", .real(Double(height + 1) / 2), "[px] reference pixel, from 1"),
            FITSCard("CD1_1", .real(-scale * cosine), "[deg/px]"),
            FITSCard("CD1_2", .real(scale * sine), "[deg/px]"),
            FITSCard("CD2_1", .real(scale * sine), "[deg/px]"),
            FITSCard("CD2_2", .real(scale * cosine), "[deg/px]"),
            FITSCard("RADESYS", .string("ICRS")),
        ])
    }
}
