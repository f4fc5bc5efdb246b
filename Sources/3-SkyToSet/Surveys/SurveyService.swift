/// A server that has a survey's images: how it is asked, where it is, and how much is asked of it.
///
/// ```swift
/// let archive = SurveyService(.simpleImageAccess, address: "https://archive.example.org/sia", requestsPerSecond: 1)
/// let survey = Survey(
///     name: "mine", bands: ["i", "r", "g"], pixelScaleArcsec: 0.2, zeroPoint: 30, size: .fixed(arcsec: 20),
///     services: [archive])
/// ```
public struct SurveyService: Sendable, Equatable, Hashable {
    /// What a server gives.
    public enum Product: String, Sendable, CaseIterable, Codable {
        /// Colour pictures as the survey draws them.
        case pictures
        /// Images in three bands, drawn with the same stretch as cutouts from tiles.
        case images
        /// Whole calibrated frames, to cut galaxies from.
        case frames
    }

    /// How a server is asked.
    public enum Interface: String, Sendable, CaseIterable, Codable {
        /// The image service of SkyServer: `getjpeg?ra=&dec=&scale=&width=&height=`.
        case skyServer = "skyserver"
        /// The tree of SDSS's calibrated frames, by run, camcol and field.
        case sdssFrames = "sdss_frames"
        /// Simple Image Access 1.0 (IVOA): a table of the images at a position, with the archive's own words for stacks.
        case simpleImageAccess = "simple_image_access"
        /// Cubes of the Legacy Surveys' viewer: `fits-cutout?ra=&dec=&layer=&pixscale=&size=&bands=`.
        case legacyImages = "legacy_images"
        /// Pictures of that viewer: `jpeg-cutout?ra=&dec=&layer=&pixscale=&size=`.
        case legacyPictures = "legacy_pictures"

        public var product: Product {
            switch self {
            case .skyServer, .legacyPictures: .pictures
            case .simpleImageAccess, .legacyImages: .images
            case .sdssFrames: .frames
            }
        }

        /// Whether it has several layers, of which one is named in each request.
        public var hasLayers: Bool { self == .legacyImages || self == .legacyPictures }
    }

    public var interface: Interface
    /// Address, without the query.
    public var address: String
    /// Of interfaces with layers, the one that is asked for.
    public var layer: String?
    /// Requests at once, 1…64. Operators rarely state limits; where they do not, these ask little.
    public var connections: Int
    /// Requests a second, above 0.
    public var requestsPerSecond: Double
    /// Pixels on a side of a picture where the user states none; see ``PictureSize``.
    public var pictureSize: Int

    public init(
        _ interface: Interface, address: String, layer: String? = nil, connections: Int = 4,
        requestsPerSecond: Double = 5, pictureSize: Int = PictureSize.fromService
    ) {
        precondition((1...64).contains(connections) && requestsPerSecond > 0, "nothing would be asked")
        precondition(PictureSize.range.contains(pictureSize), "pictures of \(pictureSize) pixels are not made")
        precondition(interface.hasLayers == (layer != nil), "a layer belongs to interfaces that have layers")
        self.interface = interface
        self.address = address
        self.layer = layer
        self.connections = connections
        self.requestsPerSecond = requestsPerSecond
        self.pictureSize = pictureSize
    }
}
