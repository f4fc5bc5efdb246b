internal import Files
internal import Foundation
internal import Images
internal import Sky

/// All images of a survey on the disk, from which galaxies are cut out: one file a tile and band, or cubes with a band a
/// plane.
///
/// Each file says itself where it lies (WCS), which band it is (BAND or FILTER; BAND0, BAND1 … of a cube) and in what unit
/// it counts (MAGZERO or MAGZPT, else the survey's zero-point). Bands need not share a pixel grid.
public struct TileSet: Sendable {
    /// Names of the bands that there are, sorted.
    public let bands: [String]
    /// Number of images, each of one band.
    public var count: Int { images.count }

    private let images: [TileImage]
    private let index: SkyIndex
    private let farthest: Angle

    /// Reads the headers of all `*.fits` files in a directory.
    /// - Parameters:
    ///   - directory: not searched below.
    ///   - zeroPoint: AB magnitude of one unit, for images whose header gives none: 22.5 for SDSS frames and Legacy
    ///     Surveys bricks, 30 for DES coadds.
    /// - Throws: `FITSError`, ``CutoutError`` for a file that cannot be used, `InputError` when there is none.
    public init(directory: String, zeroPoint: Double = 22.5) throws {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw InputError(
                file: directory, problem: "the directory of tiles cannot be read", remedy: "Check its name")
        }
        let files = names.filter { $0.hasSuffix(".fits") }.sorted()
        guard !files.isEmpty else {
            throw InputError(
                file: directory, problem: "no file here ends in .fits", remedy: "Name the tiles' directory")
        }
        try self.init(files: files.map { directory + "/" + $0 }, zeroPoint: zeroPoint)
    }

    /// Reads the headers of these files; see ``init(directory:zeroPoint:)``.
    public init(files: [String], zeroPoint: Double = 22.5) throws {
        images = try files.flatMap { try TileImage.all(in: $0, zeroPoint: zeroPoint) }
        index = SkyIndex(images.map(\.centre))
        farthest = images.map(\.reach).max() ?? Angle(degrees: 0)
        bands = Set(images.map(\.band)).sorted()
    }

    /// Cuts one galaxy out of all bands.
    ///
    /// The cutout is resampled from the tiles onto its own north-up grid, cubic (Catmull-Rom), and averaged over as many
    /// points a pixel as the tile has pixels there, so that fine pixels do not alias. Where one tile ends and another
    /// goes on, both are used; where none goes on, the cutout is padded with 0 and `isMissing` says so.
    /// - Parameters:
    ///   - bands: for a colour picture red, green, blue: `["i", "r", "g"]`.
    ///   - size: pixels on a side of the result, 8 or more.
    /// - Throws: ``CutoutError/outside(id:band:)`` when no image of a band has the galaxy's centre on it; `FITSError`.
    public func cutout(_ request: CutoutRequest, bands: [String] = ["i", "r", "g"], size: Int) throws -> Cutout {
        precondition(size >= 8, "a cutout of \(size) pixels shows nothing")
        let diagonal = Angle(arcseconds: request.halfSide.arcseconds * 2.0.squareRoot())
        let near = index.indices(within: farthest + diagonal, of: request.position).map { images[$0] }
        let grid = try CutoutGrid(request, size: size)
        var values: [[Float]] = []
        var missing = [Bool](repeating: false, count: size * size)
        for band in bands {
            let views = try near.filter { $0.band == band }.compactMap { try TileView($0, grid: grid) }
                .sorted { ($1.margin, $0.image.path) < ($0.margin, $1.image.path) }
            guard let best = views.first, best.margin > -0.5 else {
                throw CutoutError.outside(id: request.id, band: band)
            }
            var plane = [Float](repeating: .nan, count: size * size)
            for view in views where plane.contains(where: \.isNaN) {
                try view.fill(&plane, size: size)
            }
            for pixel in plane.indices where plane[pixel].isNaN {
                plane[pixel] = 0
                missing[pixel] = true
            }
            values.append(plane)
        }
        return Cutout(request: request, bands: bands, size: size, values: values, isMissing: missing)
    }
}
