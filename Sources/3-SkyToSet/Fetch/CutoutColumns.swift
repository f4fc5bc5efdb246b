internal import Cutouts
internal import Files
internal import Manifests
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

    static let infos = [
        GalaxyColumn.id, .file, .survey, .ra, .dec, .sizeArcsec, .missingFraction, .maskedFraction, .flags, .source,
    ].map(\.info)

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
        let values: [Column.Values] = [
            .string(ids), .string(files), .string(surveys), .double(ra), .double(dec), .double(sizes), .double(missing),
            .double(masked), .string(flags), .string(sources),
        ]
        return zip(Self.infos, values).map { Column($0, $1) }
    }
}
