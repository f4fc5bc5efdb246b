public import Surveys

/// What cutouts look like; the same settings for every survey make pictures that compare.
public struct CutoutSettings: Sendable, Equatable, Codable {
    /// How much sky a cutout shows.
    public enum Field: Sendable, Equatable, Codable {
        /// By the galaxy's own size.
        case framing(CutoutFraming)
        /// The same for all: side in arcseconds.
        case side(arcsec: Double)
    }

    /// Bands, the first three drawn red, green and blue, a single one grey; nil: the survey's. FITS cutouts hold all of them.
    public var bands: [String]?
    public var field = Field.framing(CutoutFraming())
    /// Pixels on a side of a picture, 8 or more.
    public var size = PictureSize.fromTiles
    public var stretch = ColourStretch.lupton(.cutouts)
    /// One or more; the first is the one that the manifest's column `file` names. Pictures come before FITS, which training
    /// takes only where its recipe says how to draw them.
    public var formats = [CutoutFormat.jpg] {
        didSet { formats = formats.filter { $0 != .fits } + formats.filter { $0 == .fits } }
    }
    /// 1…100.
    public var jpegQuality = 95
    /// AB magnitude of one unit, for tiles whose header does not say it; nil: the survey's.
    public var zeroPoint: Double?

    public init() {}

    /// True when pictures are wanted, not only FITS.
    var isDrawn: Bool { formats.contains { $0 != .fits } }
}
