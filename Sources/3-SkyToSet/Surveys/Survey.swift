public import Sky
public import Tables

/// What must be known of an imaging survey: columns, bands, pixels and calibration to cut its galaxies out, which rows of
/// its catalogue are galaxies, and which servers have its images. Nothing else is decided by a survey's name.
///
/// ```swift
/// let kids = try Survey(settings: "kids.json")
/// let summary = try FetchRun.perform(FetchRequest(catalogue: "kids.csv", survey: kids, output: "kids"))
/// ```
public struct Survey: Sendable, Equatable, Codable {
    /// Short name, as in the column `survey` of a manifest: `sdss`, `des`, `legacy`, or the user's own.
    public var name: String
    /// Columns that may hold the galaxy's identifier, the best first; `id` and `id_str` are always understood.
    public var idColumns: [String]
    /// Names of the bands drawn red, green and blue; of the one that is drawn grey.
    public var bands: [String]
    /// Side of a pixel in arcseconds.
    public var pixelScaleArcsec: Double
    /// AB magnitude of one unit of the images, for images whose header does not say it; nil when it is not known.
    public var zeroPoint: Double?
    /// Where the catalogue says how large a galaxy is.
    public var size: SizeRule
    /// Pixels of this value and above are saturated, for images without a card SATURATE; nil when there is no such limit.
    public var saturation: Double?
    /// Bits of the mask image that make a pixel unusable; nil: those whose names in its header are defects, any without names.
    public var maskBits: UInt32?
    /// Conditions on the rows of its catalogue, such as those that leave stars out.
    public var cuts: [Cut]
    /// Further conditions on galaxies without label.
    public var unlabelledCuts: [Cut]
    /// Servers of its images, the usual first; one at most for each interface.
    public var services: [SurveyService]
    /// The table that a service takes for thousands of galaxies at once; nil where there is none.
    public var bulkRequest: BulkFormat?

    /// How thousands of galaxies are asked for at once.
    public enum BulkFormat: String, Sendable, Codable, CaseIterable {
        /// The table of positions and sizes of DESaccess.
        case desAccess = "desaccess"
    }

    public init(
        name: String, idColumns: [String] = [], bands: [String], pixelScaleArcsec: Double, zeroPoint: Double?,
        size: SizeRule, saturation: Double? = nil, maskBits: UInt32? = nil, cuts: [Cut] = [],
        unlabelledCuts: [Cut] = [],
        services: [SurveyService] = [], bulkRequest: BulkFormat? = nil
    ) {
        precondition(bands.count == 3 || bands.count == 1, "a picture has 3 bands or 1, not \(bands)")
        precondition(pixelScaleArcsec > 0, "pixels of \(pixelScaleArcsec) arcsec have no size")
        self.name = name
        self.idColumns = idColumns
        self.bands = bands
        self.pixelScaleArcsec = pixelScaleArcsec
        self.zeroPoint = zeroPoint
        self.size = size
        self.saturation = saturation
        self.maskBits = maskBits
        self.cuts = cuts
        self.unlabelledCuts = unlabelledCuts
        self.services = services
        self.bulkRequest = bulkRequest
    }

    /// Sloan Digital Sky Survey: frames in nanomaggies (York et al. 2000, AJ 120, 1579).
    public static let sdss = Survey(
        name: "sdss", idColumns: ["objID", "dr7objid", "dr8objid", "OBJID"], bands: ["i", "r", "g"],
        pixelScaleArcsec: 0.396127, zeroPoint: 22.5, size: .petrosianRadius(column: "petroRad_r"),
        services: [
            SurveyService(.skyServer, address: "https://skyserver.sdss.org/dr18/SkyServerWS/ImgCutout/getjpeg"),
            SurveyService(.sdssFrames, address: "https://data.sdss.org/sas/dr17/eboss/photoObj/frames"),
        ])

    /// Dark Energy Survey: coadd tiles with zero-point 30 (Abbott et al. 2018, ApJS 239, 18).
    ///
    /// The cuts are those of the paper's code: a star has a spread of 0, a galaxy more than 0.005; flags below 4 are
    /// harmless (neighbours, blending); each of the three bands was observed; unlabelled galaxies are brighter than 18 mag
    /// in g (Khan et al. 2019, arXiv:1812.02183).
    public static let des = Survey(
        name: "des", idColumns: ["COADD_OBJECT_ID"], bands: ["i", "r", "g"], pixelScaleArcsec: 0.263, zeroPoint: 30,
        size: .kron(radiusColumn: "KRON_RADIUS", majorColumn: "A_IMAGE"),
        cuts: [Cut("WAVG_SPREAD_MODEL_I", .greater, 0.005)]
            + ["G", "R", "I"].map { Cut("FLAGS_\($0)", .less, 4) }
            + ["G", "R", "I"].map { Cut("NEPOCHS_\($0)", .greater, 0) },
        unlabelledCuts: [Cut("MAG_AUTO_G", .less, 18)],
        services: [SurveyService(.simpleImageAccess, address: "https://datalab.noirlab.edu/sia/des_dr2")],
        bulkRequest: .desAccess)

    /// DESI Legacy Imaging Surveys: bricks in nanomaggies (Dey et al. 2019, AJ 157, 168).
    public static let legacy = Survey(
        name: "legacy", idColumns: ["ls_id", "objid"], bands: ["z", "r", "g"], pixelScaleArcsec: 0.262, zeroPoint: 22.5,
        size: .halfLightRadius(column: "shape_r"),
        services: [(SurveyService.Interface.legacyImages, "fits-cutout"), (.legacyPictures, "jpeg-cutout")].map {
            SurveyService(
                $0, address: "https://www.legacysurvey.org/viewer/\($1)", layer: "ls-dr10", connections: 2,
                requestsPerSecond: 2)
        })

    /// The surveys that are known without settings.
    public static let known: [Survey] = [sdss, des, legacy]

    /// The survey of a name, in any case; nil when none is called so.
    public static func named(_ name: String) -> Survey? {
        known.first { $0.name == name.lowercased() }
    }

    /// The survey whose size columns are all in a catalogue; nil when none or several are.
    /// - Parameter columns: names of the catalogue's columns, in any case.
    public static func recognised(from columns: [String]) -> Survey? {
        let names = Set(columns.map { $0.lowercased() })
        let fitting = known.filter { survey in survey.size.columns.allSatisfy { names.contains($0.lowercased()) } }
        return fitting.count == 1 ? fitting[0] : nil
    }

    /// Half sides of all rows of a catalogue.
    /// Sizes are brought from the columns' units; KRON_RADIUS has none.
    /// - Returns: one a row; nil where a size is missing or not above 0.
    /// - Throws: `InputError` when a column is missing, its unit is not known or a cell is no number.
    public func halfSides(of table: Table, framing: CutoutFraming) throws -> [Angle?] {
        let columns = try size.columns.enumerated().map { number, name in
            var factor = 1.0
            switch size {
            case .kron where number == 0: break
            case .kron, .petrosianRadius, .halfLightRadius, .fixed:
                let inPixels = if case .kron = size { true } else { false }
                factor = try SizeUnit.factor(
                    of: table.requiredColumn(name), inPixels: inPixels, pixelScaleArcsec: pixelScaleArcsec,
                    path: table.path)
            }
            return try table.doubles(name).map { value in value.map { $0 * factor } }
        }
        return (0..<table.rowCount).map { row in
            size.halfSide(of: columns.map { $0[row] }, framing: framing, pixelScaleArcsec: pixelScaleArcsec)
        }
    }
}
