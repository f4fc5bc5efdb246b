internal import Images
internal import Sky
internal import Testing

@Suite struct WCSTests {
    @Test(arguments: ["des_tan", "sdss_turned", "across_zero", "zea", "swapped"])
    func placesEqualAstropys(_ name: String) throws {
        let expected = try #require(SkyGoldens.load().systems[name])
        let wcs = try WCS(FITSFile(SkyGoldens.folder + "wcs_\(name).fits").header(hdu: 0))
        #expect(abs(wcs.pixelScaleArcsec / expected.scale - 1) < 1e-9)
        for (index, pixel) in expected.pixels.enumerated() {
            let sky = try SkyCoordinate(
                ra: Angle(degrees: expected.ra[index]), dec: Angle(degrees: expected.dec[index]))
            let found = try wcs.pixel(of: sky)
            #expect(abs(found.x - pixel[0]) < 1e-5 && abs(found.y - pixel[1]) < 1e-5)
            let back = try wcs.position(of: WCS.Pixel(x: pixel[0], y: pixel[1]))
            #expect(back.separation(to: sky).arcseconds < 1e-6)
        }
    }

    @Test func tangentPlaneHelper() throws {
        let centre = try SkyCoordinate(ra: Angle(degrees: 359.999), dec: Angle(degrees: -30))
        for rotation in [0.0, 25, 90, -170] {
            let header = FITSHeader.tangentPlane(
                centre: centre, width: 301, height: 200, pixelScaleArcsec: 0.4, rotation: Angle(degrees: rotation))
            let wcs = try WCS(header)
            let middle = try wcs.pixel(of: centre)
            #expect(abs(middle.x - 150) < 1e-8 && abs(middle.y - 99.5) < 1e-8)
            #expect(abs(wcs.pixelScaleArcsec - 0.4) < 1e-12)
            // Up is the direction that was asked for, from north towards east.
            let up = try wcs.position(of: WCS.Pixel(x: 150, y: 109.5))
            #expect(abs(up.separation(to: centre).arcseconds - 4) < 1e-6)
            let north = (up.dec.arcseconds - centre.dec.arcseconds) / 4
            #expect(abs(north - Angle(degrees: rotation).cosine) < 1e-4)
            var east = up.ra.degrees - centre.ra.degrees
            if east < -180 { east += 360 }
            #expect(abs(east * 3600 * centre.dec.cosine / 4 - Angle(degrees: rotation).sine) < 1e-4)
        }
    }

    @Test(arguments: [
        ([FITSCard("CTYPE1", .string("GLON-TAN")), FITSCard("CTYPE2", .string("GLAT-TAN"))], "GLON and GLAT"),
        ([FITSCard("RADESYS", .string("FK4"))], "FK4"),
        ([FITSCard("RADESYS", .undefined), FITSCard("EQUINOX", .real(1950))], "FK4 of 1950"),
        ([FITSCard("RADESYS", .string("FK5")), FITSCard("EQUINOX", .real(2010))], "FK5 of 2010"),
    ])
    func otherFramesAreRefused(_ cards: [FITSCard], _ name: String) throws {
        let centre = try SkyCoordinate(ra: Angle(degrees: 10), dec: Angle(degrees: 40))
        var header = FITSHeader.tangentPlane(centre: centre, width: 10, height: 10, pixelScaleArcsec: 1)
        for card in cards { header.set(card) }
        #expect { try WCS(header) } throws: { "\($0)".contains(name) }
        header.set(FITSCard("CTYPE1", .string("RA---TAN")))
        header.set(FITSCard("CTYPE2", .string("DEC--TAN")))
        header.set(FITSCard("RADESYS", .string("FK5")))
        header.set(FITSCard("EQUINOX", .real(2000)))
        _ = try WCS(header)
    }

    @Test func thePolynomialOfSCAMPIsTPV() throws {
        let centre = try SkyCoordinate(ra: Angle(degrees: 20), dec: Angle(degrees: 40))
        var header = FITSHeader.tangentPlane(centre: centre, width: 700, height: 620, pixelScaleArcsec: 0.396)
        for (keyword, value) in [
            ("PV1_0", 2e-5), ("PV1_1", 1.001), ("PV1_2", 3e-4), ("PV1_4", 5e-2), ("PV1_7", 1), ("PV2_0", -1e-5),
            ("PV2_1", 0.999), ("PV2_6", -2e-2),
        ] { header.set(FITSCard(keyword, .real(value))) }
        var named = header
        named.set(FITSCard("CTYPE1", .string("RA---TPV")))
        named.set(FITSCard("CTYPE2", .string("DEC--TPV")))
        let place = WCS.Pixel(x: 620, y: 33)
        #expect(try WCS(header).position(of: place) == WCS(named).position(of: place))
        #expect(named.withNamedProjection == named && header.withNamedProjection["CTYPE2"] == named["CTYPE2"])
        // TAN's own cards tell where the native pole is.
        let plain = FITSHeader(header.cards.filter { !$0.keyword.hasPrefix("PV") } + [FITSCard("PV1_3", .real(180))])
        #expect(plain.withNamedProjection == plain)
    }

    @Test(arguments: ["degrees", "Degree", "DEG", "[deg]", "", "deg."])
    func degreesInEverySpelling(_ unit: String) throws {
        let centre = try SkyCoordinate(ra: Angle(degrees: 10), dec: Angle(degrees: 5))
        var header = FITSHeader.tangentPlane(centre: centre, width: 10, height: 10, pixelScaleArcsec: 1)
        for axis in 1...2 { header.set(FITSCard("CUNIT\(axis)", .string(unit))) }
        let pixel = try WCS(header).pixel(of: centre)
        #expect(abs(pixel.x - 4.5) < 1e-9 && abs(pixel.y - 4.5) < 1e-9)
    }

    @Test func whatIsNoNumberOrAngleIsNamed() throws {
        let centre = try SkyCoordinate(ra: Angle(degrees: 10), dec: Angle(degrees: 5))
        let header = FITSHeader.tangentPlane(centre: centre, width: 10, height: 10, pixelScaleArcsec: 1)
        for card in [
            FITSCard("CUNIT2", .string("furlong")), FITSCard("CRVAL1", .undefined), FITSCard("CD2_2", .undefined),
        ] {
            var other = header
            other.set(card)
            #expect { try WCS(other) } throws: { "\($0)".contains(card.keyword) }
        }
    }

    @Test func aUnitWithoutSystemHasThatOfTheFirst() throws {
        let centre = try SkyCoordinate(ra: Angle(degrees: 10), dec: Angle(degrees: 5))
        let primary = FITSHeader.tangentPlane(centre: centre, width: 10, height: 10, pixelScaleArcsec: 1)
        let unit = FITSHeader([FITSCard("EXTNAME", .string("SCI")), FITSCard("CRPIX1", .real(7.5))])
        let pixel = try WCS(unit.inheriting(primary)).pixel(of: centre)
        #expect(abs(pixel.x - 6.5) < 1e-9 && abs(pixel.y - 4.5) < 1e-9)
        #expect(primary.inheriting(unit) == primary && unit.inheriting(FITSHeader()) == unit)
    }

    @Test func refusals() throws {
        #expect(throws: WCSError.self) { try WCS(FITSHeader()) }
        #expect(throws: WCSError.self) { try WCS(FITSHeader([FITSCard("CTYPE1", .string("WAVE"))])) }
        let centre = try SkyCoordinate(ra: Angle(degrees: 10), dec: Angle(degrees: 0))
        let behind = try SkyCoordinate(ra: Angle(degrees: 190), dec: Angle(degrees: 0))
        var header = FITSHeader.tangentPlane(centre: centre, width: 10, height: 10, pixelScaleArcsec: 1)
        let wcs = try WCS(header)
        #expect(throws: WCSError.self) { try wcs.pixel(of: behind) }
        for keyword in ["CD1_1", "CD1_2"] { header.set(FITSCard(keyword, .real(0))) }
        #expect(throws: WCSError.self) { try WCS(header) }
    }
}
