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

    /// Expected values: exact where the geometry gives them, else `SkyCoord.separation` of astropy 7.
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
