import ArgumentParser
import Comparison
import Drawing
import Engines
import Files
import Inference
import Process
import Tables
import Training

/// `tuningfork compare`
struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Measure several networks on several test sets, side by side.",
        discussion: """
            Each network looks at each table of labelled galaxies, as evaluate would; n, accuracy, precision, recall and F1 with \
            95 % intervals stand side by side, for the whole set and its most confident 75 and 50 %. Give networks in the order \
            in which they follow one another, such as before and after a recursion:

              tuningfork compare before=runs/ten after=runs/taught --test HP=hp_des.csv FO=fo_des.csv --markdown table.md
            """)

    @ArgumentParser.Argument(
        help: ArgumentHelp("Folders of finished training runs; NAME=FOLDER gives one a name.", valueName: "run"))
    var runs: [NamedPath]

    @Option(
        name: .long, parsing: .upToNextOption,
        help: ArgumentHelp("Tables of labelled images; NAME=TABLE gives one a name.", valueName: "table"))
    var test: [NamedPath]

    @Option(
        help: ArgumentHelp("Write the figures as a table: csv, csv.gz, fits, parquet, vot.", valueName: "file"))
    var output: String?

    @Option(help: ArgumentHelp("Write them as Markdown.", valueName: "file"))
    var markdown: String?

    @Option(help: ArgumentHelp("Write them as JSON.", valueName: "file"))
    var json: String?

    @Option(
        help: ArgumentHelp(
            "Draw accuracy by network and coverage: png, svg or pdf.", valueName: "file"))
    var picture: String?

    @Option(help: ArgumentHelp("Heading of the picture.", valueName: "text"))
    var title = ""

    @OptionGroup var identifier: IdentifierOption

    @OptionGroup(title: "Engine")
    var inference: InferenceOptions

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        if test.isEmpty { throw ValidationError("Give one or more tables with --test.") }
        for (what, paths) in [("networks", runs), ("tables", test)] {
            if let name = NamedPath.repeated(paths) {
                throw ValidationError("Two \(what) have the name '\(name)': give each one of its own, as NAME=PATH.")
            }
        }
        if let picture, PictureFormat(path: picture) == nil {
            throw ValidationError("--picture must end in .png, .svg or .pdf.")
        }
    }

    func run() throws {
        let progress = reporting.progress
        try OutputFiles.check(
            [output, markdown, json, picture], tables: test.map(\.path),
            inputs: runs.flatMap { RunDirectory($0.path).files })
        if let output { try TableFile.checkColumns(Comparison().columns().columns.count, of: output) }
        var comparison = Comparison()
        for run in runs {
            let (engine, _) = try inference.network(run.path, progress)
            for table in test {
                progress.say("\(run.name) on \(table.name)")
                let evaluation = try SetEvaluation(
                    of: engine, run: RunDirectory(run.path), on: table.path, batch: inference.batch,
                    names: identifier.names, progress: progress)
                for warning in evaluation.warnings { progress.warn("\(run.name) on \(table.name): \(warning)") }
                guard let metrics = evaluation.metrics else {
                    throw InputError(
                        file: table.path, column: "label", problem: "no row has a label: there is nothing to compare by"
                    )
                }
                comparison.add(metrics, network: run.name, set: table.name)
            }
        }
        if let output { try TableFile.write(comparison.columns(), to: output) }
        if let markdown { try AtomicFile.write(markdown, string: comparison.markdown()) }
        if let json { try AtomicFile.write(json, string: try comparison.json()) }
        if let picture { try AccuracyFigure(comparison, heading: title).write(to: picture) }
        print(comparison.table(), terminator: "")
        for path in [output, markdown, json, picture].compactMap(\.self) { progress.say("Written: \(path)") }
    }
}
