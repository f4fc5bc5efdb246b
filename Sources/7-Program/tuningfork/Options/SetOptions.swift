import ArgumentParser
import Manifests

/// Which prediction sets are made, and by what.
struct SetOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Share of the prediction sets that hold the true class; 0.95 where the run says nothing else.",
            valueName: "share"))
    var setLevel: Double?

    @OptionGroup var covariates: CovariateOptions

    func validate() throws {
        if let setLevel, !(setLevel > 0 && setLevel < 1) {
            throw ValidationError("--set-level must lie between 0 and 1.")
        }
    }
}

/// Where magnitudes and sizes of a table of galaxies are not found by name.
struct CovariateOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Column of the magnitude, where it is not found by name (petroMag_r, MAG_AUTO_R, mag_r …).",
            valueName: "column"))
    var magnitude: String?

    @Option(
        help: ArgumentHelp(
            "Column of the radius in arcsec, where it is not found by name (radius_arcsec, or a survey's own).",
            valueName: "column"))
    var size: String?

    var areGiven: Bool { magnitude != nil || size != nil }

    /// `names` with these columns.
    func added(to names: GalaxyColumnNames) -> GalaxyColumnNames {
        var names = names
        (names.magnitude, names.size) = (magnitude, size)
        return names
    }
}
