import Images
import Sky

/// Puts a ``FootprintMap`` on a page: title, map, right ascensions and declinations, legend.
struct FootprintPainter {
    let map: FootprintMap
    /// Pixels across.
    let width: Int

    private static let page = SIMD3<UInt8>(13, 16, 26)
    private static let faint = SIMD3<UInt8>(140, 150, 178)
    private static let bright = SIMD3<UInt8>(236, 240, 250)

    /// Pixels for one of the font's.
    private var scale: Int { max(1, width / 800) }
    private var mapWidth: Int { width * 22 / 25 / 2 * 2 }
    private var mapHeight: Int { mapWidth / 2 }
    private var mapLeft: Int { (width - mapWidth) / 2 }
    private var mapTop: Int { 28 * scale }

    func picture() -> RGBImage {
        let page = Self.page
        let height = mapTop + mapHeight + 48 * scale
        var picture = RGBImage(width: width, height: height, red: page.x, green: page.y, blue: page.z)
        let canvas = SkyCanvas(map, width: mapWidth, page: SIMD3<Float>(page))
        picture.draw(canvas.image(), left: mapLeft, top: mapTop)
        writeGrid(&picture)
        if let place = map.smallField { ring(&picture, around: place) }
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

    /// A circle around sets that are too small to be seen on a map of the whole sky.
    private func ring(_ picture: inout RGBImage, around place: SkyCoordinate) {
        let point = AllSkyProjection.mollweide.point(of: place, center: map.center)
        let x = Double(mapLeft) + (point.x + 2) / 4 * Double(mapWidth)
        let y = Double(mapTop) + (1 - point.y) / 2 * Double(mapHeight)
        let radius = Double(14 * scale)
        for row in Int(y - radius) - 2...Int(y + radius) + 2 where (0..<picture.height).contains(row) {
            for column in Int(x - radius) - 2...Int(x + radius) + 2 where (0..<picture.width).contains(column) {
                let (dx, dy) = (Double(column) + 0.5 - x, Double(row) + 0.5 - y)
                let cover = max(0, 1 - abs((dx * dx + dy * dy).squareRoot() - radius))
                for channel in 0..<3 where cover > 0 {
                    let index = (row * picture.width + column) * 3 + channel
                    let old = Double(picture.pixels[index])
                    picture.pixels[index] = UInt8(old + (Double(Self.bright[channel]) - old) * cover)
                }
            }
        }
    }

    /// Hours along the equator, declinations along the left edge.
    private func writeGrid(_ picture: inout RGBImage) {
        for longitude in stride(from: -150, through: 150, by: 30) {
            let degrees = (Int(map.center.degrees) + longitude + 720) % 360
            let point = Self.point(longitude: Double(longitude), dec: 0, center: map.center)
            let x = mapLeft + Int((point.x + 2) / 4 * Double(mapWidth))
            let top = mapTop + mapHeight / 2 + 3 * scale
            // A shadow keeps it readable on a set's colour.
            for (dx, dy) in [(-1, 0), (1, 0), (0, -1), (0, 1), (1, 1), (-1, -1), (1, -1), (-1, 1)] {
                picture.write(
                    "\(degrees / 15)h", left: x + (3 + dx) * scale, top: top + dy * scale, scale: scale,
                    colour: Self.page)
            }
            picture.write("\(degrees / 15)h", left: x + 3 * scale, top: top, scale: scale, colour: Self.bright)
        }
        for dec in stride(from: -60, through: 60, by: 30) {
            let point = Self.point(longitude: 179.999, dec: Double(dec), center: map.center)
            let text = dec > 0 ? "+\(dec)" : "\(dec)"
            let x = mapLeft + Int((point.x + 2) / 4 * Double(mapWidth)) - RGBImage.textWidth(text, scale: scale)
            let y = mapTop + Int((1 - point.y) / 2 * Double(mapHeight)) - 4 * scale
            picture.write(text, left: x - 5 * scale, top: y, scale: scale, colour: Self.faint)
        }
    }

    /// Title above, sets with their counts below.
    private func writeLegend(_ picture: inout RGBImage) {
        picture.write(
            "Where the galaxies of the sets lie", left: mapLeft, top: 8 * scale, scale: scale, colour: Self.bright)
        let side = 7 * scale
        let top = mapTop + mapHeight + 12 * scale
        var left = mapLeft
        for layer in map.layers {
            let text = "\(layer.name) \(layer.count)"
            let rgb = SIMD3<UInt8>(layer.colour.rgb)
            picture.draw(
                RGBImage(width: side, height: side, red: rgb.x, green: rgb.y, blue: rgb.z), left: left, top: top)
            picture.write(text, left: left + side + 5 * scale, top: top, scale: scale, colour: Self.bright)
            left += side + RGBImage.textWidth(text, scale: scale) + 22 * scale
        }
        let outline =
            (map.footprint.isEverywhere ? "" : "; white line: footprint")
            + (map.smallField == nil ? "" : "; circle: all galaxies lie in its middle")
        picture.write(
            "Mollweide, ICRS; the brighter, the more galaxies (logarithm)" + outline, left: mapLeft,
            top: top + 16 * scale, scale: scale, colour: Self.faint)
    }
}
