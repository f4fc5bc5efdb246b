import Sky
import Testing

/// Shorthand for a position in degrees.
func sky(_ ra: Double, _ dec: Double) throws -> SkyCoordinate {
    try SkyCoordinate(ra: Angle(degrees: ra), dec: Angle(degrees: dec))
}

@Suite struct SkyCoordinateTests {
    @Test func unitsOfAngles() {
        #expect(Angle(arcseconds: 3600) == Angle(degrees: 1))
        #expect(Angle(hours: 24).degrees == 360)
        #expect(Angle(arcminutes: 30).degrees == 0.5)
        #expect(abs(Angle(radians: .pi).degrees - 180) < 1e-13)
        #expect(abs(Angle(degrees: 90).radians - .pi / 2) < 1e-15)
    }

    @Test(
        arguments: [
            ("213.5", "-5.25", 213.5, -5.25),
            ("00:00:09.10", "-10:22:25.7", 0.037916666666666667, -10.373805555555556),
            ("23 59 59.99", "+89 59 59.9", 359.999958333333333, 89.9999722222222),
            ("14h14m00.5s", "-00d30m00s", 213.502083333333333, -0.5),
            ("14h14m", "12°30′15″", 213.5, 12.504166666666667),
            (" 1.5e1 ", "−0:00:36", 15, -0.01),
            ("360", "+90", 0, 90),
            ("12:30.5", "5:0.6", 187.625, 5.01),
        ] as [(String, String, Double, Double)])
    func readsDegreesAndSexagesimal(ra: String, dec: String, raDegrees: Double, decDegrees: Double) throws {
        let position = try SkyCoordinate(ra: ra, dec: dec)
        #expect(abs(position.ra.degrees - raDegrees) < 1e-12)
        #expect(abs(position.dec.degrees - decDegrees) < 1e-12)
    }

    @Test(arguments: [
        ("", "0"), ("abc", "0"), ("12:60:00", "0"), ("12:00:60", "0"), ("1:2:3:4", "0"), ("12:-3:00", "0"),
        ("12::30", "0"), ("0x10", "0"), ("nan", "0"), ("inf", "0"), ("12.5:30", "0"), ("1 2 3 4", "0"),
        ("361", "0"), ("-1", "0"), ("24:00:01", "0"), ("0", "90.0001"), ("0", "-91"), ("0", "12h30m"),
        ("0", "--5"), ("0", "5 5 5 d"),
    ])
    func refusesWhatIsNoPosition(ra: String, dec: String) {
        #expect(throws: CoordinateError.self) { try SkyCoordinate(ra: ra, dec: dec) }
    }

    @Test func saysWhatIsWrong() {
        let range = #expect(throws: CoordinateError.self) { try SkyCoordinate(ra: "10", dec: "95") }
        #expect(range?.description == "declination 95.0 is not within -90 to +90 degrees")
        let text = #expect(throws: CoordinateError.self) { try SkyCoordinate(ra: "x", dec: "0") }
        #expect(text?.description == "'x' is not a right ascension (write '213.5' or '14:14:00.0')")
        #expect(text?.axis == .rightAscension)
        #expect(throws: CoordinateError.self) { try sky(.nan, 0) }
    }

    /// Random pairs, far apart and close, and what `SkyCoord.separation` of astropy 8.0.2 gives for them, in degrees.
    @Test(
        arguments: [
            (30.8337, -2.401247, 155.026087, 23.10591, 122.20028910285632),
            (85.251782, -42.884461, 211.247486, -24.491516, 96.30250101265047),
            (288.458807, 27.979414, 265.621603, -85.575483, 113.8891256803243),
            (209.578333, -50.592995, 209.579116, -50.592448, 0.0007391132725068553),
            (33.886311, -12.564799, 33.886482, -12.565738, 0.0009537180197792714),
            (359.99973, -89.9987, 0.00021, -89.9991, 0.00040000000010668985),
        ] as [(Double, Double, Double, Double, Double)])
    func separationsAgreeWithAstropy(ra: Double, dec: Double, ra2: Double, dec2: Double, expected: Double) throws {
        let separation = try sky(ra, dec).separation(to: sky(ra2, dec2)).degrees
        #expect(abs(separation - expected) < 1e-13 * max(1, expected))
    }

    /// Separations that the geometry gives.
    @Test func separations() throws {
        let cases: [(SkyCoordinate, SkyCoordinate, Double)] = [
            (try sky(10, 20), try sky(10, 20), 0),
            (try sky(359.9999, 0), try sky(0.0001, 0), 0.0002),
            (try sky(0, 90), try sky(123, 90), 0),
            (try sky(0, 89.9999), try sky(180, 89.9999), 0.0002),
            (try sky(0, -90), try sky(77, 90), 180),
            (try sky(0, 0), try sky(180, 0), 180),
            (try sky(30, 40), try sky(210, -40), 180),
            (try sky(0, 0), try sky(90, 45), 90),
            (try sky(10, 60), try sky(10 + 2 / 3600.0, 60), 1 / 3600.0),
        ]
        for (first, second, expected) in cases {
            let there = first.separation(to: second).degrees
            let back = second.separation(to: first).degrees
            #expect(abs(there - expected) < 1e-12, "\(first) \(second)")
            #expect(abs(back - expected) < 1e-12, "\(second) \(first)")
        }
    }
}
