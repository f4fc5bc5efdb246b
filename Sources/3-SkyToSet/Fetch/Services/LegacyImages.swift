internal import Cutouts
internal import Files
internal import Foundation
internal import HTTP
internal import Images
internal import Sky
internal import Surveys

/// FITS cutouts of the Legacy Surveys' viewer: `fits-cutout?ra=&dec=&layer=&pixscale=&size=&bands=`, a cube with a band a
/// plane in nanomaggies, up to 3000 pixels (`get_cutout` and `write_cutout` in the viewer's `map/views.py`,
/// https://github.com/legacysurvey/imagine).
///
/// The plane's bands stand in the cards `BAND0`, `BAND1` …; for a band that a layer lacks it sends all the layer has. A
/// layer that it does not know is told in words with status 200, a position outside of the layer with status 500.
struct LegacyImages: CutoutService {
    private static let largestSide = 3000

    let base: String
    let layer: String
    let drawing: ImageDrawing

    init(_ drawing: ImageDrawing, address: String, layer: String) {
        base = address
        self.layer = layer
        self.drawing = drawing
    }

    /// The survey's own pixels, a few more than the picture needs; larger ones where there would be too many.
    private func grid(of galaxy: CutoutRequest) -> (side: Int, scale: Double) {
        let native = drawing.survey.pixelScaleArcsec
        let field = 2 * galaxy.halfSide.arcseconds + 6 * native
        let side = Int((field / native).rounded(.up))
        return side <= Self.largestSide
            ? (side, native) : (Self.largestSide, field / Double(Self.largestSide))
    }

    /// AB magnitude of one unit. Larger pixels hold the mean of the survey's own that they cover, not the sum
    /// (`create_scaled_image`): an image on a coarse grid is still in nanomaggies a pixel of 0.262 arcsec.
    private func zeroPoint(scale: Double) -> Double? {
        drawing.survey.zeroPoint.map { $0 - 5 * log10(scale / drawing.survey.pixelScaleArcsec) }
    }

    func address(of galaxy: CutoutRequest) -> String {
        let (side, scale) = grid(of: galaxy)
        // The service puts the bands into the order of their wavelengths.
        let bands = drawing.survey.bands.reversed().joined()
        return "\(base)?ra=\(galaxy.position.ra.degrees.decimal())&dec=\(galaxy.position.dec.degrees.decimal())"
            + "&layer=\(layer)&pixscale=\(scale.decimal())&size=\(side)&bands=\(bands)"
    }

    func fetch(_ galaxy: CutoutRequest, client: HTTPClient, scratch: ScratchFiles) throws -> FetchedCutout {
        let (side, scale) = grid(of: galaxy)
        do {
            return try client.get(address(of: galaxy)) { answer in
                let bytes = try AnswerCheck.cutout(answer, limit: client.settings.maximumBytes, scratch: scratch)
                return try scratch.with(bytes, suffix: ".fits") { path in
                    guard try drawing.check(path, galaxy, side: Double(side)) == 1 else {
                        throw AnswerRejected(
                            "the image is smaller than the \(side) x \(side) pixels that were asked for",
                            isTemporary: false)
                    }
                    var cutout = try drawing.draw([path], galaxy, zeroPoint: zeroPoint(scale: scale))
                    cutout.images = [("fits", bytes)]
                    return cutout
                }
            }
        } catch let failure as HTTPFailure {
            throw FetchTrouble(failure)
        }
    }
}
