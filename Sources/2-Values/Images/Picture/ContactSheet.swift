/// Many pictures on one sheet, in rows, each with a line below it, under a title.
///
/// ```swift
/// let tiles = galaxies.map { ContactSheet.Tile(image: $0.picture, caption: $0.label) }
/// try ContactSheet(title: "Suspect labels", tiles: tiles).writePNG(to: "suspects.png")
/// ```
public struct ContactSheet: Sendable {
    /// One picture of the sheet.
    public struct Tile: Sendable {
        public let image: RGBImage
        /// One line of ASCII; what does not fit under the picture is cut off.
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

    private static let gap = 6

    /// - Parameters:
    ///   - title: one line of ASCII above the pictures.
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

    /// The sheet as a picture.
    public func image() -> RGBImage {
        let gap = ContactSheet.gap
        let titleHeight = 2 * BitmapFont.height + 2 * gap
        let captionHeight = BitmapFont.height + gap
        let rows = max(1, (tiles.count + columns - 1) / columns)
        let width = columns * (side + gap) + gap
        let height = titleHeight + rows * (side + captionHeight + gap)
        var sheet = RGBImage(width: width, height: height, red: 28, green: 30, blue: 36)
        sheet.write(title, left: gap, top: gap, width: width - 2 * gap, scale: 2)
        for (number, tile) in tiles.enumerated() {
            let left = gap + number % columns * (side + gap)
            let top = titleHeight + number / columns * (side + captionHeight + gap)
            let longest = max(tile.image.width, tile.image.height)
            let fitted = tile.image.resized(
                width: max(1, tile.image.width * side / longest), height: max(1, tile.image.height * side / longest),
                filter: .bicubic)
            sheet.draw(fitted, left: left + (side - fitted.width) / 2, top: top + (side - fitted.height) / 2)
            sheet.write(tile.caption, left: left, top: top + side + gap / 2, width: side, scale: 1)
        }
        return sheet
    }

    /// Writes the sheet; the final name appears only when the file is whole.
    /// - Throws: `WriteError`.
    public func writePNG(to path: String) throws {
        try image().writePNG(to: path)
    }
}
