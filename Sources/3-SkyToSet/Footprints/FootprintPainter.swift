import Drawing
import Sky

/// Puts a ``FootprintMap`` on a page: title, map, right ascensions and declinations, legend; where all galaxies lie in a
/// small field, a smaller map and the field beside it.
struct FootprintPainter: Figure {
    let map: FootprintMap
    /// Pixels across.
    let width: Int

    static let page = Colour(red: 13, green: 16, blue: 26)
    private static let faint = Colour(red: 150, green: 160, blue: 188)
    private static let bright = Colour(red: 236, green: 240, blue: 250)

    let title = "Where the galaxies of the sets lie"
    var background: Colour { Self.page }
    var size: SIMD2<Double> { SIMD2(Double(width), (top + high + 50 * unit).rounded()) }
    /// As wide as a page's text.
    var unitsPerInch: Double { Double(width) / 7 }

    /// An 800th of the width.
    private var unit: Double { Double(width) / 800 }
    /// What the map, or the map and the field, fill; whole pixels.
    private var left: Double { ((Double(width) - across) / 2).rounded() }
    private var across: Double { Double(width * 22 / 25 / 2 * 2) }
    private var top: Double { (30 * unit).rounded() }
    private var high: Double { across / 2 }

    private var sky: Box {
        let width = map.field == nil ? across : Double(Int(across) * 2 / 5 / 2 * 2)
        return Box(left: left, top: top + ((high - width / 2) / 2).rounded(), width: width, height: width / 2)
    }

    /// The field's square leaves room for a line of text above and two below.
    private var square: Box {
        let side = high - (34 * unit).rounded()
        return Box(left: left + across - side, top: top + (8 * unit).rounded(), width: side, height: side)
    }

    private var text: TextStyle { TextStyle(size: 9.5 * unit, colour: Self.bright) }
    private var label: TextStyle { TextStyle(size: 8.5 * unit, colour: Self.bright, halo: Self.page) }
    private var note: TextStyle { TextStyle(size: 8.5 * unit, colour: Self.faint) }

    func draw(on canvas: Canvas) {
        canvas.text(
            title, at: SIMD2(left, 16 * unit),
            TextStyle(size: 12 * unit, weight: .semibold, colour: Self.bright), baseline: .middle)
        let pixels = SkyCanvas(map, width: Int((sky.width * canvas.scale).rounded()), page: Self.page.rgb)
        canvas.image(pixels.image(), in: sky)
        drawGrid(canvas)
        if let field = map.field { draw(field, on: canvas) }
        drawLegend(canvas)
    }

    /// Where a position is drawn. `longitude` is counted from the centre, degrees.
    private func place(longitude: Double, dec: Double) -> SIMD2<Double>? {
        var ra = (map.center.degrees + longitude).truncatingRemainder(dividingBy: 360)
        if ra < 0 { ra += 360 }
        guard let position = try? SkyCoordinate(ra: Angle(degrees: ra), dec: Angle(degrees: dec)) else { return nil }
        return place(of: position)
    }

    private func place(of position: SkyCoordinate) -> SIMD2<Double> {
        let point = AllSkyProjection.mollweide.point(of: position, center: map.center)
        return SIMD2(sky.left + (point.x + 2) / 4 * sky.width, sky.top + (1 - point.y) / 2 * sky.height)
    }

    /// Meridians and parallels every 30 degrees, hours along the equator, declinations along the left edge.
    private func drawGrid(_ canvas: Canvas) {
        let meridians = stride(from: -150.0, through: 150, by: 30).map { longitude in
            stride(from: -90.0, through: 90, by: 2).compactMap { place(longitude: longitude, dec: $0) }
        }
        let parallels = stride(from: -60.0, through: 60, by: 30).map { dec in
            [-179.999, 179.999].compactMap { place(longitude: $0, dec: dec) }
        }
        canvas.lines(meridians + parallels, Stroke(SkyCanvas.grid.opacity(0.3), width: 0.5 * unit))
        canvas.ellipse(in: sky, stroke: Stroke(SkyCanvas.grid, width: 0.8 * unit))
        let step = sky.width >= 12 * 30 * unit ? 30 : 90
        for longitude in stride(from: step == 30 ? -150 : -90, through: 150, by: step) {
            guard let place = place(longitude: Double(longitude), dec: 0) else { continue }
            let degrees = (Int(map.center.degrees) + longitude + 720) % 360
            canvas.text("\(degrees / 15)h", at: place + SIMD2(3, 3) * unit, label, baseline: .top)
        }
        for dec in stride(from: -60, through: 60, by: 30) {
            guard let place = place(longitude: 179.999, dec: Double(dec)) else { continue }
            canvas.text(
                dec > 0 ? "+\(dec)°" : dec < 0 ? "−\(-dec)°" : "0°", at: place - SIMD2(4 * unit, 0), note,
                anchor: .right,
                baseline: .middle)
        }
    }

    /// The field in its frame, with its grid's values, and a circle on the map that leads to it.
    private func draw(_ field: SmallField, on canvas: Canvas) {
        let circle = place(of: field.plane.center)
        let radius = 6 * unit
        let corners = [square.top, square.bottom].map { SIMD2(square.left, $0) }
        for corner in corners {
            let way = corner - circle
            let start = circle + way * (radius / (way * way).sum().squareRoot())
            canvas.line([start, corner], Stroke(Self.faint.opacity(0.6), width: 0.5 * unit))
        }
        canvas.circle(at: circle, radius: radius, stroke: Stroke(Self.bright, width: unit))

        let pixels = FieldCanvas(
            map, field, width: Int((square.width * canvas.scale).rounded()), unit: unit * canvas.scale)
        canvas.image(pixels.image(), in: square)
        canvas.box(square, stroke: Stroke(Self.faint, width: 0.6 * unit))
        var free = square.left - 24 * unit
        for mark in pixels.ra {
            let width = label.width(of: mark.text)
            let middle = square.left + mark.place * square.width
            guard middle - width / 2 >= free, middle + width / 2 <= size.x else { continue }
            canvas.text(
                mark.text, at: SIMD2(middle, square.bottom + 5 * unit), label, anchor: .middle, baseline: .top)
            free = middle + width / 2 + 6 * unit
        }
        for mark in pixels.dec {
            let line = min(
                max(square.top + mark.place * square.height, square.top + 3 * unit), square.bottom - 3 * unit)
            canvas.text(mark.text, at: SIMD2(square.left - 4 * unit, line), label, anchor: .right, baseline: .middle)
        }
        canvas.text(
            "right ascension, declination", at: SIMD2(square.right, square.bottom + 17 * unit), note, anchor: .right,
            baseline: .top)
    }

    /// Sets with their counts.
    private func drawLegend(_ canvas: Canvas) {
        let names = map.layers.map { "\($0.name)  \(CountText.of($0.count))" }
        let (square, gap, apart) = (7.5 * unit, 5 * unit, 20 * unit)
        let whole = names.map { square + gap + text.width(of: $0) + apart }.reduce(-apart, +)
        // As large as there is room for all.
        let share = min(1, across / max(whole, 1))
        var style = text
        style.size *= share
        let line = top + high + 18 * unit
        var place = left
        for (layer, name) in zip(map.layers, names) {
            canvas.box(
                Box(left: place, top: line - square / 2 * share, width: square * share, height: square * share),
                fill: layer.colour, radius: 1.5 * unit * share)
            place += (square + gap) * share
            canvas.text(name, at: SIMD2(place, line), style, baseline: .middle)
            place += style.width(of: name) + apart * share
        }
        let projection = map.field == nil ? "Mollweide, ICRS" : "Mollweide; the circle’s middle, gnomonic; ICRS"
        canvas.text(
            "\(projection); the brighter, the more galaxies (logarithm)"
                + (map.footprint.isEverywhere ? "" : "; white line: footprint"),
            at: SIMD2(left, line + 16 * unit), note, baseline: .middle)
    }
}
