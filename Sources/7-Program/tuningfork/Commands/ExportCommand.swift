public import ArgumentParser
public import Catalogue
import Files
import Process

/// `tuningfork export`
struct ExportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export",
        abstract: "Write a catalogue as one file: FITS, VOTable, CSV, Parquet or SQLite; or publish it.",
        discussion: """
            Rows are streamed along the curve by which the catalogue is sorted; each column keeps unit, UCD and description. An \
            SQLite file has the table galaxies with indices on id, _healpix_29 and class, and the tables columns and parameters.

            --publish makes a folder that can be put on a server as it is: a HATS collection (the catalogue, a margin of 10 \
            arcsec, an index of identifiers), the rows as FITS, VOTable and text with the description that CDS asks for, the \
            footprint, README and model card, Felis schema, CITATION.cff, and where all of it comes from (W3C PROV, with the \
            digest of every file). It appears whole or not at all.
            """)

    @ArgumentParser.Argument(help: ArgumentHelp("Folder of the catalogue.", valueName: "catalog"))
    var catalogue: String

    @Option(
        help: ArgumentHelp(
            "fits, votable, csv, parquet or sqlite; without it, what the ending of --output says.", valueName: "format")
    )
    var format: CatalogueExport.Format?

    @Option(help: ArgumentHelp("File to write (.fits, .vot, .csv, .parquet, .sqlite).", valueName: "file"))
    var output: String?

    @OptionGroup(title: "Publishing")
    var publishing: PublishingOptions

    @OptionGroup(title: "Which galaxies")
    var wanted: QueryOptions

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        guard (output == nil) != (publishing.publish == nil) else {
            throw ValidationError("Give --output with the name of a file, or --publish with that of a folder.")
        }
        guard publishing.publish != nil else { return }
        if format != nil { throw ValidationError("--format belongs to --output.") }
        if wanted.isGiven {
            throw ValidationError("A catalogue is published as a whole: conditions belong to --output.")
        }
    }

    func run() throws {
        if let request = publishing.request(for: catalogue) {
            let summary = try Publication.write(request, progress: reporting.progress)
            print(request.output)
            reporting.progress.say(
                "\(summary.rows) rows, \(summary.marginRows) in margins, \(summary.files) files"
                    + (summary.extensionRows.map { "; \($0) rows extend \(request.extended?.path ?? "")" } ?? ""))
            return
        }
        guard let output else { return }
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
