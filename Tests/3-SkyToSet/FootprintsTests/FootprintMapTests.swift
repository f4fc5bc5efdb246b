import Drawing
import Footprints
import Images
import Sky
import Testing

/// The picture of where the sets lie.
struct FootprintMapTests {
    private func position(_ ra: Double, _ dec: Double) throws -> SkyCoordinate {
        try SkyCoordinate(ra: Angle(degrees: ra), dec: Angle(degrees: dec))
    }

    /// Galaxies all over a patch of 12 x 12 degrees.
    private func patch(_ ra: Double, _ dec: Double) throws -> FootprintMap.Layer {
        var layer = FootprintMap.Layer(name: "patch", colour: Colour(red: 250, green: 10, blue: 10))
        for row in 0..<60 {
            for column in 0..<60 {
                let east = (ra - 6 + 0.2 * Double(column) + 360).truncatingRemainder(dividingBy: 360)
                layer.add([try position(east, dec - 6 + 0.2 * Double(row))])
            }
        }
        return layer
    }

    @Test func `A set is drawn where it lies, east to the left, and the widest gap is at the edge`() throws {
        let map = FootprintMap(layers: [try patch(0, 40)])
        #expect(map.center.degrees == 0)
        #expect(FootprintMap(layers: []).center.degrees == 180)
        let picture = try FootprintMap(layers: [try patch(60, 40)], center: Angle(degrees: 0)).picture(width: 400)
        // Where red prevails; the legend lies below the map.
        let red = (0..<(picture.width * 200)).filter {
            picture.pixels[3 * $0] > 100 && picture.pixels[3 * $0 + 1] < 50
        }
        let (count, left) = (red.count, red.count { $0 % picture.width < 200 })
        #expect(count > 20 && count == left)
    }

    /// Red pixels of a part of the picture, as shares of its width and height.
    private func red(_ map: FootprintMap, x: Range<Double>, y: Range<Double>) throws -> [SIMD2<Double>] {
        let picture = try map.picture(width: 800)
        let size = SIMD2(Double(picture.width), Double(picture.height))
        return (0..<picture.width * picture.height).compactMap { index in
            let isRed = picture.pixels[3 * index] > 200 && picture.pixels[3 * index + 1] < 60
            let place = SIMD2(Double(index % picture.width), Double(index / picture.width)) / size
            return isRed && x.contains(place.x) && y.contains(place.y) ? place : nil
        }
    }

    @Test(arguments: [[315.0, 45], [0.1, 0], [200, 80], [359.95, -30]])
    func `A field too small to be seen is drawn large, north up and east to the left`(_ middle: [Double]) throws {
        let plane = TangentPlane(center: try position(middle[0], middle[1]))
        // An L: three galaxies to the north of a corner, one to its east.
        var field = FootprintMap.Layer(name: "field", colour: Colour(red: 250, green: 10, blue: 10))
        for (east, north) in [(-0.1, -0.2), (-0.1, 0.0), (-0.1, 0.1), (-0.1, 0.2), (0.2, -0.2)] {
            field.add([try #require(plane.position(east: east, north: north))])
        }
        let map = FootprintMap(layers: [field])
        let places = try red(map, x: 0.5..<1, y: 0.04..<0.9)
        #expect(places.count > 30)
        let xs = places.map(\.x)
        let (east, west) = (try #require(xs.min()), try #require(xs.max()))
        let upright = places.filter { $0.x > west - 0.02 }
        #expect(west - east > 0.2 && upright.count > 2 * (places.count - upright.count))
        let lowest = try #require(places.filter { $0.x < east + 0.02 }.map(\.y).min())
        #expect(upright.map(\.y).min() ?? 1 < lowest - 0.3)
        // With a galaxy 11 degrees away the map of the whole sky is enough.
        field.add([try position(middle[0], middle[1] - (middle[1] > 0 ? 11 : -11))])
        #expect(try red(FootprintMap(layers: [field]), x: 0..<1, y: 0.04..<0.9).count < 25)
    }

    @Test(arguments: [89.95, -89.99]) func `A small field may hold a pole`(_ dec: Double) throws {
        var field = FootprintMap.Layer(name: "field", colour: Colour(red: 250, green: 10, blue: 10))
        field.add(try stride(from: 0.0, to: 360, by: 30).map { try position($0, dec) })
        let places = try red(FootprintMap(layers: [field]), x: 0.5..<1, y: 0.04..<0.9)
        // A ring.
        let middle = places.reduce(.zero, +) / Double(places.count)
        let distances = places.map { (($0 - middle) * ($0 - middle) * SIMD2(1, 0.41)).sum().squareRoot() }
        #expect(places.count > 60 && (distances.min() ?? 0) > 0.5 * (distances.max() ?? 1))
    }

    @Test func `The same galaxies give the same picture`() throws {
        let pictures = try (0..<3).map { _ in
            var field = FootprintMap.Layer(name: "field", colour: .training)
            for number in 0..<500 {
                field.add([try position(10 + 0.7 * Double(number * 7 % 11), 60 + 0.013 * Double(number))])
            }
            return try FootprintMap(layers: [field]).picture(width: 400).pixels
        }
        #expect(pictures[0] == pictures[1] && pictures[0] == pictures[2])
    }

    @Test func `Many galaxies in a small field are counted in coarser cells`() throws {
        var field = FootprintMap.Layer(name: "field", colour: Colour(red: 250, green: 10, blue: 10))
        // 160,000 places 18 arcsec apart, the western half red.
        for row in 0..<400 {
            field.add(try (0..<400).map { try position(150 + 0.005 * Double($0), 2 + 0.005 * Double(row)) })
        }
        field.add([try position(154, 3)])
        let places = try red(FootprintMap(layers: [field]), x: 0.5..<1, y: 0.04..<0.9)
        #expect(places.count > 10_000)
        #expect(places.map(\.x).reduce(0, +) / Double(places.count) > 0.78)
    }

    @Test func `A footprint is boxes within the coverage`() throws {
        let box = try SkyBox(
            raFrom: Angle(degrees: 350), raTo: Angle(degrees: 10), decFrom: Angle(degrees: -5), decTo: Angle(degrees: 5)
        )
        let east = MOC(
            covering: try SkyBox(
                raFrom: Angle(degrees: 0), raTo: Angle(degrees: 90), decFrom: Angle(degrees: -90),
                decTo: Angle(degrees: 90)), order: 8)
        #expect(Footprint().contains(try position(200, 0)) && Footprint().isEverywhere)
        #expect(Footprint(boxes: [box]).contains(try position(355, 0)))
        #expect(!Footprint(boxes: [box], coverage: east).contains(try position(355, 0)))
        #expect(Footprint(boxes: [box], coverage: east).contains(try position(5, 0)))
    }
}
