internal import Files

/// What a run of ``CutoutRun`` left behind.
public struct CutoutSummary: Sendable, Equatable, Codable {
    /// Rows of the catalogue.
    public let galaxies: Int
    /// Cutouts in the store, and how many of them this run made.
    public let cutouts, made: Int
    /// Galaxies without a cutout; `failures.csv` says why.
    public let failures: Int
    /// Cutouts that reach over the edge of the tiles or have large holes, and cutouts with pixels that could not be used.
    public let padded, masked: Int
    /// Name of the survey.
    public let survey: String
    /// Paths.
    public let manifest, failureList: String

    private enum CodingKeys: String, CodingKey {
        case galaxies, cutouts, made, failures, padded, masked, survey, manifest
        case failureList = "failure_list"
    }

    /// The counts for the terminal.
    public func table() -> String {
        AlignedText.lines([
            ["galaxies of \(survey)", String(galaxies)], ["cutouts", String(cutouts)], ["made now", String(made)],
            ["black in part", String(padded)], ["with unusable pixels", String(masked)],
            ["without cutout", String(failures)],
        ]).joined(separator: "\n") + "\n"
    }
}
