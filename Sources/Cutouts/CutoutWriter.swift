internal import Files
public import Images

/// Cuts many galaxies out of a survey's tiles and writes their colour pictures.
public struct CutoutWriter: Sendable {
    /// What became of one request.
    public struct Record: Sendable, Equatable {
        public let request: CutoutRequest
        /// Path of the picture; nil when there is none, and `problem` says why.
        public let file: String?
        /// Share of the picture that is padding, 0…1.
        public let missingFraction: Double
        public let problem: String?
    }

    /// How pictures are stored.
    public enum Format: Sendable, Equatable {
        case png
        /// Quality 1…100, without colour subsampling.
        case jpeg(quality: Int)

        var fileExtension: String {
            switch self {
            case .png: "png"
            case .jpeg: "jpg"
            }
        }
    }

    public var tiles: TileSet
    /// Drawn red, green, blue.
    public var bands: [String]
    /// Pixels on a side.
    public var size: Int
    public var stretch: LuptonStretch
    public var format: Format
    public var threads: Int

    public init(
        tiles: TileSet, bands: [String] = ["i", "r", "g"], size: Int, stretch: LuptonStretch = .cutouts,
        format: Format = .jpeg(quality: 95), threads: Int = 2
    ) {
        precondition(bands.count == 3, "a colour picture is made of 3 bands, not \(bands.count)")
        self.tiles = tiles
        self.bands = bands
        self.size = size
        self.stretch = stretch
        self.format = format
        self.threads = threads
    }

    /// Writes `ID.jpg` or `ID.png` for each request into a directory, which is made where it does not exist.
    /// - Returns: one record a request, in order. A galaxy that no tile covers gets a record with its problem.
    /// - Throws: `FITSError` and `WriteError`: a tile that cannot be read or a disk that refuses concerns all.
    public func write(_ requests: [CutoutRequest], to directory: String) throws -> [Record] {
        try Directory.create(directory)
        return try Workers.map(count: requests.count, threads: threads) { item in
            let request = requests[item]
            do {
                let cutout = try tiles.cutout(request, bands: bands, size: size)
                let file = directory + "/" + request.id + "." + format.fileExtension
                let picture = cutout.picture(stretch)
                switch format {
                case .png: try picture.writePNG(to: file)
                case .jpeg(let quality): try picture.writeJPEG(to: file, quality: quality)
                }
                return Record(request: request, file: file, missingFraction: cutout.missingFraction, problem: nil)
            } catch let error as CutoutError {
                return Record(request: request, file: nil, missingFraction: 1, problem: error.description)
            }
        }
    }
}
