public import Images

/// Many pictures on one sheet, in rows, each with a line below it, under a title.
///
/// ```swift
/// let tiles = galaxies.map { ContactSheet.Tile(image: $0.picture, caption: $0.label) }
/// try ContactSheet(title: "Suspect labels", tiles: tiles).write(to: "suspects.png")
/// ```
public struct ContactSheet: Figure, Sendable {
    /// One picture of the sheet.
    public struct Tile: Sendable {
        public let image: RGBImage
        /// One line; what does not fit under the picture is cut off.
        public let caption: String

        public init(image: RGBImage, caption: String) {
            self.image = image
            self.caption = caption
        }
    }

    public let title: String
    public let tiles: [Tile]
    /// Pictures in a row.
    public let columns: Int
    /// Pixels a side of the square into which each picture is fitted.
    public let side: Int

    private static let gap = 6.0
    private static let heading = TextStyle(size: 17, weight: .semibold, colour: .white)
    private static let below = TextStyle(size: 11, colour: Colour(red: 226, green: 229, blue: 236))

    private var titleHeight: Double { Self.heading.capHeight.rounded(.up) + 3 * Self.gap }
    private var captionHeight: Double { Self.below.capHeight.rounded(.up) + Self.gap }

    /// - Parameters:
    ///   - title: one line above the pictures.
    ///   - tiles: the pictures, row by row; there may be none.
    ///   - columns: pictures in a row, at least 1.
    ///   - side: pixels a side of each picture, at least 32.
    public init(title: String, tiles: [Tile], columns: Int = 6, side: Int = 128) {
        precondition(columns > 0, "a sheet has at least one column, not \(columns)")
        precondition(side >= 32, "pictures on a sheet have at least 32 px a side, not \(side)")
        self.title = title
        self.tiles = tiles
        self.columns = columns
        self.side = side
    }

    public let background = Colour(red: 28, green: 30, blue: 36)

    public var size: SIMD2<Double> {
        let rows = Double(max(1, (tiles.count + columns - 1) / columns))
        return SIMD2(
            Double(columns) * (Double(side) + Self.gap) + Self.gap,
            titleHeight + rows * (Double(side) + captionHeight + Self.gap))
    }

    public func draw(on canvas: Canvas) {
        let (gap, heading, below, side) = (Self.gap, Self.heading, Self.below, Double(side))
        let across = side + gap
        canvas.text(
            heading.fitted(title, room: size.x - 2 * gap), at: SIMD2(gap, titleHeight / 2), heading, baseline: .middle)
        for (number, tile) in tiles.enumerated() {
            let left = gap + Double(number % columns) * across
            let top = titleHeight + Double(number / columns) * (side + captionHeight + gap)
            let longest = Double(max(tile.image.width, tile.image.height))
            let width = max(1, (Double(tile.image.width) * side / longest).rounded(.down))
            let height = max(1, (Double(tile.image.height) * side / longest).rounded(.down))
            canvas.image(
                tile.image,
                in: Box(
                    left: left + ((side - width) / 2).rounded(.down), top: top + ((side - height) / 2).rounded(.down),
                    width: width, height: height))
            let line = top + side + gap - 1
            guard line < canvas.visible.bottom, line + below.lineHeight > canvas.visible.top else { continue }
            canvas.text(
                below.fitted(tile.caption, room: side), at: SIMD2(left, line), below, baseline: .top)
        }
    }
}
