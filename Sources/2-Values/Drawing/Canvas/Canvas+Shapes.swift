internal import CCairo

extension Canvas {
    /// Covers all of the canvas.
    public func fill(_ colour: Colour) {
        use(colour)
        cairo_paint(context)
    }

    /// A box, filled, outlined or both; `radius` rounds its corners.
    public func box(_ box: Box, fill: Colour? = nil, stroke: Stroke? = nil, radius: Double = 0) {
        if radius > 0 {
            let quarter = Double.pi / 2
            cairo_new_sub_path(context)
            cairo_arc(context, box.right - radius, box.top + radius, radius, -quarter, 0)
            cairo_arc(context, box.right - radius, box.bottom - radius, radius, 0, quarter)
            cairo_arc(context, box.left + radius, box.bottom - radius, radius, quarter, 2 * quarter)
            cairo_arc(context, box.left + radius, box.top + radius, radius, 2 * quarter, 3 * quarter)
            cairo_close_path(context)
        } else {
            cairo_rectangle(context, box.left, box.top, box.width, box.height)
        }
        paint(fill, stroke)
    }

    /// A closed shape with straight sides.
    public func polygon(_ points: [SIMD2<Double>], fill: Colour? = nil, stroke: Stroke? = nil) {
        guard trace(points) else { return }
        cairo_close_path(context)
        paint(fill, stroke)
    }

    /// A line through points.
    public func line(_ points: [SIMD2<Double>], _ stroke: Stroke) {
        guard trace(points) else { return }
        paint(nil, stroke)
    }

    /// Lines that are drawn as one, so that they do not darken where they cross.
    public func lines(_ lines: [[SIMD2<Double>]], _ stroke: Stroke) {
        for line in lines { _ = trace(line) }
        paint(nil, stroke)
    }

    /// A circle, filled, outlined or both.
    public func circle(at middle: SIMD2<Double>, radius: Double, fill: Colour? = nil, stroke: Stroke? = nil) {
        cairo_new_sub_path(context)
        cairo_arc(context, middle.x, middle.y, radius, 0, 2 * .pi)
        paint(fill, stroke)
    }

    /// An upright ellipse that fills a box, filled, outlined or both.
    public func ellipse(in box: Box, fill: Colour? = nil, stroke: Stroke? = nil) {
        cairo_save(context)
        cairo_translate(context, box.middle.x, box.middle.y)
        cairo_scale(context, box.width / 2, box.height / 2)
        cairo_new_sub_path(context)
        cairo_arc(context, 0, 0, 1, 0, 2 * .pi)
        cairo_restore(context)
        paint(fill, stroke)
    }

    /// Adds a line to the path.
    private func trace(_ points: [SIMD2<Double>]) -> Bool {
        guard points.count > 1 else { return false }
        cairo_move_to(context, points[0].x, points[0].y)
        for point in points.dropFirst() { cairo_line_to(context, point.x, point.y) }
        return true
    }

    private func paint(_ fill: Colour?, _ stroke: Stroke?) {
        if let fill {
            use(fill)
            cairo_fill_preserve(context)
        }
        if let stroke {
            use(stroke)
            cairo_stroke_preserve(context)
        }
        cairo_new_path(context)
    }
}
