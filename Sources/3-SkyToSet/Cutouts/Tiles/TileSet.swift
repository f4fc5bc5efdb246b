internal import Files
internal import Foundation
internal import Images
internal import Sky
internal import Workers

/// All images of a survey on the disk, from which galaxies are cut out: one file a tile and band, or cubes with a band a
/// plane; plain or tile-compressed.
///
/// Each file says itself where it lies (WCS), which band it is (BAND or FILTER; BAND0, BAND1 … of a cube) and in what unit
/// it counts (``TileCalibration``, else ``TileRules``). Bands need not share a pixel grid.
public struct TileSet: Sendable {
    /// Names of the bands that there are, sorted.
    public let bands: [String]
    /// Number of images, each of one band.
    public var count: Int { images.count }

    /// What is wrong with files that were passed over, each with its file's name.
    public let problems: [String]
    /// ``problems`` as a paragraph; nil when there are none.
    var problemList: String? {
        let files = problems.count == 1 ? "1 file is" : "\(problems.count) files are"
        return problems.isEmpty ? nil : "\(files) passed over:" + problems.map { "\n  \($0)" }.joined()
    }

    let images: [TileImage]
    let rules: TileRules
    let checked: CheckedUnits
    /// Files that are open already.
    let open: [FITSFile]
    private let indexes: [String: BandIndex]
    private let farthest: Angle

    /// Where the images of one band lie.
    private struct BandIndex: Sendable {
        let images: [Int]
        let index: SkyIndex
    }

    /// Endings of the names of tiles, in small or capital letters.
    public static let extensions = [".fits", ".fit", ".fts", ".fits.fz", ".fz", ".fits.gz", ".fits.bz2"]

    /// Reads the headers of all tiles in a directory and the folders below it.
    /// - Parameters:
    ///   - directory: paths below it are the tiles' names.
    ///   - rules: for what headers do not say.
    /// - Throws: see ``init(files:rules:)``; also `InputError` when there is no file.
    public init(directory: String, rules: TileRules = TileRules()) throws {
        let names = try TileFiles.find(in: directory)
        try self.init(names: names, in: directory + "/", rules: rules)
    }

    /// Reads the headers of these files. What cannot be used is passed over (``problems``).
    /// - Throws: `FITSError`, ``CutoutError`` or `InputError` when not one can be used; ``CutoutError/uncalibrated(file:reason:)``
    ///   when the flux of one of the bands that are looked for is not known: half of a survey would be left out.
    public init(files: [String], rules: TileRules = TileRules()) throws {
        try self.init(names: files, in: "", rules: rules)
    }

    /// Takes files that are open, each with the band that a plain image in it is of where it does not say so.
    /// - Throws: `FITSError`, ``CutoutError`` for one that cannot be used.
    init(open files: [(file: FITSFile, band: String?)], rules: TileRules) throws {
        let images = try files.flatMap { file, band in
            var rules = rules
            rules.assumedBand = band
            return try TileImage.all(in: file, name: file.path.fileName, rules: rules)
        }
        self.init(images, problems: [], open: files.map(\.file), rules: rules)
    }

    private init(names: [String], in folder: String, rules: TileRules) throws {
        let results = try Workers.map(count: names.count, threads: Workers.cores) {
            file -> Result<[TileImage], any Error> in
            let path = folder + names[file]
            if TileFiles.isCompanion(names[file]) { return .success([]) }
            return Result {
                try TileImage.all(
                    in: FITSFile(path), name: folder.isEmpty ? path.fileName : names[file], rules: rules)
            }
        }
        let errors = results.compactMap { result in if case .failure(let error) = result { error } else { nil } }
        try TileSet.check(errors)
        let images = results.flatMap { (try? $0.get()) ?? [] }
        guard !images.isEmpty else {
            if errors.count == 1 { throw errors[0] }
            throw InputError(
                file: errors.isEmpty ? names.first.map { folder + $0 } : nil,
                problem: errors.isEmpty
                    ? "the files hold weights, masks or tables, but no images"
                    : "no file can be used: " + errors.map { "\n  \($0)" }.joined(),
                remedy: "Add the images of the same sky")
        }
        self.init(images, problems: errors.map { "\($0)" }, open: [], rules: rules)
    }

    private init(_ images: [TileImage], problems: [String], open: [FITSFile], rules: TileRules) {
        self.rules = rules
        self.images = images
        self.problems = problems
        self.open = open
        checked = CheckedUnits(rules.checksums)
        farthest = images.map(\.reach).max() ?? Angle(degrees: 0)
        let groups = Dictionary(grouping: images.indices) { images[$0].band }
        indexes = groups.mapValues { numbers in
            BandIndex(images: numbers, index: SkyIndex(numbers.map { images[$0].centre }))
        }
        bands = groups.keys.sorted()
    }

    /// Throws where tiles are not calibrated, with all of them.
    private static func check(_ errors: [any Error]) throws {
        var files: [String: [String]] = [:]
        var reasons: [String] = []
        for case CutoutError.uncalibrated(let file, let reason) in errors {
            if files[reason] == nil { reasons.append(reason) }
            files[reason, default: []].append(file)
        }
        guard let first = reasons.first, let file = files[first]?.first else { return }
        let texts = reasons.map { reason in
            let others = (files[reason] ?? []).dropFirst(reason == first ? 1 : 0).map(\.fileName)
            let more = others.count > 5 ? " and \(others.count - 5) more" : ""
            let list = others.prefix(5).joined(separator: ", ") + more
            return reason == first ? reason + (list.isEmpty ? "" : "; so it is with \(list)") : "\(list): \(reason)"
        }
        throw CutoutError.uncalibrated(file: file, reason: texts.joined(separator: "\n  "))
    }

    /// What must be told of the tiles of some bands, such as zero-points that were assumed: a sentence, and of which files.
    func remarks(on bands: [String]) -> [String] {
        var files: [String: [String]] = [:]
        var order: [String] = []
        for image in images where bands.contains(image.band) {
            guard let remark = image.calibration.remark else { continue }
            if files[remark] == nil { order.append(remark) }
            if files[remark]?.last != image.name { files[remark, default: []].append(image.name) }
        }
        return order.map { remark in
            let names = files[remark] ?? []
            return "\(remark) (\(names[0])\(names.count > 1 ? " and \(names.count - 1) more" : ""))"
        }
    }

    /// Checks that there are tiles of each band.
    /// - Throws: `InputError` that lists the bands there are.
    public func require(_ wanted: [String], directory: String) throws {
        if let missing = wanted.first(where: { !bands.contains($0) }) {
            throw InputError(
                file: directory, problem: "no tile is of band \(missing)" + (problemList.map { "; \($0)\n" } ?? ""),
                remedy:
                    "The bands are: \(bands.joined(separator: ", ")); choose others (--bands), three for a colour picture "
                    + "or one for a grey one")
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
