internal import Images

/// A telescope and its survey, as far as pictures depend on them.
public struct SurveyModel: Sendable {
    /// Which catalogue columns, file names and units it writes.
    public enum Style: String, Sendable {
        case sdss, des
    }

    public var style: Style
    /// Side of a pixel, arcseconds.
    public var pixelScaleArcsec: Double
    /// Full width at half maximum of a star in g, r, i; arcseconds.
    public var seeingArcsec: SIMD3<Double>
    /// Exponent β of the Moffat profile (1 + (r/α)²)^−β.
    public var moffatBeta: Double
    /// AB magnitude of one unit of the image: 22.5 means nanomaggies.
    public var zeroPoint: Double
    /// Electrons that one nanomaggie gives over all exposures, in g, r, i.
    public var electronsPerNanomaggie: SIMD3<Double>
    /// Brightness of the sky in g, r, i, magnitudes a square arcsecond; subtracted from the images, its noise stays.
    public var skyMagnitude: SIMD3<Double>
    /// Pixels of a tile.
    public var tileWidth: Int
    public var tileHeight: Int
    /// By how much neighbouring tiles overlap, arcseconds.
    public var overlapArcsec: Double
    /// Direction of the tiles' up, from north towards east, degrees.
    public var rotationDegrees: Double
    /// Total r magnitude of the faintest objects that it lists.
    public var faintest = 21.0
    /// Share of spirals among the galaxies of the two classes that its catalogue lists, 0…1; nil: as the sky has them. Of
    /// the class that is too many a part is left out by chance; its light stays in the images.
    public var spiralShare: Double?
    /// Magnitudes that its images and catalogue are too faint by in g, r, i.
    public var magnitudeOffset: SIMD3<Double> = .zero
    /// Share of each filter's light that comes from the next redder band, of i's from r: its filters are other than the
    /// sky's.
    public var colourMixing: SIMD3<Double> = .zero

    public init(
        style: Style, pixelScaleArcsec: Double, seeingArcsec: SIMD3<Double>, moffatBeta: Double, zeroPoint: Double,
        electronsPerNanomaggie: SIMD3<Double>, skyMagnitude: SIMD3<Double>, tileWidth: Int, tileHeight: Int,
        overlapArcsec: Double, rotationDegrees: Double
    ) {
        self.style = style
        self.pixelScaleArcsec = pixelScaleArcsec
        self.seeingArcsec = seeingArcsec
        self.moffatBeta = moffatBeta
        self.zeroPoint = zeroPoint
        self.electronsPerNanomaggie = electronsPerNanomaggie
        self.skyMagnitude = skyMagnitude
        self.tileWidth = tileWidth
        self.tileHeight = tileHeight
        self.overlapArcsec = overlapArcsec
        self.rotationDegrees = rotationDegrees
    }

    /// Like SDSS: 2.5 m, 54 s drift scans, frames of 2048 x 1489 pixels in nanomaggies, the x axis along declination.
    public static let sdss: SurveyModel = {
        var survey = SurveyModel(
            style: .sdss, pixelScaleArcsec: 0.396, seeingArcsec: [1.42, 1.30, 1.22], moffatBeta: 3.5, zeroPoint: 22.5,
            electronsPerNanomaggie: [900, 900, 620], skyMagnitude: [21.9, 20.9, 20.2], tileWidth: 2048,
            tileHeight: 1489, overlapArcsec: 20, rotationDegrees: 90)
        // The limit of its spectroscopic galaxies, which Galaxy Zoo shows (Strauss et al. 2002, AJ 124, 1810).
        survey.faintest = 17.77
        return survey
    }()

    /// Like DES: 4 m, ten exposures of 90 s coadded, zero-point 30, north up. Real coadd tiles have 10,000 pixels a side;
    /// these are smaller.
    public static let des: SurveyModel = {
        var survey = SurveyModel(
            style: .des, pixelScaleArcsec: 0.263, seeingArcsec: [1.05, 0.93, 0.88], moffatBeta: 3.5, zeroPoint: 30,
            electronsPerNanomaggie: [30_000, 35_000, 33_000], skyMagnitude: [22.0, 21.1, 19.9], tileWidth: 2500,
            tileHeight: 2500, overlapArcsec: 30, rotationDegrees: 0)
        // As far as catalogues of forms go: Galaxy Zoo DESI (Walmsley et al. 2023, MNRAS 526, 4768).
        survey.faintest = 19
        // Galaxies' g − r of 0.7 and r − i of 0.35 through the filters of DES: g − 0.061 (g − i) + 0.008,
        // r − 0.155 (r − i) − 0.007, i − 0.166 (r − i) + 0.032 (Abbott et al. 2021, ApJS 255, 20).
        survey.colourMixing = [0.08, 0.13, 0]
        survey.magnitudeOffset = [0.01, -0.01, -0.03]
        return survey
    }()

    /// Factor from nanomaggies to the images' unit.
    var unitsPerNanomaggie: Double { power(10, 0.4 * (zeroPoint - 22.5)) }

    /// The same survey under other conditions.
    ///
    /// - Parameters:
    ///   - exposure: electrons counted, over those of this one; the limit deepens by 1.25 log10 of it.
    ///   - seeing: width of stars' images over this one's.
    ///   - spiralShare: see ``spiralShare``.
    public func with(exposure: Double = 1, seeing: Double = 1, spiralShare: Double? = nil) -> SurveyModel {
        precondition(exposure > 0 && seeing > 0, "exposure and seeing must be above 0")
        precondition(spiralShare.map { (0...1).contains($0) } ?? true, "a share lies between 0 and 1")
        var result = self
        result.electronsPerNanomaggie *= exposure
        result.seeingArcsec *= seeing
        result.spiralShare = spiralShare ?? self.spiralShare
        return result
    }

    /// What its filters make of the light of g, r, i.
    func observed(_ light: PerBand) -> PerBand {
        let redder = PerBand(light.y, light.z, light.y)
        let mixed = light + (redder - light) * colourMixing
        return mixed * dimming
    }

    /// Factor of the light in g, r, i that its offsets leave.
    var dimming: PerBand {
        let exponents = magnitudeOffset * -0.4
        return PerBand(power(10, exponents.x), power(10, exponents.y), power(10, exponents.z))
    }

    /// Standard deviation of the sky's noise in a pixel, nanomaggies.
    func skyNoise(band: Int) -> Double {
        let background = flux(magnitude: skyMagnitude[band]) * pixelScaleArcsec * pixelScaleArcsec
        return (background / electronsPerNanomaggie[band]).squareRoot()
    }

    /// Petrosian radius that it measures of an object whose own is `radius`, arcseconds: the seeing adds to it, and alone
    /// makes that of a star.
    func measuredRadius(_ radius: Double) -> Double {
        let blur = 1.1 * seeingArcsec.y
        return (radius * radius + blur * blur).squareRoot()
    }
}
