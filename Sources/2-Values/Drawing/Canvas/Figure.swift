internal import Files
public import Images

/// What can be drawn: as pixels at any scale, or as SVG and PDF.
///
/// ```swift
/// struct Dot: Figure {
///     let size = SIMD2(100.0, 100.0)
///     let title = "A dot"
///     func draw(on canvas: Canvas) { canvas.disc(at: SIMD2(50, 50), radius: 20, colour: .black) }
/// }
/// try Dot().write(to: "dot.pdf")
/// ```
public protocol Figure {
    /// Width and height in the drawing's units.
    var size: SIMD2<Double> { get }
    /// Units to an inch: how large the drawing is on paper.
    var unitsPerInch: Double { get }
    /// Pixels of a PNG file for a unit.
    var scale: Double { get }
    /// What an SVG or a PDF file says that it shows.
    var title: String { get }
    /// Behind everything.
    var background: Colour { get }

    /// Draws it, the same every time: a tall picture is drawn in several bands.
    func draw(on canvas: Canvas)
}

extension Figure {
    public var unitsPerInch: Double { 96 }
    public var scale: Double { 1 }
    public var background: Colour { .white }

    /// The figure as pixels.
    ///
    /// - Parameter scale: pixels for a unit; nil takes the figure's own.
    /// - Throws: `WriteError` when Cairo fails, which is when memory runs out.
    public func image(scale: Double? = nil) throws -> RGBImage {
        try PixelPage(self, scale: scale ?? self.scale).image()
    }

    /// The figure as a file in memory: the same bytes every time.
    /// - Throws: `WriteError` when Cairo fails.
    public func data(as format: PictureFormat) throws -> [UInt8] {
        switch format {
        case .png: try image().pngData()
        case .svg, .pdf: try VectorPage(self, format: format).data()
        }
    }

    /// Writes the figure in the format that the name ends in (`.png`, `.svg`, `.pdf`); the final name appears only when
    /// the file is whole.
    /// - Throws: `InputError` for another ending; `WriteError`.
    public func write(to path: String) throws {
        try AtomicFile.write(path, bytes: try data(as: try .of(path)), durability: .process)
    }
}
