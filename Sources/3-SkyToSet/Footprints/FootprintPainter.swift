import Images
import Sky

/// Puts a ``FootprintMap`` on a page: title, map, right ascensions and declinations, legend; where all galaxies lie in a
/// small field, a smaller map and the field beside it.
struct FootprintPainter {
    let map: FootprintMap
    /// Pixels across.
    let width: Int

    private static let page = SIMD3<UInt8>(13, 16, 26)
    private static let faint = SIMD3<UInt8>(140, 150, 178)
    private static let bright = SIMD3<UInt8>(236, 240, 250)

    /// Pixels for one of the font's.
    private var scale: Int { max(1, width / 800) }
    /// What the map, or the map and the field, fill.
    private var left: Int { (width - across) / 2 }
    private var across: Int { width * 22 / 25 / 2 * 2 }
    private var top: Int { 28 * scale }
    private var high: Int { across / 2 }

    private var mapWidth: Int { map.field == nil ? across : across * 2 / 5 / 2 * 2 }
    private var mapHeight: Int { mapWidth / 2 }
    private var mapTop: Int { top + (high - mapHeight) / 2 }

    /// The field's square leaves room for a line of text above and two below.
    private var side: Int { high - 34 * scale }
    private var fieldLeft: Int { left + across - side }
    private var fieldTop: Int { top + 10 * scale }

    func picture() -> RGBImage {
        let page = Self.page
        var picture = RGBImage(
            width: width, height: top + high + 48 * scale, red: page.x, green: page.y, blue: page.z)
        let canvas = SkyCanvas(map, width: mapWidth, page: SIMD3<Float>(page))
        picture.draw(canvas.image(), left: left, top: mapTop)
        writeGrid(&picture)
        if let field = map.field { drawField(&picture, field) }
        writeLegend(&picture)
        return picture
    }

    /// Where a position is drawn; far outside for none. `longitude` is counted from the centre, degrees.
    static func point(longitude: Double, dec: Double, center: Angle) -> (x: Double, y: Double) {
        var ra = (center.degrees + longitude).truncatingRemainder(dividingBy: 360)
        if ra < 0 { ra += 360 }
        guard let position = try? SkyCoordinate(ra: Angle(degrees: ra), dec: Angle(degrees: dec)) else { return (9, 9) }
        return AllSkyProjection.mollweide.point(of: position, center: center)
    }

    /// Pixel of a point of the map.
    private func pixel(_ point: (x: Double, y: Double)) -> SIMD2<Double> {
        SIMD2(
            Double(left) + (point.x + 2) / 4 * Double(mapWidth),
            Double(mapTop) + (1 - point.y) / 2 * Double(mapHeight))
    }

    /// The field in its frame, with its grid's values, and a circle on the map that leads to it.
    private func drawField(_ picture: inout RGBImage, _ field: SmallField) {
        let place = pixel(AllSkyProjection.mollweide.point(of: field.plane.center, center: map.center))
        let radius = Double(6 * scale)
        let corners = [0, side].map { SIMD2(Double(fieldLeft), Double(fieldTop + $0)) }
        for corner in corners {
            let way = corner - place
            let start = place + way * (radius / (way * way).sum().squareRoot())
            picture.drawLine(
                from: start, to: corner, colour: Self.faint, width: 0.5 * Double(scale), share: 0.6)
        }
        picture.drawRing(around: place, radius: radius, colour: Self.bright, width: Double(scale))

        let border = max(1, scale / 2)
        let (frame, faint) = (side + 2 * border, Self.faint)
        picture.draw(
            RGBImage(width: frame, height: frame, red: faint.x, green: faint.y, blue: faint.z),
            left: fieldLeft - border, top: fieldTop - border)
        let canvas = FieldCanvas(map, field, width: side, scale: scale)
        picture.draw(canvas.image(), left: fieldLeft, top: fieldTop)
        var free = fieldLeft - 24 * scale
        for mark in canvas.ra {
            let width = RGBImage.textWidth(mark.text, scale: scale)
            let start = fieldLeft + Int(mark.place * Double(side)) - width / 2
            guard start >= free, start + width <= self.width else { continue }
            picture.write(mark.text, left: start, top: fieldTop + side + 4 * scale, scale: scale, colour: Self.bright)
            free = start + width + 6 * scale
        }
        for mark in canvas.dec {
            let start = fieldLeft - RGBImage.textWidth(mark.text, scale: scale) - 3 * scale
            let line = fieldTop + Int(mark.place * Double(side)) - 4 * scale
            // A shadow, for the lines to the circle lie below.
            write(&picture, mark.text, left: start, top: max(fieldTop, line))
        }
        let caption = "right ascension, declination: degrees"
        picture.write(
            caption, left: fieldLeft + side - RGBImage.textWidth(caption, scale: scale),
            top: fieldTop + side + 15 * scale, scale: scale, colour: Self.faint)
    }

    /// Writes bright text with a shadow, which keeps it readable on any colour.
    private func write(_ picture: inout RGBImage, _ text: String, left: Int, top: Int) {
        for (dx, dy) in [(-1, 0), (1, 0), (0, -1), (0, 1), (1, 1), (-1, -1), (1, -1), (-1, 1)] {
            picture.write(text, left: left + dx * scale, top: top + dy * scale, scale: scale, colour: Self.page)
        }
        picture.write(text, left: left, top: top, scale: scale, colour: Self.bright)
    }

    /// Hours along the equator, declinations along the left edge.
    private func writeGrid(_ picture: inout RGBImage) {
        let step = mapWidth >= 12 * 5 * 6 * scale ? 30 : 90
        for longitude in stride(from: step == 30 ? -150 : -90, through: 150, by: step) {
            let degrees = (Int(map.center.degrees) + longitude + 720) % 360
            let place = pixel(Self.point(longitude: Double(longitude), dec: 0, center: map.center))
            write(&picture, "\(degrees / 15)h", left: Int(place.x) + 3 * scale, top: Int(place.y) + 3 * scale)
        }
        for dec in stride(from: -60, through: 60, by: 30) {
            let place = pixel(Self.point(longitude: 179.999, dec: Double(dec), center: map.center))
            let text = dec > 0 ? "+\(dec)" : "\(dec)"
            picture.write(
                text, left: Int(place.x) - RGBImage.textWidth(text, scale: scale) - 5 * scale,
                top: Int(place.y) - 4 * scale, scale: scale, colour: Self.faint)
        }
    }

    /// Title above, sets with their counts below.
    private func writeLegend(_ picture: inout RGBImage) {
        picture.write(
            "Where the galaxies of the sets lie", left: left, top: 8 * scale, scale: scale, colour: Self.bright)
        let square = 7 * scale
        let line = top + high + 12 * scale
        var place = left
        for layer in map.layers {
            let text = "\(layer.name) \(layer.count)"
            let rgb = SIMD3<UInt8>(layer.colour.rgb)
            picture.draw(
                RGBImage(width: square, height: square, red: rgb.x, green: rgb.y, blue: rgb.z), left: place, top: line)
            picture.write(text, left: place + square + 5 * scale, top: line, scale: scale, colour: Self.bright)
            place += square + RGBImage.textWidth(text, scale: scale) + 22 * scale
        }
        let projection = map.field == nil ? "Mollweide, ICRS" : "Mollweide; the circle's middle, gnomonic; ICRS"
        picture.write(
            "\(projection); the brighter, the more galaxies (logarithm)"
                + (map.footprint.isEverywhere ? "" : "; white line: footprint"),
            left: left, top: line + 16 * scale, scale: scale, colour: Self.faint)
    }
}
