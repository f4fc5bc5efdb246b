public import HTTP
public import Surveys

/// What to fetch for which galaxies, from where, and how.
public struct FetchRequest: Sendable, Equatable {
    /// What a survey's servers are asked for.
    public enum Product: String, Sendable, CaseIterable, Codable {
        /// Colour pictures as the survey draws them.
        case pictures
        /// Images in three bands, drawn with the same stretch as cutouts from tiles.
        case images
        /// Whole calibrated frames, to cut galaxies from.
        case frames

        /// What the servers of a survey have, the usual first.
        public static func available(from survey: Survey) -> [Product] {
            switch survey.name {
            case Survey.sdss.name: [.pictures, .frames]
            case Survey.des.name: [.images]
            default: [.images, .pictures]
            }
        }
    }

    /// Table of galaxies: identifier, position, and what the survey's size rule needs.
    public var catalogue: String
    /// ``Survey/sdss``, ``Survey/des`` or ``Survey/legacy``, perhaps with another rule for the size.
    public var survey: Survey
    /// Directory for the results, made where it does not exist.
    public var output: String
    public var product: Product
    /// Address of the service; nil is the survey's own.
    public var endpoint: String?
    /// Layer of the Legacy Surveys' viewer.
    public var layer = "ls-dr10"
    /// Pixels on a side of a cutout.
    public var size = 256
    public var framing = CutoutFraming()
    /// Names of the catalogue's columns of right ascension and declination; nil finds them.
    public var positionColumns: (ra: String, dec: String)?
    /// Whether the images that pictures are made from are kept beside them.
    public var keepsImages = false
    /// Whether galaxies are asked for again that failed for good.
    public var retriesFailed = false
    /// Galaxies in a row to which there is no answer, before the run ends (``ServerSilent``).
    public var patience = 50
    /// How politely and patiently; see ``politeness(of:)``.
    public var http: HTTPSettings
    /// Seed of the random waits.
    public var seed: UInt64 = 0

    public init(catalogue: String, survey: Survey, output: String, product: Product? = nil) {
        self.catalogue = catalogue
        self.survey = survey
        self.output = output
        self.product = product ?? Product.available(from: survey)[0]
        http = Self.politeness(of: survey)
    }

    /// Settings that ask little of a survey's servers: their operators state no limits, these are ours.
    public static func politeness(of survey: Survey) -> HTTPSettings {
        var settings = HTTPSettings()
        (settings.connections, settings.requestsPerSecond) = survey.name == Survey.legacy.name ? (2, 2) : (4, 5)
        return settings
    }

    public static func == (left: FetchRequest, right: FetchRequest) -> Bool {
        left.catalogue == right.catalogue && left.output == right.output && left.fingerprint == right.fingerprint
            && left.positionColumns?.ra == right.positionColumns?.ra
            && left.positionColumns?.dec == right.positionColumns?.dec && left.http == right.http
            && left.seed == right.seed && left.patience == right.patience && left.retriesFailed == right.retriesFailed
    }

    /// What decides how a cutout looks; all cutouts of one directory have the same.
    var fingerprint: String {
        var parts = ["survey=\(survey.name)", "product=\(product.rawValue)", "endpoint=\(endpoint ?? "")"]
        if product != .frames {
            parts += [
                "size=\(size)", "rule=\(survey.size)", "radii=\(framing.radii)",
                "arcsec=\(framing.minimumArcsec)-\(framing.maximumArcsec)", "images=\(keepsImages)",
            ]
            if survey.name == Survey.legacy.name { parts.append("layer=\(layer)") }
        }
        return parts.joined(separator: " ")
    }
}
