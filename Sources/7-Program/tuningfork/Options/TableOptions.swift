import ArgumentParser
import Manifests
import Surveys
import Tables

/// Which columns of the tables that are read come along.
struct CarriedOptions: ParsableArguments {
    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp(
            "Columns that are carried along besides those that are needed; all without it.", valueName: "column"))
    var columns: [String] = []

    @Option(
        parsing: .upToNextOption, help: ArgumentHelp("Columns that are not carried along.", valueName: "column"))
    var leaveOut: [String] = []

    /// Says how tables are read.
    ///
    /// - Parameters:
    ///   - paths: the tables.
    ///   - kept: columns that are needed, besides those that are known by name; several with commas between, too.
    ///   - units: of right ascension and declination; nil leaves them to the columns.
    /// - Throws: `InputError` for a column that none of the tables has.
    func apply(to paths: [String], keeping kept: [String?] = [], units: [(ra: String?, dec: String?)] = []) throws {
        func names(_ words: [String]) -> [String] {
            words.flatMap { $0.split(separator: ",").map { trimmed(String($0)) } }.filter { !$0.isEmpty }
        }
        let (only, leftOut) = (names(columns), names(leaveOut))
        try TableFile.checkNames(only + leftOut, in: paths)
        for (index, path) in paths.enumerated() {
            let unit = units.indices.contains(index) ? units[index] : (ra: nil, dec: nil)
            TableFile.set(
                TableView(
                    raUnit: unit.ra, decUnit: unit.dec, only: only.isEmpty ? nil : only,
                    kept: Self.known + kept.compactMap(\.self) + names(kept.compactMap(\.self)), leftOut: leftOut),
                of: path)
        }
    }

    /// Columns that commands look for by name.
    private static let known =
        GalaxyColumn.literalNames + Survey.known.flatMap { $0.idColumns + $0.size.columns }
        + [
            "objid", "source_id", "object_id", "name", "release", "brickid", "brickname", "tilename", "run", "camcol",
            "field",
        ]
}

/// How the one table of a command is read.
struct TableOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Number or name of the table, in a FITS file or VOTable that has several; FILE[2] means the same.",
            valueName: "table"))
    var table: String?

    @Option(
        help: ArgumentHelp(
            "Unit of right ascension, instead of what its column says: deg, hourangle, rad, arcsec …",
            valueName: "unit"))
    var raUnit: String?

    @Option(help: ArgumentHelp("Unit of declination, instead of what its column says.", valueName: "unit"))
    var decUnit: String?

    @OptionGroup var carried: CarriedOptions

    /// The table's path with the choice of the table in its file; says how it is read.
    ///
    /// - Parameter kept: columns that are needed, besides those that are known by name.
    func path(_ path: String, keeping kept: [String?] = []) throws -> String {
        let path = path.choosing(table)
        try carried.apply(to: [path], keeping: kept, units: [(raUnit, decUnit)])
        return path
    }
}

extension String {
    /// The path of a file with the choice of one of its tables.
    func choosing(_ table: String?) -> String { self + (table.map { "[\($0)]" } ?? "") }
}
