import ArgumentParser
import Drawing
import Files
import Manifests
import Process
import Sets
import Sky
import Surveys
import Tables

/// `tuningfork select`
struct SelectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "select",
        abstract: "Make labelled sets from catalogues: training, validation, test, unlabelled.",
        discussion: """
            VOTES has volunteers' votes, best cross-matched with the source survey's catalogue; --matched is the same \
            cross-matched with the target survey's; --catalogue is the target survey's alone. Writes manifests without \
            images: training and validation (labelled, not seen by the target survey), hp_SURVEY (labelled, seen by \
            both), fo_SURVEY (seen by both, labelled by the larger vote) and unlabelled (seen by the target survey \
            alone); lists of leaks, duplicates and rows without a position; and a picture of the footprint.
            """)

    @ArgumentParser.Argument(help: ArgumentHelp("Table of galaxies with votes.", valueName: "votes"))
    var votes: String

    @Option(help: ArgumentHelp("VOTES cross-matched with the target survey: test sets.", valueName: "table"))
    var matched: String?

    @Option(help: ArgumentHelp("The target survey's catalogue: the unlabelled set.", valueName: "table"))
    var catalogue: String?

    @Option(help: ArgumentHelp("Folder to write to.", valueName: "folder"))
    var output: String

    @Option(help: ArgumentHelp("Format of the manifests: csv, csv.gz, fits, parquet, vot.", valueName: "format"))
    var format = "csv"

    @Option(help: ArgumentHelp("Picture of the footprint: png, svg or pdf.", valueName: "format"))
    var picture = PictureFormat.png

    @OptionGroup(title: "Labels")
    var labels: LabelOptions

    @OptionGroup(title: "Surveys and columns")
    var surveys: SurveyOptions

    @OptionGroup(title: "Cuts and footprint")
    var cuts: CutOptions

    @OptionGroup(title: "Columns of the sets")
    var carried: CarriedOptions

    @Option(help: ArgumentHelp("Share of the labelled galaxies that validate.", valueName: "share"))
    var validationShare = 0.1

    @Option(help: ArgumentHelp("Seed of the split.", valueName: "n"))
    var seed: UInt64 = 0

    @Option(help: ArgumentHelp("Positions within it are those of one galaxy.", valueName: "arcsec"))
    var radiusArcsec = 1.0

    @Flag(help: "Write no labelled sets when a training galaxy is a test galaxy too, instead of removing it.")
    var failOnLeaks = false

    @Option(help: ArgumentHelp("Write the counts as JSON.", valueName: "file"))
    var json: String?

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        guard validationShare > 0, validationShare < 1 else {
            throw ValidationError("--validation-share must lie between 0 and 1.")
        }
        guard radiusArcsec > 0 else { throw ValidationError("--radius-arcsec must be above 0.") }
        guard TableFile.extensions.contains("." + format.lowercased()) else {
            let known = TableFile.extensions.map { String($0.dropFirst()) }.joined(separator: ", ")
            throw ValidationError("--format must be one of: \(known).")
        }
        if cuts.holdOutFootprint && cuts.box.isEmpty && cuts.moc == nil {
            throw ValidationError("--hold-out-footprint needs --box or --moc.")
        }
    }

    func run() throws {
        var request = SelectionRequest(votes: votes, output: output)
        request.matched = matched
        request.catalogue = catalogue
        labels.apply(to: &request)
        try surveys.apply(to: &request)
        try cuts.apply(to: &request)
        request.validationShare = validationShare
        request.seed = seed
        request.radius = Angle(arcseconds: radiusArcsec)
        request.leakPolicy = failOnLeaks ? .fail : .remove
        request.ending = "." + format.lowercased()
        request.pictureFormat = picture
        try OutputFiles.check([json], inputs: request.inputs)
        try carried.apply(to: [votes] + [matched, catalogue].compactMap { $0 }, keeping: needed(by: request))
        let progress = reporting.progress
        let summary = try GalaxySelection.perform(request, progress: progress)
        if let json { try JSONFile.write(summary, to: json) }
        for note in summary.notes { progress.warn(note) }
        for list in summary.lists { progress.warn("see \(list)") }
        print(summary.table())
        print(summary.picture)
    }
    /// Columns of the tables that decide which galaxies are in a set, under all names that they may have.
    private func needed(by request: SelectionRequest) -> [String?] {
        let cuts = request.cuts + request.unlabelledCuts + request.sourceCuts
        let sides = [request.source, request.target]
        let names =
            (cuts + sides.flatMap { $0.cuts + $0.unlabelledCuts }).map(\.column)
            + sides.flatMap { $0.idColumns + $0.size.columns } + PositionColumns.knownNames
        let own = [request.sourceNames, request.targetNames].flatMap { [$0.id, $0.ra, $0.dec] }
        return names + names.flatMap { name in sides.map { "\(name)_\($0.name)" } } + own
            + request.labels.classes.map(\.column)
    }
}
