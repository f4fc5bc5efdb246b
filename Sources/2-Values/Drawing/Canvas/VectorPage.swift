internal import CCairo
internal import Files

/// A figure as an SVG or a PDF file. Neither holds a date or a name of the machine: the same figure gives the same bytes.
struct VectorPage {
    let figure: any Figure
    let format: PictureFormat

    init(_ figure: any Figure, format: PictureFormat) {
        (self.figure, self.format) = (figure, format)
    }

    /// What Cairo has written.
    private final class Sink {
        var bytes: [UInt8] = []
    }

    func data() throws -> [UInt8] {
        let sink = Sink()
        // Cairo's unit is a point, 1/72 inch. It rounds the outlines of letters in an SVG file to 1/64 of one: there the
        // drawing is made larger, and its first tag tells the size.
        let larger = format == .svg ? Self.larger : 1
        let points = 72 / figure.unitsPerInch * larger
        let size = figure.size * points
        let write: cairo_write_func_t = { sink, data, count in
            guard let sink, let data else { return CAIRO_STATUS_WRITE_ERROR }
            Unmanaged<Sink>.fromOpaque(sink).takeUnretainedValue().bytes += UnsafeBufferPointer(
                start: data, count: Int(count))
            return CAIRO_STATUS_SUCCESS
        }
        let target = Unmanaged.passUnretained(sink).toOpaque()
        let surface: OpaquePointer =
            format == .svg
            ? cairo_svg_surface_create_for_stream(write, target, size.x, size.y)
            : cairo_pdf_surface_create_for_stream(write, target, size.x, size.y)
        defer { cairo_surface_destroy(surface) }
        try CairoStatus.check(cairo_surface_status(surface))
        if format == .pdf {
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, figure.title)
            cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, nil)
        }
        let words = try withExtendedLifetime(sink) {
            let canvas = Canvas(
                surface, size: figure.size, scale: Self.resolution / figure.unitsPerInch, isVector: true,
                visible: Box(left: 0, top: 0, width: figure.size.x, height: figure.size.y))
            cairo_scale(canvas.context, points, points)
            canvas.fill(figure.background)
            figure.draw(on: canvas)
            try canvas.finish()
            cairo_surface_finish(surface)
            try CairoStatus.check(cairo_surface_status(surface))
            return canvas.words
        }
        return format == .svg
            ? SVGText.finished(sink.bytes, size: size / larger, title: figure.title, words: words) : sink.bytes
    }

    /// Pixels to an inch of what is drawn as pixels.
    private static let resolution = 300.0
    private static let larger = 10.0
}
