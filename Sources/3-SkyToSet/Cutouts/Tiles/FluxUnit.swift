internal import Foundation

/// What BUNIT says one unit of an image's pixels is.
///
/// Units are read as the FITS standard 4.0 writes them (section 4.3) and as surveys do: `uJy/pixel`, `microJansky`,
/// `nanomaggies`, `1e-6 Jy`, `10**-6 Jy pixel-1`, `erg/s/cm2/Hz`. "A pixel" changes nothing: pixels hold it anyway.
enum FluxUnit: Equatable {
    /// None is named.
    case none
    /// A flux density: AB magnitude of one unit (Oke and Gunn 1983, ApJ 266, 713: 0 is 3631 Jy).
    case flux(zeroPoint: Double)
    /// Flux of an area of the sky.
    case brightness
    /// Counts, electrons or whatever else is no flux; a second or not.
    case other(isRate: Bool)

    init(_ text: String) {
        let text = text.trimmingCharacters(in: CharacterSet(charactersIn: " []{}'\""))
        if ["", "none", "unknown", "undefined", "unspecified", "n/a"].contains(text.lowercased()) {
            self = .none
            return
        }
        let (factor, unit) = FluxUnit.scaled(text)
        guard let powers = FluxUnit.powers(unit) else {
            self = .other(isRate: false)
            return
        }
        let names = Dictionary(powers.map { (FluxUnit.name($0.name), $0.power) }, uniquingKeysWith: +)
        if names.contains(where: { FluxUnit.areas.contains($0.key) && $0.value < 0 }) {
            self = .brightness
        } else if powers.count == 1, powers[0].power == 1, let unit = FluxUnit.flux(powers[0].name) {
            self = .flux(zeroPoint: FluxUnit.rounded(unit - 2.5 * factor))
        } else if names == ["erg": 1, "s": -1, "cm": -2, "hz": -1] {
            self = .flux(zeroPoint: FluxUnit.rounded(-48.6 - 2.5 * factor))
        } else if names == ["w": 1, "m": -2, "hz": -1] {
            self = .flux(zeroPoint: FluxUnit.rounded(-56.1 - 2.5 * factor))
        } else {
            self = .other(isRate: names["s"] == -1)
        }
    }

    private static let areas: Set = ["arcsec", "arcmin", "deg", "sr"]

    /// Logarithm of the number before a unit (`1e-6`, `10**-6`, `10^(-6)`), and the rest.
    private static func scaled(_ text: String) -> (Double, Substring) {
        if let power = text.prefixMatch(of: /10\s*(?:(?:\*\*|\^)\s*\(?\s*([+-]?\d{1,3})\s*\)?|([+-]\d{1,3}))/) {
            return ((power.1 ?? power.2).flatMap { Double($0) } ?? 0, text[power.range.upperBound...])
        }
        if let number = text.prefixMatch(of: /\d*\.?\d+(?:[eE][+-]?\d+)?/), let value = Double(number.0), value > 0,
            value.isFinite
        {
            return (log10(value), text[number.range.upperBound...])
        }
        return (0, text[...])
    }

    /// The units of a product and their powers, without pixels; nil for what is no product of units.
    private static func powers(_ text: Substring) -> [(name: String, power: Int)]? {
        var rest = text
        var signs = [1]
        var sign = 1
        var result: [(name: String, power: Int)] = []
        while let first = rest.first {
            if first.isLetter {
                guard let match = rest.prefixMatch(of: /(\p{L}+)(?:(?:\*\*|\^)?\(?([+-]?\d{1,3})\)?)?/) else {
                    return nil
                }
                rest = rest[match.range.upperBound...]
                let name = String(match.1)
                if name.lowercased() == "per" {
                    sign = -1
                    continue
                }
                // e- is an electron.
                if name == "e", rest.first == "-" { rest.removeFirst() }
                let power = signs.reduce(1, *) * sign * (match.2.flatMap { Int($0) } ?? 1)
                sign = 1
                if !["pixel", "pixels", "pix", "px"].contains(name.lowercased()) { result.append((name, power)) }
                continue
            }
            rest.removeFirst()
            switch first {
            case "/": sign = -1
            case "(":
                signs.append(sign)
                sign = 1
            case ")" where signs.count > 1: signs.removeLast()
            case " ", ".", "*", "·": continue
            default: return nil
            }
        }
        return result
    }

    /// A unit in one spelling.
    private static func name(_ text: String) -> String {
        switch text.lowercased() {
        case "sec", "secs", "second", "seconds": "s"
        case "ergs": "erg"
        case "hertz": "hz"
        case "watt", "watts": "w"
        case "arcsecs", "arcsecond", "arcseconds", "asec", "sqarcsec": "arcsec"
        case "arcminute", "arcminutes", "sqarcmin": "arcmin"
        case "degree", "degrees", "sqdeg": "deg"
        case "steradian", "steradians", "str": "sr"
        case let text: text
        }
    }

    /// AB magnitude of a jansky or a maggy with its prefix; nil for another unit.
    private static func flux(_ text: String) -> Double? {
        let units: [(names: [String], zeroPoint: Double)] = [
            (["janskys", "janskies", "jansky", "jy"], 8.9), (["maggies", "maggie", "maggy", "mgy"], 0),
        ]
        for (names, zeroPoint) in units {
            guard let name = names.first(where: text.lowercased().hasSuffix) else { continue }
            let prefix = text.dropLast(name.count)
            let power: Double
            switch prefix.lowercased() {
            case "": power = 0
            case "p", "pico": power = -12
            case "n", "nano": power = -9
            case "u", "µ", "μ", "micro": power = -6
            // A capital tells mega from milli.
            case "m": power = prefix == "M" ? 6 : -3
            case "milli": power = -3
            case "k", "kilo": power = 3
            case "mega": power = 6
            default: return nil
            }
            return zeroPoint - 2.5 * power
        }
        return nil
    }

    private static func rounded(_ magnitude: Double) -> Double { (magnitude * 1e6).rounded() / 1e6 }
}
