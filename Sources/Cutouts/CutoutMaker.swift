internal import Images
internal import Sky

/// Makes cutouts from tiles, many in one pass over each tile. Belongs to one thread.
struct CutoutMaker {
    /// A cutout, and the tiles' own pixels that it was made from.
    struct Made {
        let cutout: Cutout
        /// For each band the tile in which the galaxy lies deepest.
        let native: [NativeBand]
    }

    /// A square of one tile's own pixels around the galaxy.
    struct NativeBand {
        let view: TileView
        let window: TileWindow
    }

    /// A window that a cutout needs.
    private struct Need {
        let request, band: Int
        let view: TileView
    }

    let tiles: TileSet
    let bands: [String]
    let size: Int
    private let reader: TileReader
    private var resampler = AreaResampler()

    init(tiles: TileSet, bands: [String], size: Int) {
        precondition(size >= 8, "a cutout of \(size) pixels shows nothing")
        self.tiles = tiles
        self.bands = bands
        self.size = size
        reader = TileReader(rules: tiles.rules)
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
            let plane: Int
        }
        var groups: [Place: [Int]] = [:]
        var order: [Place] = []
        for (number, need) in needs.enumerated() {
            let place = Place(path: need.view.image.path, plane: need.view.image.plane)
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
        var missing = [Bool](repeating: false, count: size * size)
        var flags: PixelFlags = []
        var maskedFraction = 0.0
        for band in bands.indices {
            var plane = [Float](repeating: .nan, count: size * size)
            var isFirst = true
            for (need, window) in zip(needs, windows) where need.band == band {
                if isFirst {
                    native.append(NativeBand(view: need.view, window: window))
                    let (share, found) = CutoutMaker.unsound(
                        window, in: need.view.square(halfSideArcsec: request.halfSide.arcseconds))
                    maskedFraction = max(maskedFraction, share)
                    flags.formUnion(found)
                    isFirst = false
                } else if !plane.contains(where: \.isNaN) {
                    continue
                }
                need.view.fill(&plane, from: window, &resampler)
            }
            var isEmpty = true
            for pixel in plane.indices {
                if plane[pixel].isNaN {
                    plane[pixel] = 0
                    missing[pixel] = true
                } else {
                    isEmpty = false
                }
            }
            if isEmpty { return .failure(.empty(id: request.id, band: bands[band])) }
            values.append(plane)
        }
        if missing.contains(true) { flags.insert(.outside) } else { flags.remove(.outside) }
        return .success(
            Made(
                cutout: Cutout(
                    request: request, bands: bands, size: size, values: values, isMissing: missing,
                    maskedFraction: maskedFraction, flags: flags),
                native: native))
    }

    /// Share of a square's pixels on the tile that cannot be used, and why not.
    private static func unsound(_ window: TileWindow, in square: FITSFile.Region) -> (Double, PixelFlags) {
        guard let flags = window.flags else { return (0, []) }
        var count = 0
        var found: PixelFlags = []
        for row in square.rows {
            for column in square.columns {
                let flag = flags[(row - window.y) * window.width + column - window.x]
                guard !flag.isEmpty else { continue }
                found.formUnion(flag)
                if !flag.contains(.outside) { count += 1 }
            }
        }
        return (Double(count) / Double(square.width * square.height), found)
    }
}
