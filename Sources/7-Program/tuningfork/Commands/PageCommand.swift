import ArgumentParser
import Files
import Page
import Process

/// `tuningfork page`
struct PageCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "page",
        abstract: "Make one HTML file to walk through a map.",
        discussion: """
            The file opens by a double click and needs neither server nor network: the map, flat or turning in three \
            dimensions, the sky, a table and the cutouts, with one selection for all of them that can be saved as CSV. \
            '?' in the page shows the keys.

            Other tables are joined by identifier and bring their columns along. Pictures are those of the column \
            'file', which counts from the folder of its table (of the manifest, where one is given), or those in \
            --images. Thumbnails of them lie inside, as large as --megabytes allows.
            """)

    @ArgumentParser.Argument(
        help: ArgumentHelp("Table with id, map_x, map_y and, in three dimensions, map_z.", valueName: "map"))
    var map: String

    @Option(help: ArgumentHelp("HTML file to write.", valueName: "file"))
    var output: String

    @OptionGroup var page: PageOptions

    @OptionGroup var identifier: IdentifierOption

    @OptionGroup var reporting: ReportingOptions

    func validate() throws { try page.check(output: output) }

    func run() throws {
        var request = page.request(map: map, output: output)
        request.id = identifier.id
        try page.write(request, reporting.progress)
    }
}
