internal import Images

/// Makes the cutouts of a plan's chunks, in the formats that are stored. Belongs to one thread.
final class ChunkMaker {
    private let catalogue: CutoutCatalogue
    private let bands: [String]
    private let settings: CutoutSettings
    private let history: [String]
    private let store: CutoutStoreWriter
    private var maker: CutoutMaker
    /// Pictures of the current chunk that are burnt out, and those that show nothing.
    private var (burnt, black) = (0, 0)
    /// Share of white pixels from which on a picture is: a galaxy's core is far less.
    private static let burntOut = 0.1

    /// - Parameters:
    ///   - history: for FITS cutouts; see ``CutoutFITS``.
    ///   - store: what is in it is not made again.
    init(
        catalogue: CutoutCatalogue, tiles: TileSet, bands: [String], settings: CutoutSettings, history: [String],
        store: CutoutStoreWriter
    ) {
        self.catalogue = catalogue
        self.bands = bands
        self.settings = settings
        self.history = history
        self.store = store
        maker = CutoutMaker(
            tiles: tiles, bands: bands, drawn: settings.isDrawn ? min(3, bands.count) : 0, size: settings.size)
    }

    /// - Parameter rows: of the catalogue.
    /// - Throws: what concerns all rows: `ImageError`, `InputError` for a store that cannot be read.
    func make(_ rows: [Int]) throws -> FinishedChunk {
        var chunk = FinishedChunk()
        (burnt, black) = (0, 0)
        var wanted: [(row: Int, request: CutoutRequest)] = []
        for row in rows {
            switch catalogue.request(row) {
            case .success(let request): wanted.append((row, request))
            case .failure(let problem): chunk.reasons.append((row, problem.text))
            }
        }
        // The pixels of each are given back as soon as its files are made.
        var results = Array(try results(wanted).reversed())
        while let (row, request, result) = results.popLast() {
            switch result {
            case .success(let made):
                chunk.galaxies.append(
                    FinishedChunk.Galaxy(
                        row: row, missingFraction: made.missingFraction, maskedFraction: made.maskedFraction,
                        flags: made.flags, tiles: made.native.map(\.view.image.path),
                        files: try files(made, request)))
            case .failure(let problem): chunk.reasons.append((row, problem.text))
            }
        }
        (chunk.burnt, chunk.black) = (burnt, black)
        return chunk
    }

    /// One result a request. Where a tile cannot be read, each galaxy is tried alone: only those on the damaged part fail.
    private func results(
        _ wanted: [(row: Int, request: CutoutRequest)]
    ) throws -> [(row: Int, request: CutoutRequest, result: Result<CutoutMaker.Made, CutoutRowProblem>)] {
        do {
            return zip(wanted, try maker.make(wanted.map(\.request))).map { wanted, result in
                (wanted.row, wanted.request, result.mapError { CutoutRowProblem(text: reason($0)) })
            }
        } catch let error where error is FITSError || error is WCSError {
            guard wanted.count > 1 else {
                return wanted.map { ($0.row, $0.request, .failure(CutoutRowProblem(text: "\(error)"))) }
            }
            return try wanted.flatMap { try results([$0]) }
        }
    }

    /// Why a galaxy has no cutout; its tile may be among those that were passed over.
    private func reason(_ error: CutoutError) -> String {
        let count = maker.tiles.problems.count
        guard case .outside = error, count > 0 else { return error.reason }
        return error.reason + "; \(count) \(count == 1 ? "file was" : "files were") passed over"
    }

    /// A cutout in all formats.
    private func files(
        _ made: CutoutMaker.Made, _ request: CutoutRequest
    ) throws -> [(name: String, bytes: [UInt8]?)] {
        let names = settings.formats.map { "\(request.id).\($0.rawValue)" }
        let isStored = try names.map { try store.contains($0) }
        let picture = isStored.contains(false) ? made.cutout?.picture(settings.stretch) : nil
        if let picture {
            if picture.whiteFraction > ChunkMaker.burntOut { burnt += 1 }
            if picture.isBlack { black += 1 }
        }
        return try names.indices.map { index in
            if isStored[index] { return (names[index], nil) }
            switch (settings.formats[index], picture) {
            case (.jpg, let picture?): return (names[index], try picture.jpegData(quality: settings.jpegQuality))
            case (.png, let picture?): return (names[index], try picture.pngData())
            case (_, _):
                let fits = CutoutFITS(request: request, bands: bands, made: made, history: history)
                return (names[index], try fits.data { try maker.header(of: $0) })
            }
        }
    }
}
