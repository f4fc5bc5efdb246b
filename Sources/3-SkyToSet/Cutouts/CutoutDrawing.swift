internal import Surveys

/// How FITS cutouts become pictures: the same as `cutouts` draws of the tiles themselves.
public struct CutoutDrawing: Sendable, Equatable {
    /// Three bands, drawn red, green and blue, or one, drawn grey.
    public var bands: [String]
    public var stretch = StretchChoice()
    /// AB magnitude of one unit, for files whose header does not say it.
    public var zeroPoint: Double?
    /// Pixels on a side of the picture, 8…4096.
    public var pictureSize = PictureSize.fromTiles

    public init(bands: [String]) {
        self.bands = bands
    }

    /// What is wrong with the values, if anything is.
    public var problem: String? {
        guard [1, 3].contains(bands.count), Set(bands).count == bands.count, !bands.contains("") else {
            return "bands must be three different ones, red, green and blue, or one, not \(bands)"
        }
        if !PictureSize.range.contains(pictureSize) { return "picture_size must lie in 8…4096, not \(pictureSize)" }
        if zeroPoint?.isFinite == false { return "zero_point must be a number" }
        return stretch.problem.map { "\($0.name) \($0.rule)" }
    }

    /// Stands for the name of each band where a galaxy has a file a band: `ngc1_{band}.fits`.
    public static let bandMark = "{band}"

    /// The files in which a galaxy's bands are, with the band where each holds one.
    public func files(_ file: String) -> [(path: String, band: String?)] {
        guard file.contains(CutoutDrawing.bandMark) else { return [(file, nil)] }
        return bands.map { (file.replacing(CutoutDrawing.bandMark, with: $0), $0) }
    }
}
