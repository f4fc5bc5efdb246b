/// The frame of a column of positions that are not in the ICRS: FK4 of 1950, FK5 of another equinox, galactic.
///
/// Positions in the ICRS, in FK5 of 2000 (which lies within 0.03 arcsec of it), and those of which nothing is said have none.
public struct SkyFrame: Sendable, Hashable, Codable, CustomStringConvertible {
    /// As the file names it: `eq_FK4`, `FK5`, `galactic`.
    public let system: String
    /// Such as `B1950`; nil where the file names none.
    public let equinox: String?

    public var description: String { [system, equinox].compactMap(\.self).joined(separator: " ") }

    /// - Parameters:
    ///   - system: COOSYS `system` of a VOTable, RADESYS of a FITS header; nil where only an equinox is given.
    ///   - equinox: COOSYS `equinox`, EQUINOX: `B1950`, `1950.0`.
    /// - Returns: nil for the ICRS, for FK5 of 2000, and for words that are no frame on the sky.
    init?(system: String?, equinox: String?) {
        let name = (system ?? "").uppercased().replacing("EQ_", with: "")
        let year = equinox.flatMap { Double($0.drop { !$0.isNumber }) }
        let isOf2000 = year.map { $0 == 2000 } ?? true
        switch name {
        case "", "FK5": if isOf2000 { return nil }
        case "FK4", "FK4-NO-E", "GAPPT", "GALACTIC", "GALACTIC_I", "GALACTIC_II", "SUPERGALACTIC", "SUPER_GALACTIC":
            break
        default: guard name.hasPrefix("ECL") else { return nil }
        }
        // The standard's rule for a header that names an equinox alone (FITS 4.0, section 8.3).
        self.system = system ?? ((year ?? 2000) < 1984 ? "FK4" : "FK5")
        self.equinox = equinox
    }

    /// The frame that a column's name tells; nil for the ICRS or J2000.
    static func named(in name: String) -> SkyFrame? {
        let name = name.lowercased()
        for year in ["1950", "1900", "1875", "1855"] where name.contains(year) {
            return SkyFrame(system: "FK4", equinox: "B" + year)
        }
        return name.contains("fk4") ? SkyFrame(system: "FK4", equinox: nil) : nil
    }

    /// Whether a column's name tells that it is in the ICRS or of J2000, whatever the table as a whole is in.
    static func isModern(_ name: String) -> Bool {
        let name = name.lowercased()
        return ["2000", "icrs", "fk5", "gaia"].contains { name.contains($0) }
    }
}

extension ColumnInfo {
    /// The frame of its positions, by what the file says, else by its name; nil for the ICRS and J2000.
    var positionFrame: SkyFrame? { frame ?? SkyFrame.named(in: name) }
}
