internal import Cutouts
internal import Files
internal import HTTP
internal import Images
internal import Sky

/// A service that draws colour pictures by itself and takes the pixel scale: the image service of SDSS, and the viewer of
/// the Legacy Surveys.
///
/// Limits and habits after the sources: SDSS's `ImgCutout` (64 to 2048 pixels, 0.015 to 2400 arcsec a pixel; what lies
/// outside is moved to the limit without a word, and would show another field), and `map/views.py` of the viewer (up to
/// 3000 pixels).
struct PictureService: CutoutService {
    enum Dialect: Sendable {
        /// `getjpeg?ra=&dec=&scale=&width=&height=`, 64 to 2048 pixels.
        case skyServer
        /// `jpeg-cutout?ra=&dec=&layer=&pixscale=&size=`, up to 3000 pixels.
        case legacy(layer: String)
    }

    let base: String
    let dialect: Dialect
    /// Pixels on a side.
    let size: Int

    /// - Throws: `InputError` for a size that the service does not make.
    init(_ dialect: Dialect, address: String, size: Int) throws {
        let limits =
            switch dialect {
            case .skyServer: 64...2048
            case .legacy: 8...3000
            }
        guard limits.contains(size) else {
            throw InputError(
                problem:
                    "the service makes pictures of \(limits.lowerBound) to \(limits.upperBound) pixels, not \(size)",
                remedy: "Choose another size (--size)")
        }
        self.dialect = dialect
        self.size = size
        base = address
    }

    private func scale(of galaxy: CutoutRequest) -> Double { 2 * galaxy.halfSide.arcseconds / Double(size) }

    func address(of galaxy: CutoutRequest) -> String {
        let place = "ra=\(galaxy.position.ra.degrees.decimal())&dec=\(galaxy.position.dec.degrees.decimal())"
        let scale = scale(of: galaxy).decimal()
        return switch dialect {
        case .skyServer: "\(base)?\(place)&scale=\(scale)&width=\(size)&height=\(size)"
        case .legacy(let layer): "\(base)?\(place)&layer=\(layer)&pixscale=\(scale)&size=\(size)"
        }
    }

    /// Arcseconds a pixel that the service draws.
    private var scales: ClosedRange<Double> {
        switch dialect {
        case .skyServer: 0.015...2400
        case .legacy: 0...Double.infinity
        }
    }

    func fetch(_ galaxy: CutoutRequest, client: HTTPClient, scratch: ScratchFiles) throws -> FetchedCutout {
        let scale = scale(of: galaxy)
        guard scales.contains(scale) else {
            throw FetchTrouble(
                url: address(of: galaxy), attempts: 0,
                reason: "the picture would have \(scale.decimal()) arcsec a pixel, and the service draws "
                    + "\(scales.lowerBound) to \(scales.upperBound): choose another size (--size, --radii)",
                isPermanent: true)
        }
        do {
            let picture = try client.get(address(of: galaxy)) { try AnswerCheck.picture($0, size: size) }
            let flags: PixelFlags = (picture.padding ?? 0) > 0 ? .outside : []
            return FetchedCutout(picture: picture.bytes, missingFraction: picture.padding, flags: flags.text)
        } catch let failure as HTTPFailure {
            throw FetchTrouble(failure)
        }
    }
}
