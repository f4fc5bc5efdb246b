public import Foundation

/// FITS files made byte by byte, without the library that is tested.
public enum FITSBytes {
    /// A TAN image of one band, or with several bands a cube with cards `BAND0`, `BAND1` …, of 32-bit floats.
    ///
    /// - Parameters:
    ///   - centre: degrees, at the middle of the image.
    ///   - source: where the light is, degrees; a round Gaussian of 2 pixels, 10 units high, on a sky of little noise.
    ///   - cards: further cards, 80 characters at most.
    public static func image(
        bands: [String], width: Int, height: Int, scaleArcsec: Double, centre: (ra: Double, dec: Double),
        source: (ra: Double, dec: Double)? = nil, hasWCS: Bool = true, isEmpty: Bool = false, cards: [String] = []
    ) -> Data {
        let scale = scaleArcsec / 3600
        var lines = ["SIMPLE  =                    T", "BITPIX  =                  -32"]
        lines.append("NAXIS   =                    \(bands.count > 1 ? 3 : 2)")
        lines += [card("NAXIS1", width), card("NAXIS2", height)]
        if bands.count > 1 { lines.append(card("NAXIS3", bands.count)) }
        if hasWCS {
            lines += [
                "CTYPE1  = 'RA---TAN'", "CTYPE2  = 'DEC--TAN'", card("CRVAL1", centre.ra), card("CRVAL2", centre.dec),
                card("CRPIX1", Double(width + 1) / 2), card("CRPIX2", Double(height + 1) / 2), card("CD1_1", -scale),
                card("CD1_2", 0.0), card("CD2_1", 0.0), card("CD2_2", scale),
            ]
        }
        if bands.count > 1 {
            lines += bands.enumerated().map { "BAND\($0)   = '\($1)'" }
        } else {
            lines.append("FILTER  = '\(bands[0]) DECam SDSS'")
        }
        lines += cards + ["END"]
        var data = Data(lines.map { $0.padding(toLength: 80, withPad: " ", startingAt: 0) }.joined().utf8)
        data.append(Data(repeating: 0x20, count: padding(data.count)))
        // On the tangent plane, near the centre.
        let place = source ?? centre
        let x0 = Double(width - 1) / 2 - (place.ra - centre.ra) * cos(centre.dec * .pi / 180) / scale
        let y0 = Double(height - 1) / 2 + (place.dec - centre.dec) / scale
        var state: UInt64 = 1
        for _ in bands {
            for y in 0..<height {
                for x in 0..<width {
                    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    let square = (Double(x) - x0) * (Double(x) - x0) + (Double(y) - y0) * (Double(y) - y0)
                    let value = 10 * exp(-square / 8) + 0.01 * Double(state >> 40) * 0x1p-24
                    withUnsafeBytes(of: Float(isEmpty ? 0 : value).bitPattern.bigEndian) { data.append(contentsOf: $0) }
                }
            }
        }
        data.append(Data(count: padding(data.count)))
        return data
    }

    private static func padding(_ count: Int) -> Int { (2880 - count % 2880) % 2880 }

    private static func card(_ keyword: String, _ value: some CustomStringConvertible) -> String {
        let text = value.description
        return keyword.padding(toLength: 8, withPad: " ", startingAt: 0) + "= "
            + String(repeating: " ", count: max(0, 20 - text.count)) + text
    }
}
