import Sky
import Testing

@Suite struct ConeTests {
    private static func pixels(_ text: String) throws -> Set<Int> {
        if text == "none" { return [] }
        return Set(
            try text.split(separator: ",").flatMap { run in
                let ends = try run.split(separator: "-").map { try #require(Int($0)) }
                return ends[0]...ends[1]
            })
    }

    /// The least distance from `center` to points spread over a pixel.
    private static func nearest(_ healpix: HEALPix, _ pixel: Int, _ center: SkyCoordinate) -> Angle {
        if healpix.pixel(of: center) == pixel { return Angle(degrees: 0) }
        let steps = 8
        return (0...steps).flatMap { x in
            (0...steps).map { y in
                healpix.point(in: pixel, Double(x) / Double(steps), Double(y) / Double(steps)).separation(to: center)
            }
        }.min() ?? Angle(degrees: 180)
    }

    @Test func agreeWithHealpy() throws {
        for line in try Golden.lines("cones") {
            let healpix = HEALPix(order: try #require(Int(line[0])))
            let (center, radius) = (try Golden.position(line[1...2]), Angle(degrees: try #require(Double(line[3]))))
            let ranges = healpix.cone(center: center, radius: radius)
            for (range, next) in zip(ranges, ranges.dropFirst()) { #expect(range.upperBound < next.lowerBound) }
            let found = Set(ranges.joined())
            let (within, inclusive) = (try Self.pixels(line[4]), try Self.pixels(line[5]))
            let label = "order \(line[0]) at \(line[1]) \(line[2]), \(line[3])"
            #expect(found.isSuperset(of: within), "\(label)")
            for pixel in inclusive.subtracting(found) {
                #expect(Self.nearest(healpix, pixel, center) > radius, "\(label): \(pixel) is missing")
            }
            let quarter = 0.25 * healpix.resolution
            for pixel in found.subtracting(inclusive) {
                #expect(Self.nearest(healpix, pixel, center) < radius + quarter, "\(label): \(pixel) is too far")
            }
        }
    }

    /// Every point of a region lies in one of its pixels.
    @Test func regionsAreCovered() throws {
        var generator = Generator(state: 11)
        for round in 0..<60 {
            let order = Int.random(in: 0...7, using: &generator)
            let center = try generator.position()
            let radius = Angle(degrees: Double.random(in: 0...[2, 30, 180][round % 3], using: &generator))
            let cone = SkyCone(center: center, radius: radius)
            let (ra, width) = (center.ra.degrees, Double.random(in: 0...200, using: &generator))
            let other = try generator.position().dec
            let box = try SkyBox(
                raFrom: center.ra, raTo: Angle(degrees: (ra + width).truncatingRemainder(dividingBy: 360)),
                decFrom: min(center.dec, other), decTo: max(center.dec, other))
            let (coneMOC, boxMOC) = (MOC(covering: cone, order: order), MOC(covering: box, order: order))
            for _ in 0..<400 {
                let position = try generator.position()
                if cone.contains(position) { #expect(coneMOC.contains(position)) }
                if box.contains(position) { #expect(boxMOC.contains(position)) }
            }
            // Nor much more than the region: a rim of one and a quarter pixels.
            let rim = 2.3 * HEALPix(order: order).resolution
            for _ in 0..<400 {
                let position = try generator.position()
                if coneMOC.contains(position) { #expect(position.separation(to: center) <= radius + rim) }
            }
        }
    }
}
