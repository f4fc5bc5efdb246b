internal import Images

/// How much of a square of a tile cannot be used, and why not.
struct UnsoundPixels {
    /// Share of the square that lies on the tile and cannot be used.
    private(set) var maskedFraction = 0.0
    /// Share of the square beyond the tile's edge.
    private(set) var outsideFraction = 0.0
    private(set) var flags: PixelFlags = []

    /// True when not one pixel can be used.
    var isAll: Bool { maskedFraction + outsideFraction >= 1 }

    /// - Parameter square: inside the window.
    init(_ window: TileWindow, in square: FITSFile.Region) {
        guard let all = window.flags else { return }
        var masked = 0
        var outside = 0
        for row in square.rows {
            for column in square.columns {
                let flag = all[(row - window.y) * window.width + column - window.x]
                guard !flag.isEmpty else { continue }
                flags.formUnion(flag)
                if flag.contains(.outside) { outside += 1 } else { masked += 1 }
            }
        }
        let count = Double(square.width * square.height)
        maskedFraction = Double(masked) / count
        outsideFraction = Double(outside) / count
    }
}
