internal import Cutouts
internal import Files
internal import Sky
internal import Tables

/// The columns of a manifest that say what a cutout shows, for a batch of rows.
struct CutoutColumns {
    private var ids: [String] = []
    private var files: [String] = []
    private var surveys: [String] = []
    private var ra: [Double] = []
    private var dec: [Double] = []
    private var sizes: [Double] = []
    private var missing: [Double] = []
    private var masked: [Double] = []
    private var flags: [String] = []
    private var sources: [String] = []

    static var infos: [ColumnInfo] { CutoutColumns().columns.map(\.info) }

    mutating func append(
        _ target: FetchTarget, _ piece: FilePiece, survey: String, missing: Double?, masked: Double?, flags: String,
        source: String
    ) {
        ids.append(target.id)
        files.append("\(piece)")
        surveys.append(survey)
        ra.append(target.position?.ra.degrees ?? .nan)
        dec.append(target.position?.dec.degrees ?? .nan)
        sizes.append(target.halfSide.map { 2 * $0.arcseconds } ?? .nan)
        self.missing.append(missing ?? .nan)
        self.masked.append(masked ?? .nan)
        self.flags.append(flags)
        sources.append(source)
    }

    var columns: [Column] {
        [
            Column("id", .string(ids), ucd: "meta.id;meta.main"),
            Column("file", .string(files)),
            Column("survey", .string(surveys)),
            Column("ra", .double(ra), unit: "deg", ucd: "pos.eq.ra;meta.main"),
            Column("dec", .double(dec), unit: "deg", ucd: "pos.eq.dec;meta.main"),
            Column("size_arcsec", .double(sizes), unit: "arcsec", description: "side of the cutout"),
            Column("missing_fraction", .double(missing), description: "share of the pixels that are padding"),
            Column("masked_fraction", .double(masked), description: "share of the pixels that could not be used"),
            Column("flags", .string(flags)),
            Column("source", .string(sources), description: "address that was asked"),
        ]
    }
}
