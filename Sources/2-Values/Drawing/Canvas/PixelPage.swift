internal import CCairo
internal import Files
internal import Images

/// A figure drawn as pixels, in bands of rows: Cairo's surfaces end at 32,767 pixels, and a band takes little memory.
struct PixelPage {
    private let figure: any Figure
    private let scale: Double
    private let width, height: Int

    /// Pixels of a band.
    private static let most = 1 << 22

    init(_ figure: any Figure, scale: Double) {
        precondition(scale > 0, "pixels for a unit are more than none, not \(scale)")
        self.figure = figure
        self.scale = scale
        width = max(1, Int((figure.size.x * scale - 1e-6).rounded(.up)))
        height = max(1, Int((figure.size.y * scale - 1e-6).rounded(.up)))
    }

    func image() throws -> RGBImage {
        guard width < 32_768 else {
            throw WriteError(
                path: "A picture", reason: "\(width) pixels across are more than the 32,767 that can be drawn",
                remedy: "Draw it narrower, or write .svg or .pdf")
        }
        let band = min(height, max(64, min(32_767, Self.most / width)))
        var pixels = [UInt8](repeating: 0, count: width * height * 3)
        for top in stride(from: 0, to: height, by: band) {
            let rows = min(band, height - top)
            let surface = try PixelSurface(width: width, height: rows)
            let canvas = Canvas(
                surface.surface,
                size: figure.size, scale: scale, isVector: false,
                visible: Box(
                    left: 0, top: Double(top) / scale, width: Double(width) / scale, height: Double(rows) / scale))
            cairo_translate(canvas.context, 0, -Double(top))
            cairo_scale(canvas.context, scale, scale)
            canvas.fill(figure.background)
            figure.draw(on: canvas)
            try canvas.finish()
            surface.copy(to: &pixels, at: top * width * 3)
        }
        return RGBImage(width: width, height: height, pixels: pixels)
    }
}
