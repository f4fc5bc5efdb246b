internal import Files
internal import Images
internal import Manifests
public import Process
internal import Tables
internal import Workers

/// One HTML file to walk through a map of galaxies: the map in two or three dimensions, the sky, the table and the
/// cutouts, brushed together. It needs no server and no network: a double click opens it.
///
/// ```swift
/// var request = GalaxyPage.Request(map: "map.csv", output: "galaxies.html")
/// request.manifest = "manifest.csv"
/// let summary = try GalaxyPage.write(request, progress: ProgressReporter())
/// ```
public enum GalaxyPage {
    /// What a page is made of.
    public struct Request: Sendable {
        /// Table with `id`, `map_x`, `map_y` and, in three dimensions, `map_z`; its rows are those of the page.
        public var map: String
        /// The HTML file to write.
        public var output: String
        /// Tables joined by identifier; their columns come along.
        public var manifest, predictions, clusters: String?
        /// Folder that paths of pictures count from, or that holds pictures by identifier, or a store of cutouts.
        public var images: String?
        /// Column that colours the points at first; nil takes the class, the label or the cluster, if there is one.
        public var colorBy: String?
        /// Heading; nil takes the map's name.
        public var title: String?
        /// Whether thumbnails are packed in.
        public var hasPictures = true
        /// Most bytes that the file may have. Thumbnails are as large as it allows.
        public var byteLimit = 24_000_000
        /// Threads that read pictures.
        public var threads: Int
        /// Columns of the map's identifier and position, where they are not found by name.
        public var id, ra, dec: String?

        public init(map: String, output: String, threads: Int? = nil) {
            self.map = map
            self.output = output
            self.threads = threads ?? Workers.cores
        }

        /// The tables that are read.
        public var tables: [String?] { [map, manifest, predictions, clusters] }
    }

    /// What came of it.
    public struct Summary: Sendable, Equatable {
        /// Galaxies in the table.
        public var rows = 0
        /// Galaxies that have a place on the map.
        public var placed = 0
        /// Galaxies that have a position on the sky.
        public var positions = 0
        /// Galaxies whose picture is gone or cannot be read; they have a placeholder.
        public var withoutPicture = 0
        /// Row (1 is the first) and reason of the first of these.
        public var firstWithoutPicture: (row: Int, reason: String)?
        /// Side of the thumbnails in pixels; 0 without any.
        public var thumbnailSide = 0
        /// Bytes of the file.
        public var bytes = 0

        public static func == (left: Summary, right: Summary) -> Bool {
            left.rows == right.rows && left.placed == right.placed && left.positions == right.positions
                && left.withoutPicture == right.withoutPicture && left.thumbnailSide == right.thumbnailSide
                && left.bytes == right.bytes && left.firstWithoutPicture?.row == right.firstWithoutPicture?.row
                && left.firstWithoutPicture?.reason == right.firstWithoutPicture?.reason
        }
    }

    /// Writes the page. The same request gives the same bytes, whatever the number of threads.
    ///
    /// - Throws: ``Files/InputError`` for tables that do not fit together, a map without coordinates, pictures none of which
    ///   is there, and columns that alone go beyond the limit; ``Files/WriteError``.
    public static func write(_ request: Request, progress: ProgressReporter) throws -> Summary {
        try OutputFiles.check([request.output], tables: request.tables)
        progress.say("Reading \(request.tables.compactMap(\.self).joined(separator: ", "))")
        let table = try PageTable(request, progress: progress)
        let positions = try MapPositions(table)
        var summary = Summary(rows: table.rowCount, placed: positions.placedCount)
        summary.positions = table.sky?.count { $0 != nil } ?? 0
        var document = PageDocument(title: request.title ?? TableFile.stem(of: request.map).fileName)
        document.rowCount = table.rowCount
        document.dimensions = positions.dimensions
        document.colorColumn = try table.colorColumn(request.colorBy)
        document.columns = try PackedColumn.columns(of: table, positions, threads: request.threads)
        if request.hasPictures {
            let pictures = try PagePictures(request, table)
            let room = request.byteLimit - document.byteCount
            let thumbnails = try Thumbnails(
                pictures, order: positions.order, byteLimit: room, threads: request.threads, progress: progress)
            summary.withoutPicture = thumbnails.missing.count { $0 }
            summary.firstWithoutPicture = thumbnails.firstMissing
            summary.thumbnailSide = thumbnails.side
            document.thumbnails = thumbnails
        }
        summary.bytes = try document.write(to: request.output)
        return summary
    }
}
