internal import Images

/// The units of a file that hold images: those of the sky, and those that say which of their pixels are sound.
struct TileUnits {
    struct Unit {
        let hdu: Int
        /// EXTNAME in capitals.
        let name: String
        /// With the sky system of the file's first unit, where it has none.
        let header: FITSHeader
    }

    let units: [Unit]
    /// Header of the first unit, whatever it holds.
    let primary: FITSHeader

    /// What beside an image holds no image of the sky (DES, HSC, Rubin, HST, JWST, Euclid).
    private static let companions: Set = [
        "MSK", "MASK", "WGT", "WEIGHT", "WHT", "ERR", "DQ", "CTX", "CON", "VAR", "VARIANCE", "INVVAR", "RMS", "FLG",
        "BKG", "PSF", "EXP", "NEXP", "SDQFLAGS", "D2IMARR", "WCSDVARR", "VAR_POISSON", "VAR_RNOISE", "VAR_FLAT",
    ]

    init(_ file: FITSFile) throws(FITSError) {
        primary = try file.header(hdu: 0)
        var units: [Unit] = []
        for hdu in 0..<file.count {
            guard try file.isImage(hdu: hdu) else { continue }
            let header = try file.header(hdu: hdu).inheriting(primary)
            // An array of one axis goes with an image: the calibration of each column in an SDSS frame.
            if header.integer("NAXIS") == 1 { continue }
            units.append(Unit(hdu: hdu, name: header.string("EXTNAME")?.uppercased() ?? "", header: header))
        }
        self.units = units
    }

    /// The header by which a unit is read.
    static func header(hdu: Int, of file: FITSFile) throws(FITSError) -> FITSHeader {
        try file.header(hdu: hdu).inheriting(file.header(hdu: 0))
    }

    /// The units called SCI (`SCI`, `CCD3.SCI`); else the first that can hold an image of the sky.
    var science: [Unit] {
        let named = units.filter { $0.name == "SCI" || $0.name.hasSuffix(".SCI") }
        return named.isEmpty ? Array((units.filter(isScience).first ?? units.first).map { [$0] } ?? []) : named
    }

    /// Further units that say where they lie: the other detectors of a mosaic, or what belongs to an image.
    var others: [Unit] {
        let science = science.map(\.hdu)
        return units.filter { isScience($0) && !science.contains($0.hdu) && $0.header["CTYPE1"] != nil }
    }

    private func isScience(_ unit: Unit) -> Bool {
        // A cutout's mask of one band is called MSK_band.
        !unit.name.hasPrefix("MSK_")
            && !TileUnits.companions.contains(unit.name.split(separator: ".").last.map(String.init) ?? "")
    }

    /// The unit of one of these names that goes with an image: where there are several images, that of the same EXTVER, or
    /// the one that follows it.
    func companion(_ names: [String], of image: Unit) -> Unit? {
        if let own = units.first(where: { unit in names.contains { unit.name == "\($0)_\(image.name)" } }) {
            return own
        }
        let named = units.filter { names.contains($0.name) && $0.hdu != image.hdu }
        let images = science
        if images.count == 1, images[0].hdu == image.hdu { return named.first }
        if let version = image.header.integer("EXTVER"),
            let same = named.first(where: { $0.header.integer("EXTVER") == version })
        {
            return same
        }
        let next = (images + others).map(\.hdu).filter { $0 > image.hdu }.min() ?? .max
        return named.first { $0.header["EXTVER"] == nil && (image.hdu..<next).contains($0.hdu) }
    }
}
