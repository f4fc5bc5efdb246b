/// How tiles are read: what holds where headers do not say it, and how far the files are trusted.
public struct TileRules: Sendable, Equatable {
    /// AB magnitude of one unit, for images without MAGZERO, MAGZPT or BUNIT = nanomaggy; nil: such an image is an error.
    public var zeroPoint: Double?
    /// Saturation level, for images without SATURATE; nil: none.
    public var saturation: Double?
    /// Bits of the mask that make a pixel unusable; nil: any.
    public var maskBits: UInt32?
    /// Which tiles are checked for damage by the sums in their headers.
    public var checksums: TileChecksums

    public init(
        zeroPoint: Double? = nil, saturation: Double? = nil, maskBits: UInt32? = nil,
        checksums: TileChecksums = .compressed
    ) {
        self.zeroPoint = zeroPoint
        self.saturation = saturation
        self.maskBits = maskBits
        self.checksums = checksums
    }
}
