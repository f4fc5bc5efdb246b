internal import Images
internal import Sky

/// Makes cutouts from tiles, many in one pass over each tile. Belongs to one thread.
struct CutoutMaker {
    /// What was made for a request.
    struct Made {
        /// The bands that were to be drawn; nil when none was.
        let cutout: Cutout?
        /// For each band the tile in which the galaxy lies deepest.
        let native: [NativeBand]
        let missingFraction, maskedFraction: Double
        let flags: PixelFlags
    }

    /// A square of one tile's own pixels around the galaxy.
    struct NativeBand {
        let view: TileView
        let window: TileWindow
        /// In the tile's pixels, inside the window.
        let square: FITSFile.Region
    }

    /// A window that a cutout needs.
    private struct Need {
        let request, band: Int
        let view: TileView
    }

    let tiles: TileSet
    let bands: [String]
    /// So many of the bands, from the first, are brought onto the cutout's grid; the others are only read.
    let drawn: Int
    let size: Int
    private let reader: TileReader
    private var resampler = AreaResampler()

    init(tiles: TileSet, bands: [String], drawn: Int? = nil, size: Int) {
        precondition(size >= 8, "a cutout of \(size) pixels shows nothing")
        self.tiles = tiles
        self.bands = bands
        self.drawn = drawn ?? bands.count
        self.size = size
        reader = TileReader(rules: tiles.rules, checked: tiles.checked, files: tiles.open)
    }

    /// Makes cutouts, each tile read once.
    /// - Returns: one result a request; a failure is what concerns that galaxy alone.
    /// - Throws: `FITSError` when a tile cannot be read: that may concern only some of the galaxies.
    mutating func make(_ requests: [CutoutRequest]) throws -> [Result<Made, CutoutError>] {
        var failures: [Int: CutoutError] = [:]
        var needs: [Need] = []
        for (number, request) in requests.enumerated() {
            do {
                let grid = try CutoutGrid(request, size: size)
                for (band, name) in bands.enumerated() {
                    needs += try tiles.views(of: request, grid: grid, band: name).map {
                        Need(request: number, band: band, view: $0)
                    }
                }
            } catch let error as CutoutError {
                failures[number] = error
            }
        }
        needs.removeAll { failures[$0.request] != nil }
        let windows = try read(needs)
        var next = 0
        return requests.enumerated().map { number, request in
            if let failure = failures[number] { return .failure(failure) }
            let first = next
            while next < needs.count, needs[next].request == number { next += 1 }
            return assemble(request, needs[first..<next], windows[first..<next])
        }
    }

    /// The header of the image that a view is of.
    func header(of view: TileView) throws -> FITSHeader {
        try reader.header(of: view.image)
    }

    /// One window a need, in their order; each image is gone through once.
    private func read(_ needs: [Need]) throws -> [TileWindow] {
        struct Place: Hashable {
            let path: String
            let hdu, plane: Int
        }
        var groups: [Place: [Int]] = [:]
        var order: [Place] = []
        for (number, need) in needs.enumerated() {
            let image = need.view.image
            let place = Place(path: image.path, hdu: image.hdu, plane: image.plane)
            if groups[place] == nil { order.append(place) }
            groups[place, default: []].append(number)
        }
        var windows = [TileWindow?](repeating: nil, count: needs.count)
        for place in order {
            guard let numbers = groups[place] else { continue }
            let found = try reader.windows(numbers.map { needs[$0].view.area }, of: needs[numbers[0]].view.image)
            for (number, window) in zip(numbers, found) { windows[number] = window }
        }
        return windows.compactMap { $0 }
    }

    private mutating func assemble(
        _ request: CutoutRequest, _ needs: ArraySlice<Need>, _ windows: ArraySlice<TileWindow>
    ) -> Result<Made, CutoutError> {
        var values: [[Float]] = []
        var native: [NativeBand] = []
        var isPadded = false
        var missing = [Bool](repeating: false, count: drawn > 0 ? size * size : 0)
        var flags: PixelFlags = []
        var maskedFraction = 0.0
        var outsideFraction = 0.0
        for band in bands.indices {
            var plane: [Float] = []
            var hasHoles = true
            for (need, window) in zip(needs, windows) where need.band == band {
                if native.count == band {
                    let square = need.view.square
                    let unsound = UnsoundPixels(window, in: square)
                    if unsound.isAll { return .failure(.empty(id: request.id, band: bands[band])) }
                    native.append(NativeBand(view: need.view, window: window, square: square))
                    maskedFraction = max(maskedFraction, unsound.maskedFraction)
                    outsideFraction = max(outsideFraction, unsound.outsideFraction)
                    flags.formUnion(unsound.flags)
                }
                if band < drawn, hasHoles { hasHoles = need.view.fill(&plane, from: window, &resampler) }
            }
            guard band < drawn else { continue }
            if hasHoles {
                isPadded = true
                for pixel in plane.indices where plane[pixel].isNaN {
                    plane[pixel] = 0
                    missing[pixel] = true
                }
            }
            values.append(plane)
        }
        var cutout: Cutout?
        if drawn > 0 {
            outsideFraction = isPadded ? Double(missing.count { $0 }) / Double(missing.count) : 0
            if outsideFraction == 1 { return .failure(.empty(id: request.id, band: bands[0])) }
        }
        if outsideFraction > 0 { flags.insert(.outside) } else { flags.remove(.outside) }
        if drawn > 0 {
            cutout = Cutout(
                request: request, bands: Array(bands[..<drawn]), size: size, values: values, isMissing: missing,
                maskedFraction: maskedFraction, flags: flags)
        }
        return .success(
            Made(
                cutout: cutout, native: native, missingFraction: outsideFraction, maskedFraction: maskedFraction,
                flags: flags))
    }
}
