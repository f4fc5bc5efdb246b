internal import Files
internal import Foundation
internal import Images
internal import Sky
internal import Workers

/// All images of a survey on the disk, from which galaxies are cut out: one file a tile and band, or cubes with a band a
/// plane; plain or tile-compressed.
///
/// Each file says itself where it lies (WCS), which band it is (BAND or FILTER; BAND0, BAND1 … of a cube) and in what unit
/// it counts (MAGZERO, MAGZPT or BUNIT, else ``TileRules``). Bands need not share a pixel grid.
public struct TileSet: Sendable {
    /// Names of the bands that there are, sorted.
    public let bands: [String]
    /// Number of images, each of one band.
    public var count: Int { images.count }

    let images: [TileImage]
    let rules: TileRules
    let checked: CheckedUnits
    private let indexes: [String: BandIndex]
    private let farthest: Angle

    /// Where the images of one band lie.
    private struct BandIndex: Sendable {
        let images: [Int]
        let index: SkyIndex
    }

    /// Endings of the names of tiles.
    public static let extensions = [".fits", ".fit", ".fits.fz", ".fz", ".fits.gz", ".fits.bz2"]

    /// Reads the headers of all tiles in a directory.
    /// - Parameters:
    ///   - directory: not searched below.
    ///   - rules: for what headers do not say.
    /// - Throws: `FITSError`, ``CutoutError`` for a file that cannot be used, `InputError` when there is none.
    public init(directory: String, rules: TileRules = TileRules()) throws {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw InputError(
                file: directory, problem: "the directory of tiles cannot be read", remedy: "Check its name")
        }
        let files = names.filter { name in
            !name.hasPrefix(".") && TileSet.extensions.contains { name.hasSuffix($0) }
        }.sorted()
        guard !files.isEmpty else {
            throw InputError(
                file: directory, problem: "no file here ends in \(TileSet.extensions.joined(separator: ", "))",
                remedy: "Name the tiles' directory")
        }
        try self.init(files: files.map { directory + "/" + $0 }, rules: rules)
    }

    /// Reads the headers of these files; see ``init(directory:rules:)``.
    public init(files: [String], rules: TileRules = TileRules()) throws {
        self.rules = rules
        checked = CheckedUnits(rules.checksums)
        images = try Workers.map(count: files.count, threads: Workers.cores) { file in
            try TileImage.all(in: files[file], rules: rules)
        }.flatMap { $0 }
        guard !images.isEmpty else {
            throw InputError(
                file: files.first, problem: "the files hold weights, masks or tables, but no images",
                remedy: "Add the images of the same sky")
        }
        farthest = images.map(\.reach).max() ?? Angle(degrees: 0)
        let groups = Dictionary(grouping: images.indices) { [images] in images[$0].band }
        indexes = groups.mapValues { [images] numbers in
            BandIndex(images: numbers, index: SkyIndex(numbers.map { images[$0].centre }))
        }
        bands = groups.keys.sorted()
    }

    /// Checks that there are tiles of each band.
    /// - Throws: `InputError` that lists the bands there are.
    public func require(_ wanted: [String], directory: String) throws {
        if let missing = wanted.first(where: { !bands.contains($0) }) {
            throw InputError(
                file: directory, problem: "no tile is of band \(missing)",
                remedy: "The bands are: \(bands.joined(separator: ", ")); choose others (--bands)")
        }
    }

    /// Cuts one galaxy out of all bands.
    ///
    /// The cutout is resampled from the tiles onto its own north-up grid, anti-aliased and with its flux kept. Pixels that
    /// are masked, saturated, without weight or no number are drawn from their neighbours. Where one tile ends and another
    /// goes on, both are used; where none goes on, the cutout is padded with 0 and `isMissing` says so.
    /// - Parameters:
    ///   - bands: for a colour picture red, green, blue: `["i", "r", "g"]`.
    ///   - size: pixels on a side of the result, 8 or more.
    /// - Throws: ``CutoutError/outside(id:band:)`` when no image of a band has the galaxy's centre on it;
    ///   ``CutoutError/empty(id:band:)`` when nothing of it can be used; `FITSError`.
    public func cutout(_ request: CutoutRequest, bands: [String] = ["i", "r", "g"], size: Int) throws -> Cutout {
        try cutouts([request], bands: bands, size: size)[0].get()
    }

    /// Cuts many galaxies out of all bands, with each tile gone through once; see ``cutout(_:bands:size:)``.
    ///
    /// All are held in memory: give neighbours on one tile, some hundred at a time.
    /// - Returns: one result a request, in order.
    /// - Throws: `FITSError` when a tile cannot be read.
    public func cutouts(
        _ requests: [CutoutRequest], bands: [String] = ["i", "r", "g"], size: Int
    ) throws -> [Result<Cutout, CutoutError>] {
        precondition(!bands.isEmpty, "a cutout without bands shows nothing")
        var maker = CutoutMaker(tiles: self, bands: bands, size: size)
        return try maker.make(requests).map { result in
            result.flatMap { made in
                guard let cutout = made.cutout else { preconditionFailure("a cutout was made of no band") }
                return .success(cutout)
            }
        }
    }

    /// The images of a band that show a part of a cutout, the one in which its centre lies deepest first; more than one
    /// only where it does not show all.
    /// - Throws: ``CutoutError/outside(id:band:)``.
    func views(of request: CutoutRequest, grid: CutoutGrid, band: String) throws -> [TileView] {
        let diagonal = Angle(arcseconds: request.halfSide.arcseconds * 2.0.squareRoot())
        // A distorted tile beside may have no pixel for the position.
        let views = near(request.position, band: band, margin: diagonal).compactMap {
            try? TileView(images[$0], grid: grid)
        }
        .sorted { ($1.margin, $0.image.path) < ($0.margin, $1.image.path) }
        guard let best = views.first, best.margin > -0.5 else {
            throw CutoutError.outside(id: request.id, band: band)
        }
        let whole = views.firstIndex(where: \.isWhole) ?? views.count - 1
        return Array(views[...whole])
    }

    /// The image of a band in which a position lies deepest, and where; nil when none has it.
    func deepest(_ position: SkyCoordinate, band: String) -> (image: Int, pixel: WCS.Pixel)? {
        var best: (image: Int, pixel: WCS.Pixel, margin: Double)?
        for number in near(position, band: band, margin: Angle(degrees: 0)) {
            let image = images[number]
            guard let pixel = try? image.wcs.pixel(of: position) else { continue }
            let margin = min(
                pixel.x, pixel.y, Double(image.width - 1) - pixel.x, Double(image.height - 1) - pixel.y)
            if margin > best?.margin ?? -0.5 { best = (number, pixel, margin) }
        }
        return best.map { ($0.image, $0.pixel) }
    }

    /// Images of a band that may show something within `margin` of a position.
    private func near(_ position: SkyCoordinate, band: String, margin: Angle) -> [Int] {
        guard let group = indexes[band] else { return [] }
        return group.index.indices(within: farthest + margin, of: position).map { group.images[$0] }
    }
}
