internal import Cutouts
internal import Files
internal import HTTP
internal import Images
internal import Sky

/// A service that draws colour pictures by itself and takes the pixel scale: the image service of SDSS, and the viewer of
/// the Legacy Surveys.
struct PictureService: CutoutService {
    enum Dialect: Sendable {
        /// `getjpeg?ra=&dec=&scale=&width=&height=`, 64 to 2048 pixels.
        case sdss
        /// `jpeg-cutout?ra=&dec=&layer=&pixscale=&size=`, up to 3000 pixels.
        case legacy(layer: String)
    }

    static let sdssAddress = "https://skyserver.sdss.org/dr18/SkyServerWS/ImgCutout/getjpeg"
    static let legacyAddress = "https://www.legacysurvey.org/viewer/jpeg-cutout"

    let base: String
    let dialect: Dialect
    /// Pixels on a side.
    let size: Int

    /// - Throws: `InputError` for a size that the service does not make.
    init(_ dialect: Dialect, endpoint: String?, size: Int) throws {
        let (limits, address) =
            switch dialect {
            case .sdss: (64...2048, Self.sdssAddress)
            case .legacy: (8...3000, Self.legacyAddress)
            }
        guard limits.contains(size) else {
            throw InputError(
                problem:
                    "the service makes pictures of \(limits.lowerBound) to \(limits.upperBound) pixels, not \(size)",
                remedy: "Choose another size (--size)")
        }
        self.dialect = dialect
        self.size = size
        base = endpoint ?? address
    }

    func address(of galaxy: CutoutRequest) -> String {
        let place = "ra=\(galaxy.position.ra.degrees.decimal())&dec=\(galaxy.position.dec.degrees.decimal())"
        let scale = (2 * galaxy.halfSide.arcseconds / Double(size)).decimal()
        return switch dialect {
        case .sdss: "\(base)?\(place)&scale=\(scale)&width=\(size)&height=\(size)"
        case .legacy(let layer): "\(base)?\(place)&layer=\(layer)&pixscale=\(scale)&size=\(size)"
        }
    }

    func fetch(_ galaxy: CutoutRequest, client: HTTPClient, scratch: ScratchFiles) throws -> FetchedCutout {
        do {
            let picture = try client.get(address(of: galaxy)) { try AnswerCheck.picture($0, size: size) }
            let flags: PixelFlags = (picture.padding ?? 0) > 0 ? .outside : []
            return FetchedCutout(picture: picture.bytes, missingFraction: picture.padding, flags: flags.text)
        } catch let failure as HTTPFailure {
            throw FetchTrouble(failure)
        }
    }
}
