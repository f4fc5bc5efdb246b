/// How large thumbnails are and how well they are kept.
struct ThumbnailSize: Sendable, Equatable {
    /// Pixels; a multiple of JPEG's 8, so that no thumbnail bleeds into its neighbour.
    let side: Int
    /// JPEG quality, 1…100.
    let quality: Int

    /// From the best to the smallest.
    static let choices: [ThumbnailSize] = [96, 80, 64, 56, 48, 40, 32, 24, 16].flatMap { side in
        [85, 72, 60].map { ThumbnailSize(side: side, quality: $0) }
    }

    /// Side of an atlas: what browsers decode in a few milliseconds.
    static let atlasSide = 1024

    /// Thumbnails along each side of an atlas.
    var across: Int { Self.atlasSide / side }
    /// Thumbnails of an atlas.
    var perAtlas: Int { across * across }
}
