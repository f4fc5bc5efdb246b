internal import CCairo

/// What a ``Figure`` draws on; x grows to the right, y down, in the figure's units.
///
/// What is drawn later lies over what was drawn before.
public final class Canvas {
    /// Width and height of the figure.
    public let size: SIMD2<Double>
    /// What is seen of it now: a figure may leave out what lies outside.
    public let visible: Box
    /// Pixels of a unit; in an SVG or PDF file, of what lies there as pixels.
    public let scale: Double
    /// True in an SVG or PDF file.
    public let isVector: Bool
    let context: OpaquePointer
    /// All that was written.
    private(set) var words: [String] = []
    private var failure: (any Error)?

    init(_ surface: OpaquePointer, size: SIMD2<Double>, scale: Double, isVector: Bool, visible: Box) {
        (self.size, self.scale, self.isVector, self.visible) = (size, scale, isVector, visible)
        context = cairo_create(surface)
        cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
        cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
    }

    deinit { cairo_destroy(context) }

    /// - Throws: `WriteError` for the first thing that went wrong.
    func finish() throws {
        if let failure { throw failure }
        try CairoStatus.check(cairo_status(context))
    }

    func note(_ text: String) { words.append(text) }

    /// Takes over what went wrong in a part of the drawing.
    func adopt(_ part: Canvas) {
        do { try part.finish() } catch { failure = failure ?? error }
    }

    /// Pixels beside the drawing; nil when there is no memory, which ``finish()`` throws.
    func surface(width: Int, height: Int) -> PixelSurface? {
        do {
            return try PixelSurface(width: width, height: height)
        } catch {
            failure = failure ?? error
            return nil
        }
    }

    func use(_ colour: Colour) {
        cairo_set_source_rgba(
            context, Double(colour.red) / 255, Double(colour.green) / 255, Double(colour.blue) / 255, colour.opacity)
    }

    func use(_ stroke: Stroke) {
        use(stroke.colour)
        cairo_set_line_width(context, stroke.width)
        cairo_set_dash(context, stroke.dashes, Int32(stroke.dashes.count), 0)
    }

    /// Draws only within a box what `body` draws.
    public func clipped(to box: Box, _ body: () -> Void) {
        cairo_save(context)
        cairo_rectangle(context, box.left, box.top, box.width, box.height)
        cairo_clip(context)
        body()
        cairo_restore(context)
    }
}
