public import Surveys

/// Cutouts to make: of which galaxies, from which tiles, where to.
public struct CutoutJob: Sendable {
    /// Table of galaxies: identifier, position, and the size columns of its survey.
    public var catalogue: String
    /// Directory of FITS tiles.
    public var tiles: String
    /// Directory that gets the store of cutouts, `manifest.csv` and `failures.csv`.
    public var output: String
    /// nil: recognised by the catalogue's columns.
    public var survey: Survey?
    /// Columns of identifier and position, where they are not found by name.
    public var id, ra, dec: String?
    public var settings: CutoutSettings
    /// nil takes all cores. Every file that is written is the same to the last byte whatever their number.
    public var threads: Int?
    /// Which tiles are checked for damage; those that are sound give the same cutouts with any.
    public var checksums: TileChecksums

    public init(
        catalogue: String, tiles: String, output: String, survey: Survey? = nil,
        settings: CutoutSettings = CutoutSettings(), threads: Int? = nil, checksums: TileChecksums = .compressed
    ) {
        self.catalogue = catalogue
        self.tiles = tiles
        self.output = output
        self.survey = survey
        self.settings = settings
        self.threads = threads
        self.checksums = checksums
    }
}
