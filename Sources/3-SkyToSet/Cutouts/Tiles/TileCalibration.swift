internal import Foundation
internal import Images

/// What one unit of a tile's pixels is, and from where on they are saturated.
struct TileCalibration: Sendable {
    /// AB magnitude of one unit.
    let zeroPoint: Double
    /// Where the zero-point is from, for a FITS card: at most 44 characters.
    let origin: String
    /// What the user must know of it; nil where the header says all.
    let remark: String?
    /// False where BUNIT names another flux than the card by which pixels are read.
    let agreesWithUnit: Bool
    /// Pixels of this value and above are saturated.
    let saturation: Float?

    /// Cards with the AB magnitude of one unit, the best first: the first two of DES and of Astromatic's programs, the
    /// others of ESO, PTF, and many more.
    private static let cards = ["MAGZERO", "MAGZPT", "PHOTZP", "MAGZP", "ZP", "ZEROPNT"]

    /// - Parameters:
    ///   - headers: of the image and of its file, in this order.
    ///   - path: for messages.
    /// - Throws: ``CutoutError/uncalibrated(file:reason:)``, ``CutoutError/unusable(file:reason:)``.
    init(_ headers: [FITSHeader], rules: TileRules, path: String) throws(CutoutError) {
        func text(_ keyword: String) -> String? { headers.lazy.compactMap { $0.string(keyword) }.first }
        func real(_ keyword: String) -> Double? {
            headers.lazy.compactMap { header in
                // Some write numbers as text.
                (header.real(keyword) ?? header.string(keyword).flatMap(Double.init)).flatMap { $0.isFinite ? $0 : nil }
            }.first
        }
        // 0 is written by programs that do not know the level.
        saturation = (real("SATURATE").flatMap { $0 > 0 ? $0 : nil } ?? rules.saturation).map { Float($0) }
        for keyword in TileCalibration.cards.prefix(2) where real(keyword) == nil {
            if let text = text(keyword) {
                throw .unusable(file: path, reason: "\(keyword) = '\(text)' is no zero-point; correct the header")
            }
        }
        if real("BSOFTEN") != nil, real("BOFFSET") != nil {
            throw .uncalibrated(
                file: path,
                reason: "its pixels are not linear (cards BSOFTEN and BOFFSET of Pan-STARRS); bring them to flux first")
        }
        let name = text("BUNIT") ?? ""
        let unit = FluxUnit(name)
        let stated = "[mag] AB magnitude of one unit"
        if let card = TileCalibration.cards.first(where: { real($0) != nil }), let value = real(card) {
            if let system = text("PHOTSYS") ?? text("MAGSYS"), system.uppercased().contains("VEGA") {
                throw .uncalibrated(
                    file: path, reason: "its zero-point \(card) is of Vega's system, not AB; change it in the header")
            }
            var other: Double?
            if case .flux(let zeroPoint) = unit { other = zeroPoint }
            zeroPoint = value
            agreesWithUnit = abs((other ?? value) - value) < 0.01
            let isUsual = TileCalibration.cards.prefix(2).contains(card)
            origin = isUsual ? stated : "[mag] AB magnitude of one unit, \(card)"
            remark =
                abs((rules.zeroPoint ?? value) - value) >= 0.01
                ? "\(card) stands above the zero-point that is given"
                : !agreesWithUnit
                    ? "\(card) and BUNIT = '\(name)' disagree on what one unit is: \(card) is taken"
                    : isUsual ? nil : "the zero-point is that of the card \(card), taken as AB magnitude of one unit"
            return
        }
        agreesWithUnit = true
        if case .flux(let zeroPoint) = unit {
            (self.zeroPoint, origin) = (zeroPoint, stated)
            remark =
                abs((rules.zeroPoint ?? zeroPoint) - zeroPoint) >= 0.01
                ? "BUNIT = '\(name)' stands above the zero-point that is given" : nil
            return
        }
        if unit != .brightness, let derived = TileCalibration.derived(unit, real) {
            zeroPoint = derived.zeroPoint
            origin = "[mag] AB magnitude of one unit, \(derived.card)"
            remark = "the zero-point is worked out from \(derived.card)"
            return
        }
        let what: String
        switch unit {
        case .brightness: what = "BUNIT = '\(name)' is a brightness of the sky; bring the pixels to flux a pixel, or"
        case .none, .flux: what = "no card MAGZERO, MAGZPT or BUNIT gives its zero-point;"
        case .other: what = "BUNIT = '\(name)' is no calibrated flux;"
        }
        if let value = rules.zeroPoint {
            (zeroPoint, origin) = (value, "[mag] AB of one unit, as the user says")
            remark =
                unit == .none ? nil : "BUNIT = '\(name)' is no calibrated flux: zero-point \(value) is taken, as given"
        } else if unit == .none, let value = rules.assumedZeroPoint {
            (zeroPoint, origin) = (value, "[mag] AB of one unit, assumed: the survey's")
            remark = "no card says what one unit is: zero-point \(value), the survey's, is assumed"
        } else {
            throw .uncalibrated(
                file: path,
                reason:
                    "\(what) give the AB magnitude of one unit, if it is known (--zero-point, or zero_point in a recipe's [input])"
            )
        }
    }

    /// A zero-point that other cards give.
    ///
    /// FLUXMAG0 is the flux of magnitude 0 (HSC, Rubin). With PHOTFLAM, the flux a wavelength of one unit a second, and
    /// PHOTPLAM, the pivot wavelength in ångström, HST's zero-point is −2.5 log10 PHOTFLAM − 5 log10 PHOTPLAM − 2.408
    /// (ACS Data Handbook 9, section 5.1.3; that of the ST system, −2.5 log10 PHOTFLAM − 21.1, brought to AB); units that
    /// are not of a second are divided by EXPTIME.
    private static func derived(
        _ unit: FluxUnit, _ real: (String) -> Double?
    ) -> (zeroPoint: Double, card: String)? {
        func positive(_ keyword: String) -> Double? { real(keyword).flatMap { $0 > 0 ? $0 : nil } }
        if let flux = positive("FLUXMAG0") { return (2.5 * log10(flux), "FLUXMAG0") }
        guard let flux = positive("PHOTFLAM"), let pivot = positive("PHOTPLAM") else { return nil }
        let zeroPoint = -2.5 * log10(flux) - 5 * log10(pivot) - 2.408
        guard unit == .other(isRate: false) else { return (zeroPoint, "PHOTFLAM") }
        return positive("EXPTIME").map { (zeroPoint + 2.5 * log10($0), "PHOTFLAM, EXPTIME") }
    }
}
