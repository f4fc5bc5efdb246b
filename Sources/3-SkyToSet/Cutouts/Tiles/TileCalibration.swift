internal import Images

/// What one unit of a tile's pixels is, and from where on they are saturated.
struct TileCalibration {
    /// AB magnitude of one unit.
    let zeroPoint: Double
    /// Pixels of this value and above are saturated.
    let saturation: Float?

    /// AB magnitudes of units that BUNIT may name (Oke and Gunn 1983: 0 is 3631 Jy).
    private static let units: [String: Double] = [
        "nanomaggy": 22.5, "nanomaggies": 22.5, "nanomaggie": 22.5, "nmgy": 22.5, "maggy": 0, "maggies": 0,
        "jy": 8.9, "mjy": 16.4, "ujy": 23.9, "microjy": 23.9, "njy": 31.4,
    ]

    /// - Parameters:
    ///   - headers: of the image and of its file, in this order.
    ///   - path: for messages.
    /// - Throws: ``CutoutError/unusable(file:reason:)``.
    init(_ headers: [FITSHeader], rules: TileRules, path: String) throws(CutoutError) {
        func real(_ keyword: String) -> Double? {
            headers.lazy.compactMap { header in
                // Some write numbers as text.
                header.real(keyword) ?? header.string(keyword).flatMap(Double.init)
            }.first
        }
        let keywords = ["MAGZERO", "MAGZPT"]
        for keyword in keywords where real(keyword) == nil {
            if let text = headers.lazy.compactMap({ $0.string(keyword) }).first {
                throw .unusable(file: path, reason: "\(keyword) = '\(text)' is no zero-point; correct the header")
            }
        }
        let unit = (headers.lazy.compactMap { $0.string("BUNIT") }.first ?? "").filter { $0 != " " }
        if real("MAGZERO") == nil, real("MAGZPT") == nil,
            ["/arcsec", "/sr", "arcsec-2", "arcsec^-2", "sr-1", "sr^-1"].contains(where: {
                unit.lowercased().contains($0)
            })
        {
            throw .unusable(
                file: path, reason: "BUNIT = '\(unit)' is a brightness of the sky; bring the pixels to flux a pixel")
        }
        guard
            let zeroPoint = keywords.lazy.compactMap(real).first ?? TileCalibration.magnitude(of: unit)
                ?? rules.zeroPoint
        else {
            throw .unusable(
                file: path, reason: "no card MAGZERO, MAGZPT or BUNIT gives its zero-point; give one (--zero-point)")
        }
        self.zeroPoint = zeroPoint
        // 0 is written by programs that do not know the level.
        saturation = (real("SATURATE").flatMap { $0 > 0 ? $0 : nil } ?? rules.saturation).map { Float($0) }
    }

    private static func magnitude(of unit: String) -> Double? {
        // A capital tells mega from milli.
        if unit.hasPrefix("MJ") { return 8.9 - 15 }
        return units[unit.lowercased()]
    }
}
