internal import Foundation
internal import Images
internal import Sky
internal import TestSupport

/// Writes tiles with Gaussian sources of known place and flux.
struct MadeTile {
    var centre = (ra: 150.0, dec: 20.0)
    var width = 300
    var height = 260
    var pixelScale = 0.3
    var rotation = 0.0
    var zeroPoint: Double? = 22.5
    var band = "r"
    /// (ra, dec, standard deviation in arcseconds, flux in nanomaggies).
    var sources: [(ra: Double, dec: Double, sigma: Double, flux: Double)] = []

    static func coordinate(_ ra: Double, _ dec: Double) throws -> SkyCoordinate {
        try SkyCoordinate(ra: Angle(degrees: ra), dec: Angle(degrees: dec))
    }

    /// Peak brightness of a source, nanomaggies a square arcsecond.
    static func peak(flux: Double, sigma: Double) -> Double { flux / (2 * .pi * sigma * sigma) }

    @discardableResult
    func write(_ name: String, to folder: TemporaryDirectory, blank: [Int] = []) throws -> String {
        var header = FITSHeader.tangentPlane(
            centre: try MadeTile.coordinate(centre.ra, centre.dec), width: width, height: height,
            pixelScaleArcsec: pixelScale, rotation: Angle(degrees: rotation))
        header.set(FITSCard("FILTER", .string(band + " made for a test")))
        if let zeroPoint { header.set(FITSCard("MAGZERO", .real(zeroPoint))) }
        let unit = pow(10, 0.4 * ((zeroPoint ?? 22.5) - 22.5)) * pixelScale * pixelScale
        let wcs = try WCS(header)
        var pixels = [Float](repeating: 0, count: width * height)
        for source in sources {
            let place = try wcs.pixel(of: MadeTile.coordinate(source.ra, source.dec))
            let sigma = source.sigma / pixelScale
            for y in 0..<height {
                for x in 0..<width {
                    let square = pow(Double(x) - place.x, 2) + pow(Double(y) - place.y, 2)
                    let light = MadeTile.peak(flux: source.flux, sigma: source.sigma)
                    pixels[y * width + x] += Float(unit * light * exp(-square / (2 * sigma * sigma)))
                }
            }
        }
        for index in blank { pixels[index] = .nan }
        try FITSFile.write(
            [FITSImage(width: width, height: height, pixels: pixels, header: header)], to: folder.file(name))
        return folder.file(name)
    }
}
