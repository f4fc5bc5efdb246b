import ArgumentParser
import Manifests

/// Where the identifiers of a table of galaxies are not found by name.
struct IdentifierOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Column of the identifier, or several to join (A,B), where it is not found by name.", valueName: "column"))
    var id: String?

    var names: GalaxyColumnNames { GalaxyColumnNames(id: id) }
}
