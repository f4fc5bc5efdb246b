import Sky
import Testing

@Suite struct HEALPixTests {
    /// 2,000 random positions and 960 on poles, meridians and borders of base pixels, at all 30 orders.
    @Test func pixelsAgreeWithHealpy() throws {
        for line in try Golden.lines("pixels") {
            let position = try Golden.position(line[0...1])
            let finest = try #require(Int(line[2]))
            for order in HEALPix.orders {
                let pixel = HEALPix(order: order).pixel(of: position)
                #expect(pixel == finest >> (2 * (29 - order)), "order \(order), \(line)")
            }
        }
    }

    @Test func shapesAgreeWithHealpy() throws {
        for line in try Golden.lines("shapes") {
            let healpix = HEALPix(order: try #require(Int(line[0])))
            let pixel = try #require(Int(line[1]))
            let points = [healpix.center(of: pixel)] + healpix.corners(of: pixel)
            for (number, point) in points.enumerated() {
                let expected = try Golden.position(line[(2 + 2 * number)...])
                // healpy has a corner near a pole by the arc cosine of its z.
                let tolerance = abs(point.dec.degrees) > 89 ? 1e-6 : 1e-12
                #expect(point.separation(to: expected).degrees < tolerance, "\(line)")
            }
            let neighbours = try line[12...].map { try #require(Int($0)) }
            #expect(healpix.neighbours(of: pixel).map { $0 ?? -1 } == neighbours, "\(line)")
        }
    }

    @Test func middlesLieInTheirPixels() throws {
        var generator = Generator(state: 3)
        for order in HEALPix.orders {
            let healpix = HEALPix(order: order)
            for _ in 0..<200 {
                let pixel = Int.random(in: 0..<healpix.pixelCount, using: &generator)
                #expect(healpix.pixel(of: healpix.center(of: pixel)) == pixel)
                for (x, y) in [(0.01, 0.01), (0.99, 0.01), (0.99, 0.99), (0.01, 0.99)] {
                    #expect(healpix.pixel(of: healpix.point(in: pixel, x, y)) == pixel)
                }
                if order > 0 {
                    let parent = healpix.ancestor(of: pixel, at: order - 1)
                    #expect(HEALPix(order: order - 1).pixel(of: healpix.center(of: pixel)) == parent)
                }
            }
        }
    }

    @Test func neighboursAreMutual() {
        for order in 0...3 {
            let healpix = HEALPix(order: order)
            for pixel in 0..<healpix.pixelCount {
                let neighbours = healpix.neighbours(of: pixel).compactMap { $0 }
                for neighbour in neighbours {
                    #expect(healpix.neighbours(of: neighbour).contains(pixel), "order \(order), \(pixel)")
                }
            }
            let missing = (0..<healpix.pixelCount).reduce(0) { $0 + healpix.neighbours(of: $1).count { $0 == nil } }
            // Eight points of the sky at which three base pixels meet, and at each of them three pixels.
            #expect(missing == 24)
        }
    }

    @Test func sizes() {
        #expect(HEALPix(order: 0).pixelCount == 12)
        #expect(HEALPix(order: 29).pixelCount == 3_458_764_513_820_540_928)
        #expect(abs(HEALPix(order: 10).resolution.arcminutes - 3.435) < 1e-3)
        #expect(HEALPix.order(resolving: Angle(arcminutes: 3.5)) == 10)
        #expect(HEALPix.order(resolving: Angle(degrees: 90)) == 0)
        #expect(HEALPix.order(resolving: Angle(arcseconds: 0)) == 29)
    }

    /// healpy's `max_pixrad`.
    @Test(arguments: [(0, 0.8410686705679302), (1, 0.4814604714760), (5, 0.033206666811769), (20, 1.019448039496e-6)])
    func farthestCorners(order: Int, radians: Double) {
        #expect(abs(HEALPix(order: order).farthestCorner.radians / radians - 1) < 1e-9)
    }
}
