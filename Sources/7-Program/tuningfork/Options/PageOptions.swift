import ArgumentParser
import Files
import Page
import Process

/// What a page is made of besides its map.
struct PageOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Table of the same galaxies: positions, pictures, labels …", valueName: "table"))
    var manifest: String?

    @Option(help: ArgumentHelp("Predictions, as classify writes them.", valueName: "table"))
    var predictions: String?

    @Option(help: ArgumentHelp("Clusters, as cluster writes them.", valueName: "table"))
    var clusters: String?

    @Option(
        help: ArgumentHelp(
            "Folder that paths of pictures count from, or with a picture ID.jpg a galaxy, or a store of cutouts.",
            valueName: "folder"))
    var images: String?

    @Flag(help: "Leave the thumbnails out.")
    var noImages = false

    @Option(
        help: ArgumentHelp(
            "Column that colours the points at first; without it class, label, cluster or confidence.",
            valueName: "column"))
    var colorBy: String?

    @Option(help: ArgumentHelp("Heading of the page; without it the map's name.", valueName: "text"))
    var title: String?

    @Option(help: ArgumentHelp("Most that the file may have, in millions of bytes.", valueName: "n"))
    var megabytes = 24.0

    /// Whether any of them was given.
    var isGiven: Bool {
        noImages || megabytes != 24 || [manifest, predictions, clusters, images, colorBy, title].contains { $0 != nil }
    }

    /// Throws when the options do not fit together.
    func check(output: String) throws {
        let name = output.lowercased()
        guard name.hasSuffix(".html") || name.hasSuffix(".htm") || output.hasPrefix("/dev/") else {
            throw ValidationError("The page's name must end in .html, not '\(output)'.")
        }
        if noImages && images != nil { throw ValidationError("Give --images or --no-images, not both.") }
        guard megabytes >= 0.5, megabytes <= 500 else { throw ValidationError("--megabytes must be from 0.5 to 500.") }
    }

    /// The request that these options ask for.
    func request(map: String, output: String) -> GalaxyPage.Request {
        var request = GalaxyPage.Request(map: map, output: output)
        (request.manifest, request.predictions, request.clusters) = (manifest, predictions, clusters)
        (request.images, request.hasPictures, request.colorBy, request.title) = (images, !noImages, colorBy, title)
        request.byteLimit = Int(megabytes * 1e6)
        return request
    }

    /// Writes the page and says what came of it.
    func write(_ request: GalaxyPage.Request, _ progress: ProgressReporter) throws {
        let summary = try GalaxyPage.write(request, progress: progress)
        if summary.placed < summary.rows {
            progress.say("\(summary.rows - summary.placed) of \(summary.rows) galaxies have no place on the map")
        }
        if let first = summary.firstWithoutPicture {
            progress.warn(
                "\(summary.withoutPicture) of \(summary.rows) pictures are gone or unreadable and have a placeholder; the "
                    + "first is \(request.map), row \(first.row): \(first.reason)")
        }
        let megabytes = Double(summary.bytes / 100_000) / 10
        let thumbnails = summary.thumbnailSide > 0 ? ", thumbnails of \(summary.thumbnailSide) px" : ", no thumbnails"
        print("\(request.output): \(summary.rows) galaxies\(thumbnails), \(megabytes) MB")
    }
}
