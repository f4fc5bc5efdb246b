/// How tiles are read: what holds where headers do not say it, and how far the files are trusted.
public struct TileRules: Sendable, Equatable {
    /// AB magnitude of one unit, for images whose header does not say it, whatever their unit; nil: such an image is an error.
    public var zeroPoint: Double?
    /// The same where ``zeroPoint`` is nil, for images without a unit only: one that is no calibrated flux (adu, electron/s,
    /// Jy/beam) speaks against it.
    public var assumedZeroPoint: Double?
    /// Saturation level, for images without SATURATE; nil: none.
    public var saturation: Double?
    /// Bits of the mask that make a pixel unusable; nil: those whose names in the mask's header (MP_BAD and the like of HSC
    /// and Rubin) are defects, and any where there are no names.
    public var maskBits: UInt32?
    /// Bands that are looked for: which of the words of a card is the band, what the name of a file may end in where there
    /// is no such card (`ngc1_r.fits`; single letters always), and which images must be calibrated; empty: all must.
    public var bands: [String]
    /// Band of the plain images that do not say it; nil: such an image is an error.
    var assumedBand: String?
    /// Which tiles are checked for damage by the sums in their headers.
    public var checksums: TileChecksums

    public init(
        zeroPoint: Double? = nil, assumedZeroPoint: Double? = nil, saturation: Double? = nil, maskBits: UInt32? = nil,
        bands: [String] = [],
        checksums: TileChecksums = .compressed
    ) {
        self.zeroPoint = zeroPoint
        self.assumedZeroPoint = assumedZeroPoint
        self.saturation = saturation
        self.maskBits = maskBits
        self.bands = bands
        self.checksums = checksums
    }
}
