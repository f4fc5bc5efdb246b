import Images
import Selection
import Sky
import Testing

/// The picture of where the sets lie.
struct FootprintMapTests {
    private func position(_ ra: Double, _ dec: Double) throws -> SkyCoordinate {
        try SkyCoordinate(ra: Angle(degrees: ra), dec: Angle(degrees: dec))
    }

    /// Galaxies all over a patch of 12 x 12 degrees.
    private func patch(_ ra: Double, _ dec: Double) throws -> FootprintMap.Layer {
        var layer = FootprintMap.Layer(name: "patch", colour: FootprintMap.Colour(red: 250, green: 10, blue: 10))
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
        let picture = FootprintMap(layers: [try patch(60, 40)], center: Angle(degrees: 0)).picture(width: 400)
        // Where red prevails; the legend lies below the map.
        let red = (0..<(picture.width * 200)).filter {
            picture.pixels[3 * $0] > 100 && picture.pixels[3 * $0 + 1] < 50
        }
        let (count, left) = (red.count, red.count { $0 % picture.width < 200 })
        #expect(count > 20 && count == left)
    }

    @Test func `A field too small to be seen gets a circle around it`() throws {
        /// Pixels of the upper right of the map, where no label stands, that are bright.
        func bright(_ layers: [FootprintMap.Layer]) -> Int {
            let picture = FootprintMap(layers: layers, center: Angle(degrees: 0)).picture(width: 400)
            return (picture.width * 40..<picture.width * 110).count {
                $0 % picture.width > 210 && picture.pixels[3 * $0 + 1] > 180
            }
        }
        var field = FootprintMap.Layer(name: "field", colour: FootprintMap.Colour(red: 250, green: 10, blue: 10))
        field.add([try position(315, 45), try position(315.5, 45.5)])
        var wide = field
        wide.add([try position(300, 45)])
        #expect(bright([wide]) == 0)
        #expect(bright([field]) > 40)
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
