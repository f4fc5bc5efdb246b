internal import CWCSLib

extension WCS {
    /// Refuses what is not right ascension and declination of J2000: the galaxies would be looked for at other places.
    ///
    /// Without RADESYS the equinox tells the frame, without both it is ICRS (Calabretta and Greisen 2002, section 3.1).
    static func checkFrame(_ native: UnsafeMutablePointer<wcsprm>) throws(WCSError) {
        let system = native.pointee
        let axes = text(system.lngtyp)
        guard axes == "RA" else {
            throw WCSError(
                message: "its axes are \(axes) and \(text(system.lattyp)); bring it to right ascension and declination")
        }
        let equinox = system.equinox
        let hasEquinox = equinox < 1e4
        let told = text(system.radesys)
        let frame = !told.isEmpty ? told : !hasEquinox ? "ICRS" : equinox < 1984 ? "FK4" : "FK5"
        switch frame {
        case "ICRS": return
        case "FK5" where !hasEquinox || equinox == 2000: return
        default:
            throw WCSError(
                message: "its frame is \(frame)\(hasEquinox ? " of \(equinox)" : ""); bring it to ICRS or FK5 of 2000")
        }
    }

    /// The text in a fixed array of characters.
    private static func text(_ characters: some Any) -> String {
        withUnsafeBytes(of: characters) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
            .split(separator: " ").first.map(String.init) ?? ""
    }
}
