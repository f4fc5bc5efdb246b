/// How tiles are read: what holds where headers do not say it, and how far the files are trusted.
public struct TileRules: Sendable, Equatable {
    /// AB magnitude of one unit, for images without MAGZERO, MAGZPT or a calibrated BUNIT; nil: such an image is an error.
    public var zeroPoint: Double?
    /// Saturation level, for images without SATURATE; nil: none.
    public var saturation: Double?
    /// Bits of the mask that make a pixel unusable; nil: any.
    public var maskBits: UInt32?
    /// Bands that the name of a file may end in, for images without BAND or FILTER: `ngc1_r.fits`; single letters always.
    public var bands: [String]
    /// Which tiles are checked for damage by the sums in their headers.
    public var checksums: TileChecksums

    public init(
        zeroPoint: Double? = nil, saturation: Double? = nil, maskBits: UInt32? = nil, bands: [String] = [],
        checksums: TileChecksums = .compressed
    ) {
        self.zeroPoint = zeroPoint
        self.saturation = saturation
        self.maskBits = maskBits
        self.bands = bands
        self.checksums = checksums
    }
}
