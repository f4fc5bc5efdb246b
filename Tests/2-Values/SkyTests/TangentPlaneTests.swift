import Sky
import Testing

@Suite struct TangentPlaneTests {
    private func position(_ ra: Double, _ dec: Double) throws -> SkyCoordinate {
        try SkyCoordinate(ra: Angle(degrees: ra), dec: Angle(degrees: dec))
    }

    /// Centre, position and where astropy's WCS (TAN) has it, degrees.
    private static let astropy: [[Double]] = [
        [150.1, 2.2, 151.6, 1.5, 1.4999400829358258, -0.6995207996376889],
        [150.1, 2.2, 190.1, 2.7, 47.998815364144036, 1.3230003218461728],
        [359.9, -89.2, 361.4 - 360, -89.9, 0.002617888897592957, -0.7000691025530261],
        [359.9, -89.2, 39.9, -88.7, 0.8356459450246464, 0.19592914927427307],
        [10, 60, 50, 60.5, 19.244756826777834, 6.59666753961492],
    ]

    @Test(arguments: astropy) func agreesWithAstropy(_ line: [Double]) throws {
        let plane = TangentPlane(center: try position(line[0], line[1]))
        let place = try position(line[2], line[3])
        let point = try #require(plane.point(of: place))
        #expect(abs(point.east - line[4]) < 1e-9 && abs(point.north - line[5]) < 1e-9)
        let back = try #require(plane.position(east: point.east, north: point.north))
        #expect(back.separation(to: place).arcseconds < 1e-6)
    }

    @Test func theOtherHalfOfTheSkyIsNotOnThePlane() throws {
        let plane = TangentPlane(center: try position(10, 0))
        #expect(plane.point(of: try position(100.1, 0)) == nil)
        #expect(plane.point(of: try position(190, 0)) == nil)
    }
}
