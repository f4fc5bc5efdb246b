public import ArgumentParser
public import CrossMatch
import Files
import Foundation
import Process
import Sky
import Tables

/// `tuningfork crossmatch`
struct CrossmatchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "crossmatch",
        abstract: "Join two catalogues by position.",
        discussion: """
            Writes the columns of both sides and separation_arcsec, in the order of LEFT. Columns that both sides have \
            keep their name on the left and get the survey's on the right (RA_des), or _2. Positions are found by the \
            surveys' own names, in degrees or sexagesimal. Rows without a position and repeated identifiers are listed \
            beside the output (NAME_problems.csv).
            """)

    @ArgumentParser.Argument(help: ArgumentHelp("Table whose order and names are kept.", valueName: "left"))
    var left: String

    @ArgumentParser.Argument(help: ArgumentHelp("Table to find matches in.", valueName: "right"))
    var right: String

    @Option(help: ArgumentHelp("Table to write; the ending of its name says the format.", valueName: "table"))
    var output: String

    @Option(help: ArgumentHelp("Largest separation of a pair.", valueName: "arcsec"))
    var radiusArcsec = 1.0

    @Option(
        help: ArgumentHelp(
            "nearest: for each left row the nearest right one; all: every pair; mutual: each the other's nearest.",
            valueName: "mode"))
    var mode = CrossMatchMode.nearest

    @Flag(help: "Keep left rows without a match, with empty cells on the right.")
    var keepUnmatched = false

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Two suffixes, left and right, for names that both sides have.", valueName: "suffix"))
    var suffixes: [String] = []

    @OptionGroup(title: "Columns, where they are not found by name")
    var columns: SideColumns

    @OptionGroup(title: "How the tables are read")
    var sides: SideTables

    @OptionGroup(title: "Columns of the output")
    var carried: CarriedOptions

    @Option(help: ArgumentHelp("Threads; all cores without it.", valueName: "n"))
    var threads: Int?

    @Option(help: ArgumentHelp("Write the counts as JSON.", valueName: "file"))
    var json: String?

    @OptionGroup var reporting: ReportingOptions

    /// Which columns hold positions and identifiers.
    struct SideColumns: ParsableArguments {
        @Option(help: ArgumentHelp("Right ascension in LEFT.", valueName: "column")) var leftRa: String?
        @Option(help: ArgumentHelp("Declination in LEFT.", valueName: "column")) var leftDec: String?
        @Option(help: ArgumentHelp("Identifier in LEFT.", valueName: "column")) var leftId: String?
        @Option(help: ArgumentHelp("Right ascension in RIGHT.", valueName: "column")) var rightRa: String?
        @Option(help: ArgumentHelp("Declination in RIGHT.", valueName: "column")) var rightDec: String?
        @Option(help: ArgumentHelp("Identifier in RIGHT.", valueName: "column")) var rightId: String?
    }

    /// Which tables of their files, and the units of their positions.
    struct SideTables: ParsableArguments {
        @Option(help: ArgumentHelp("Table in the file LEFT, by number or name.", valueName: "table"))
        var leftTable: String?
        @Option(help: ArgumentHelp("Table in the file RIGHT, by number or name.", valueName: "table"))
        var rightTable: String?
        @Option(help: ArgumentHelp("Unit of right ascension in LEFT: deg, hourangle, rad …", valueName: "unit"))
        var leftRaUnit: String?
        @Option(help: ArgumentHelp("Unit of declination in LEFT.", valueName: "unit")) var leftDecUnit: String?
        @Option(help: ArgumentHelp("Unit of right ascension in RIGHT.", valueName: "unit")) var rightRaUnit: String?
        @Option(help: ArgumentHelp("Unit of declination in RIGHT.", valueName: "unit")) var rightDecUnit: String?
    }

    func validate() throws {
        guard radiusArcsec > 0, radiusArcsec <= 648_000 else {
            throw ValidationError("--radius-arcsec must be above 0 and at most 648000 (180 degrees).")
        }
        guard suffixes.isEmpty || suffixes.count == 2 && suffixes[0] != suffixes[1] else {
            throw ValidationError("--suffixes takes two that differ: left and right.")
        }
        if let threads, threads < 1 { throw ValidationError("--threads must be 1 or more.") }
    }

    func run() throws {
        let (left, right) = (left.choosing(sides.leftTable), right.choosing(sides.rightTable))
        try carried.apply(
            to: [left, right],
            keeping: [
                columns.leftRa, columns.leftDec, columns.leftId, columns.rightRa, columns.rightDec, columns.rightId,
            ],
            units: [(sides.leftRaUnit, sides.leftDecUnit), (sides.rightRaUnit, sides.rightDecUnit)])
        let request = CrossMatchRequest(
            left: .init(left, ra: columns.leftRa, dec: columns.leftDec, id: columns.leftId),
            right: .init(right, ra: columns.rightRa, dec: columns.rightDec, id: columns.rightId),
            radius: Angle(arcseconds: radiusArcsec), mode: mode,
            suffixes: suffixes.isEmpty ? nil : (suffixes[0], suffixes[1]), keepUnmatched: keepUnmatched,
            output: output, threads: threads)
        try OutputFiles.check([output, json], tables: [left, right])
        let progress = reporting.progress
        let summary = try CrossMatch.perform(request, progress: progress)
        if let json { try JSONFile.write(summary, to: json) }
        for warning in summary.warnings { progress.warn(warning) }
        if let list = summary.problemList { progress.warn("these rows are listed in \(list)") }
        print(summary.table())
        print(output)
    }
}

extension CrossMatchMode: ExpressibleByArgument {}
