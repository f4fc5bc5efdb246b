/// Of which tiles the data are compared with the sum in their header (DATASUM) before pixels are taken from them, where the
/// header has one.
public enum TileChecksums: String, Sendable, CaseIterable {
    /// Tile-compressed images: a changed bit spoils many pixels, and the bytes are few.
    case compressed
    /// Plain ones, too: all bytes of a tile are read, even for one galaxy.
    case all
    case none
}
