internal import Files
internal import Tables

/// In which unit a catalogue gives sizes.
enum SizeUnit {
    private static let arcseconds: [String: Double] = [
        "arcsec": 1, "arcsecs": 1, "arcsecond": 1, "arcseconds": 1, "asec": 1, "as": 1, "mas": 0.001, "arcmin": 60,
        "arcminute": 60, "arcminutes": 60, "deg": 3600, "degree": 3600, "degrees": 3600, "rad": 648_000 / .pi,
        "radian": 648_000 / .pi, "radians": 648_000 / .pi,
    ]
    private static let pixels: Set = ["pix", "pixel", "pixels", "px"]

    /// Factor that brings a column's numbers to arcseconds, or to pixels.
    /// - Parameters:
    ///   - inPixels: true for a size in pixels, which a column without unit then has; else it is arcseconds.
    ///   - pixelScaleArcsec: of the image that was measured.
    /// - Throws: `InputError` for a unit that is none of a length on the sky.
    static func factor(of column: Column, inPixels: Bool, pixelScaleArcsec: Double, path: String?) throws -> Double {
        let unit = (column.unit ?? "").lowercased().filter { !" []".contains($0) }
        if unit.isEmpty { return 1 }
        if pixels.contains(unit) { return inPixels ? 1 : pixelScaleArcsec }
        guard let factor = arcseconds[unit] else {
            throw InputError(
                file: path, column: column.name, problem: "'\(column.unit ?? "")' is not a unit of a size",
                remedy: "Known are arcsec, arcmin, deg, rad, mas and pix; arcsec is taken where there is none")
        }
        return inPixels ? factor / pixelScaleArcsec : factor
    }
}
