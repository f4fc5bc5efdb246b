public import ArgumentParser
public import Catalogue
import Files
import Process

/// `tuningfork export`
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a catalogue as one file: FITS, VOTable, CSV, Parquet or SQLite.",
        discussion: """
            Rows are streamed along the curve by which the catalogue is sorted; each column keeps unit, UCD and description. An \
            SQLite file has the table galaxies with indices on id, _healpix_29 and class, and the tables columns and parameters.
            """)

    @ArgumentParser.Argument(help: ArgumentHelp("Folder of the catalogue.", valueName: "catalog"))
    var catalogue: String

    @Option(
        help: ArgumentHelp(
            "fits, votable, csv, parquet or sqlite; without it, what the ending of --output says.", valueName: "format")
    )
    var format: CatalogueExport.Format?

    @Option(help: ArgumentHelp("File to write (.fits, .vot, .csv, .parquet, .sqlite).", valueName: "file"))
    var output: String

    @OptionGroup(title: "Which galaxies")
    var wanted: QueryOptions

    @OptionGroup var reporting: ReportingOptions

    func run() throws {
        guard let format = format ?? CatalogueExport.Format(endingOf: output) else {
            throw InputError(
                file: output, problem: "the ending of its name is that of no format that is known here",
                remedy: "Known endings: "
                    + CatalogueExport.Format.allCases.flatMap(\.endings).joined(separator: ", "))
        }
        try OutputFiles.check([output], inputs: [wanted.moc, wanted.ids])
        let rows = try CatalogueExport.write(
            catalogue, wanted.query(), as: format, to: output, progress: reporting.progress)
        print(output)
        reporting.progress.say("\(rows) rows")
    }
}

extension CatalogueExport.Format: ExpressibleByArgument {}
