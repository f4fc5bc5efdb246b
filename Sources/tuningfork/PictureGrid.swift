import Images

/// Pictures side by side in one.
enum PictureGrid {
    /// The pictures in `files`, row by row, each `side` pixels wide and high, with a gap of 4 pixels.
    static func image(of files: [String], columns: Int, side: Int) throws -> RGBImage {
        let gap = 4
        let rows = max(1, (files.count + columns - 1) / columns)
        var sheet = RGBImage(
            width: columns * (side + gap) + gap, height: rows * (side + gap) + gap, red: 24, green: 24, blue: 28)
        for (place, file) in files.enumerated() {
            let picture = try RGBImage(contentsOf: file).resized(width: side, height: side)
            sheet.draw(
                picture, left: gap + place % columns * (side + gap), top: gap + place / columns * (side + gap))
        }
        return sheet
    }
}
