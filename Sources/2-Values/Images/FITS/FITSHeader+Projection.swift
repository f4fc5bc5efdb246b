extension FITSHeader {
    /// The header with the distorted tangent plane under its registered name, TPV.
    ///
    /// SCAMP long wrote its polynomial as CTYPE = RA---TAN with cards PVi_m. TAN itself has no such cards on the latitude
    /// axis and none above m = 4 on the longitude axis (Calabretta and Greisen 2002, section 5.1.3).
    public var withNamedProjection: FITSHeader {
        guard let types = FITSHeader.axes.map({ string($0) }) as? [String], types.allSatisfy({ $0.hasSuffix("-TAN") }),
            let latitude = types.firstIndex(where: { $0.hasPrefix("DEC") }),
            cards.contains(where: { FITSHeader.isPolynomial($0.keyword, latitude: latitude + 1) })
        else { return self }
        var header = self
        for (axis, type) in zip(FITSHeader.axes, types) {
            header.set(FITSCard(axis, .string(type.dropLast(3) + "TPV"), "TAN with a polynomial"))
        }
        return header
    }

    /// The header with the sky system as the standard and WCSLib name it; see ``withNamedProjection``. Units of its axes are
    /// written in many ways, such as `degrees` and `DEG` (astropy reads them, too).
    public var withNamedSystem: FITSHeader {
        var header = withNamedProjection
        for (index, card) in header.cards.enumerated() where card.keyword.hasPrefix("CUNIT") {
            guard case .string(let text) = card.value, let unit = FITSHeader.unit(text), unit != text else { continue }
            header.cards[index].value = .string(unit)
        }
        return header
    }

    /// The standard's name of an angle's unit; nil for what is none.
    static func unit(_ text: String) -> String? {
        switch text.lowercased().filter({ $0.isLetter }) {
        case "", "deg", "degs", "degree", "degrees": "deg"
        case "arcmin", "arcmins", "arcminute", "arcminutes": "arcmin"
        case "arcsec", "arcsecs", "arcsecond", "arcseconds", "asec": "arcsec"
        case "mas", "milliarcsec", "milliarcsecond", "milliarcseconds": "mas"
        case "rad", "rads", "radian", "radians": "rad"
        default: nil
        }
    }

    private static let axes = ["CTYPE1", "CTYPE2"]

    /// True for PVi_m that only the polynomial has.
    private static func isPolynomial(_ keyword: String, latitude: Int) -> Bool {
        guard keyword.hasPrefix("PV") else { return false }
        let numbers = keyword.dropFirst(2).split(separator: "_", omittingEmptySubsequences: false).map { Int($0) }
        guard numbers.count == 2, let axis = numbers[0], let term = numbers[1] else { return false }
        return axis == latitude || term > 4
    }
}
