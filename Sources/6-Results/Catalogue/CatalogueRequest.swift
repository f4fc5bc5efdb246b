public import Manifests
public import TrainingSets

/// What a catalogue is made from.
public struct CatalogueRequest: Sendable {
    /// A table of galaxies with images and positions.
    public var manifest: String
    /// The catalogue's folder.
    public var output: String
    /// Columns that are not to be found by name.
    public var names = GalaxyColumnNames()
    /// Pictures at a time.
    public var batch = 32
    /// The share of prediction sets that hold the true class, between 0 and 1; nil is the run's own.
    public var setLevel: Double?
    /// Whether each row has the vector that the network makes of its picture, in a column `embedding` behind the others; an
    /// ensemble has none.
    public var embeddings = false
    /// Most galaxies of a cell, 1 or more, where it can be divided.
    public var cellRows = CatalogueRequest.usualCellRows
    /// Which files a picture consists of; nil where no picture is looked at, and there are no digests of them.
    public var frame: InputFrame?
    /// The catalogue's name; nil is that of its folder.
    public var name: String?
    /// The run that it is made with; nil where none is, and it cannot be made again by ``CatalogueRerun``.
    public var origin: CatalogueOrigin?
    /// Table of the labels that the run has learnt from by itself, ``Training/RunDirectory/pseudoLabels``; nil where there is none.
    public var pseudoLabels: String?
    /// Makes only the cells whose number has this remainder; nil for all.
    public var shard: Shard?
    /// Rows of the index of identifiers that are sorted at a time, 16 bytes each, 1 or more: of more rows all identifiers are read
    /// several times.
    package var sortedRows = 1 << 24

    /// Most galaxies of a cell where nothing else is asked for.
    public static let usualCellRows = 100_000

    /// The same of a catalogue with embeddings: the vectors of a cell, which its readers have in memory together, take 512 MiB
    /// at most.
    ///
    /// - Parameter dimension: numbers in a vector, 1 or more.
    public static func cellRows(dimension: Int) -> Int { max(1, min(usualCellRows, 1 << 27 / dimension)) }

    /// A share of the cells: number `index` (0 is the first) of `count` shares.
    public struct Shard: Sendable, Equatable {
        /// Number of the share, 0 is the first.
        public let index: Int
        /// How many shares there are, 1 or more.
        public let count: Int

        /// Traps when there is no such share.
        public init(index: Int, count: Int) {
            precondition((0..<count).contains(index), "no share \(index) of \(count)")
            self.index = index
            self.count = count
        }
    }

    /// - Parameters:
    ///   - manifest: a table of galaxies with images and positions.
    ///   - output: the catalogue's folder.
    public init(manifest: String, output: String) {
        self.manifest = manifest
        self.output = output
    }
}
