import Sky
import Testing

@Suite struct AllSkyProjectionTests {
    @Test func agreesWithAstropy() throws {
        for line in try Golden.lines("projections") {
            let projection = try #require(AllSkyProjection(rawValue: line[0]))
            let center = Angle(degrees: try #require(Double(line[1])))
            let position = try Golden.position(line[2...3])
            let expected = (x: try #require(Double(line[4])), y: try #require(Double(line[5])))
            let point = projection.point(of: position, center: center)
            // At the poles wcslib's search for Mollweide's auxiliary angle ends early.
            let tolerance = abs(position.dec.degrees) > 89.9 ? 2e-8 : 1e-11
            #expect(abs(point.x - expected.x) < tolerance, "\(line)")
            #expect(abs(point.y - expected.y) < tolerance, "\(line)")
        }
    }

    @Test(arguments: AllSkyProjection.allCases)
    func thereAndBack(projection: AllSkyProjection) throws {
        var generator = Generator(state: 5)
        for _ in 0..<500 {
            let (position, center) = (try generator.position(), try generator.position().ra)
            let point = projection.point(of: position, center: center)
            let back = try #require(projection.position(x: point.x * (1 - 1e-15), y: point.y, center: center))
            #expect(back.separation(to: position).degrees < 1e-6, "\(position) \(center)")
        }
        #expect(projection.position(x: 2.01, y: 0) == nil)
        #expect(projection.position(x: 1.9, y: 0.5) == nil)
        #expect(projection.position(x: 0, y: 1)?.dec.degrees == 90)
        let east = projection.point(of: try sky(10, 0), center: Angle(degrees: 0))
        #expect(east.x < 0)
    }
}
