internal import Files
internal import Manifests
internal import Sky
internal import Surveys
internal import Tables

/// The table of positions that the cutout service of DESaccess takes for thousands of galaxies at once: columns
/// `COADD_OBJECT_ID`, or `RA` and `DEC` in degrees to five decimals, and `XSIZE`, `YSIZE` in arcminutes, 0.1 to 12;
/// `MAKE_FITS` and `COLORS_FITS` ask for FITS files in these bands.
///
/// After the source of DESaccess (https://github.com/des-labs/desaccess-public, `bulkthumbs.py`), which refuses other
/// columns, and a row with both kinds of position. An installation limits the rows of one job (5000 in the example of its
/// `values.yaml`).
public enum BulkRequest {
    /// How many galaxies the table holds, and how many of the catalogue it cannot hold.
    public struct Summary: Sendable, Equatable, Codable {
        public var written = 0
        /// Without position or size.
        public var leftOut = 0
        /// Larger or smaller than the service makes them; they get the nearest size.
        public var resized = 0
    }

    private static let arcminutes = 0.1...12.0

    /// Writes the table for all galaxies of a catalogue.
    ///
    /// - Throws: `InputError` for a catalogue that cannot be used, `WriteError`.
    public static func write(_ request: FetchRequest, to path: String) throws -> Summary {
        let targets = try FetchTarget.read(request)
        let hasIDs = try TableFile.reader(request.catalogue).columns.contains {
            $0.name.uppercased() == "COADD_OBJECT_ID"
        }
        let ids = hasIDs ? try objectIDs(request.catalogue) : nil
        var summary = Summary()
        var text = hasIDs ? "COADD_OBJECT_ID" : "RA,DEC"
        text += ",XSIZE,YSIZE,MAKE_FITS,COLORS_FITS\n"
        let bands = String(request.survey.bands.joined().reversed())
        try AtomicFile.write(path) { sink in
            try sink.write(text)
            for (index, target) in targets.enumerated() {
                guard let position = target.position, let halfSide = target.halfSide, ids?[index] != "" else {
                    summary.leftOut += 1
                    continue
                }
                let wanted = 2 * halfSide.arcminutes
                let side = min(max(wanted, arcminutes.lowerBound), arcminutes.upperBound)
                if side != wanted { summary.resized += 1 }
                let place = ids?[index] ?? "\(decimal(position.ra.degrees)),\(decimal(position.dec.degrees))"
                try sink.write("\(place),\(decimal(side)),\(decimal(side)),1,\(bands)\n")
                summary.written += 1
            }
        }
        return summary
    }

    private static func objectIDs(_ path: String) throws -> [String] {
        try IdentifierColumn.reader(path, columns: ["COADD_OBJECT_ID"]).rest().texts("COADD_OBJECT_ID")
    }

    /// Five places after the point, as the service rounds positions to.
    private static func decimal(_ number: Double) -> String {
        let scaled = Int((abs(number) * 1e5).rounded())
        let fraction = String(scaled % 100_000)
        let sign = number < 0 && scaled > 0 ? "-" : ""
        return "\(sign)\(scaled / 100_000).\(String(repeating: "0", count: 5 - fraction.count))\(fraction)"
    }
}
