import ArgumentParser
import Drawing
import Figures
import Files
import Process
import Tables

/// `tuningfork plot`
struct PlotCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plot", abstract: "Draw a map of embeddings as a figure for a paper.",
        discussion: """
            Reads a table with id, map_x, map_y and, in three dimensions, map_z, as map writes it. Text and few whole numbers \
            colour the points as classes, other numbers by a scale with a colour bar; both are told apart by the \
            colour-blind. The same input gives the same bytes.
            """)

    @Argument(help: ArgumentHelp("Table with id, map_x, map_y and, where there is one, map_z.", valueName: "map"))
    var map: String

    @Option(help: ArgumentHelp("Figure to write: .png (300 pixels an inch), .svg or .pdf.", valueName: "file"))
    var output: String

    @Option(
        help: ArgumentHelp(
            "Column that colours the points; without it class, label or cluster, where there is one.",
            valueName: "column"))
    var colorBy: String?

    @Option(
        parsing: .upToNextOption,
        help: ArgumentHelp("Tables of the same galaxies, for their columns and pictures.", valueName: "table"))
    var join: [String] = []

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "From where points in space are seen: azimuth and elevation, degrees. Without it -60,22.",
            valueName: "az,el"))
    var view: ViewAngles?

    @Flag(help: "Lay pictures of galaxies at points, as many as there is room for.")
    var images = false

    @Option(help: ArgumentHelp("A line above the map.", valueName: "text"))
    var title: String = ""

    @Option(help: ArgumentHelp("Width of the figure.", valueName: "inches"))
    var width = 6.0

    @OptionGroup var identifier: IdentifierOption

    @OptionGroup var reporting: ReportingOptions

    func validate() throws {
        if PictureFormat(path: output) == nil { throw ValidationError("--output must end in .png, .svg or .pdf.") }
        if !(2...40).contains(width) { throw ValidationError("--width must be 2 to 40 inches.") }
    }

    func run() throws {
        try OutputFiles.check([output], tables: [map] + join)
        var request = MapFigure.Request(map: map, output: output)
        (request.joined, request.colorBy, request.id) = (join, colorBy, identifier.id)
        request.view = view.map { ($0.azimuth, $0.elevation) }
        (request.hasPictures, request.title, request.width) = (images, title, width)
        let progress = reporting.progress
        let summary = try MapFigure.write(request, progress: progress)
        if summary.absent > 0 { progress.warn("\(summary.absent) galaxies have no place on the map") }
        print(
            "\(summary.galaxies) galaxies in \(summary.dimensions) dimensions"
                + (summary.colorBy.map { ", coloured by \($0)" } ?? "")
                + (summary.pictures > 0 ? ", \(summary.pictures) pictures" : ""))
        print(output)
    }
}
