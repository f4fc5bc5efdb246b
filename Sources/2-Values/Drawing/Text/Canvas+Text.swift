internal import CCairo

extension Canvas {
    /// What of a text stands at its place, from left to right.
    public enum Anchor: Sendable {
        case left, middle, right
    }

    /// What of a text stands at its place, from top to bottom.
    public enum Baseline: Sendable {
        /// The line that letters stand on.
        case line
        /// The middle of a capital.
        case middle
        /// The top of a capital.
        case top
    }

    /// Writes one line.
    ///
    /// - Parameters:
    ///   - text: of characters that Open Sans has (Latin, Greek, Cyrillic and many signs); for others a box.
    ///   - place: where it stands.
    ///   - turn: of the line around its place, radians, clockwise.
    public func text(
        _ text: String, at place: SIMD2<Double>, _ style: TextStyle, anchor: Anchor = .left, baseline: Baseline = .line,
        turn: Double = 0
    ) {
        guard !text.isEmpty else { return }
        note(text)
        let text = TextLine.plain(text)
        let layout = style.typeface.layout(text)
        let width = layout.width * style.size
        let left =
            switch anchor {
            case .left: 0.0
            case .middle: -width / 2
            case .right: -width
            }
        let down =
            switch baseline {
            case .line: 0.0
            case .middle: style.capHeight / 2
            case .top: style.capHeight
            }
        if turn == 0 {
            let box = Box(
                left: place.x + left, top: place.y + down - 1.5 * style.size, width: width, height: 2.5 * style.size)
            guard box.inset(-style.size).intersects(visible) else { return }
        }
        cairo_save(context)
        cairo_translate(context, place.x, place.y)
        if turn != 0 { cairo_rotate(context, turn) }
        cairo_set_font_face(context, style.typeface.cairo)
        cairo_set_font_size(context, style.size)
        setOptions()
        let glyphs = layout.glyphs.map { glyph in
            cairo_glyph_t(index: UInt(glyph.index), x: left + glyph.x * style.size, y: down)
        }
        if let halo = style.halo {
            cairo_glyph_path(context, glyphs, Int32(glyphs.count))
            use(Stroke(halo, width: 0.25 * style.size))
            cairo_stroke(context)
        }
        use(style.colour)
        let clusters = layout.glyphs.map { cairo_text_cluster_t(num_bytes: Int32($0.byteCount), num_glyphs: 1) }
        cairo_show_text_glyphs(
            context, text, Int32(text.utf8.count), glyphs, Int32(glyphs.count), clusters, Int32(clusters.count),
            cairo_text_cluster_flags_t(0))
        cairo_restore(context)
    }

    /// Letters as they are drawn, in greys and at any place: the same on every screen, on paper and at every size.
    private func setOptions() {
        let options = cairo_font_options_create()
        cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
        cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        cairo_set_font_options(context, options)
        cairo_font_options_destroy(options)
    }
}
