public import Files
public import HTTP
public import Surveys

/// What to fetch for which galaxies, from where, and how.
///
/// ```swift
/// var request = try FetchRequest(catalogue: "galaxies.csv", survey: .legacy, output: "legacy", product: .pictures)
/// request.service.layer = "sdss"
/// request.http.connections = 1
/// ```
public struct FetchRequest: Sendable, Equatable {
    /// Table of galaxies: identifier, position, and what the survey's size rule needs.
    public var catalogue: String
    /// The galaxies' survey.
    public var survey: Survey
    /// Directory for the results, made where it does not exist.
    public var output: String
    /// The server, perhaps at another address than the survey's own.
    public var service: SurveyService
    /// Pixels on a side of a cutout.
    public var size: Int
    public var framing = CutoutFraming()
    /// Names of the catalogue's columns of right ascension and declination; nil finds them.
    public var positionColumns: (ra: String, dec: String)?
    /// Column of the identifiers, or several with commas between; nil finds it.
    public var idColumn: String?
    /// Whether the images that pictures are made from are kept beside them.
    public var keepsImages = false
    /// Whether galaxies are asked for again that failed for good.
    public var retriesFailed = false
    /// Galaxies in a row to which there is no answer, before the run ends (``ServerSilent``).
    public var patience = 50
    /// How politely and patiently.
    public var http: HTTPSettings
    /// Seed of the random waits.
    public var seed: UInt64 = 0

    /// A request to the survey's own server, as politely as the survey states.
    ///
    /// - Parameter product: nil is what the survey's first service has.
    /// - Throws: `InputError` when no service of the survey has it.
    public init(
        catalogue: String, survey: Survey, output: String, product: SurveyService.Product? = nil
    ) throws(InputError) {
        guard let service = survey.services.first(where: { $0.interface.product == product ?? $0.interface.product })
        else {
            let names = survey.services.map(\.interface.product.rawValue).joined(separator: ", ")
            throw InputError(
                problem: survey.services.isEmpty
                    ? "no service of \(survey.name) is known"
                    : "the service of \(survey.name) has no \(product?.rawValue ?? "images")",
                remedy: survey.services.isEmpty ? "Name one in the survey's settings (services)" : "It has: \(names)")
        }
        self.catalogue = catalogue
        self.survey = survey
        self.output = output
        self.service = service
        size = service.pictureSize
        http = HTTPSettings()
        http.connections = service.connections
        http.requestsPerSecond = service.requestsPerSecond
    }

    /// What is asked for.
    public var product: SurveyService.Product { service.interface.product }

    public static func == (left: FetchRequest, right: FetchRequest) -> Bool {
        left.catalogue == right.catalogue && left.output == right.output && left.fingerprint == right.fingerprint
            && left.idColumn == right.idColumn && left.positionColumns?.ra == right.positionColumns?.ra
            && left.positionColumns?.dec == right.positionColumns?.dec && left.http == right.http
            && left.seed == right.seed && left.patience == right.patience && left.retriesFailed == right.retriesFailed
    }

    /// What decides how a cutout looks; all cutouts of one directory have the same.
    var fingerprint: String {
        // The usual addresses may change from version to version.
        let isUsual = Survey.known.contains { survey in
            survey.services.contains { $0.interface == service.interface && $0.address == service.address }
        }
        let endpoint = isUsual ? "" : service.address
        var parts = ["survey=\(survey.name)", "product=\(product.rawValue)", "endpoint=\(endpoint)"]
        if product != .frames {
            parts += [
                "size=\(size)", "rule=\(survey.size)", "radii=\(framing.radii)",
                "arcsec=\(framing.minimumArcsec)-\(framing.maximumArcsec)", "images=\(keepsImages)",
            ]
            if let layer = service.layer { parts.append("layer=\(layer)") }
        }
        return parts.joined(separator: " ")
    }
}
