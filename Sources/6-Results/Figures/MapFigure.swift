internal import Drawing
internal import Files
internal import Foundation
internal import Images
public import Process
internal import Tables

/// A map of embeddings as a picture for a paper.
///
/// ```swift
/// var request = MapFigure.Request(map: "map.csv", output: "map.pdf")
/// request.joined = ["classified.csv"]
/// let summary = try MapFigure.write(request, progress: progress)
/// ```
public enum MapFigure {
    /// What is drawn, and how.
    public struct Request: Sendable {
        /// Table with `id`, `map_x`, `map_y` and, in three dimensions, `map_z`.
        public var map: String
        /// Picture to write: `.png`, `.svg` or `.pdf`.
        public var output: String
        /// Tables of the same galaxies, for their columns.
        public var joined: [String] = []
        /// Column that colours the points; without it `class`, `label` or `cluster`, the first that there is.
        public var colorBy: String?
        /// Column of the map's identifiers, where it is not found by name.
        public var id: String?
        /// Degrees, from where points in space are seen; nil takes −60 and 22.
        public var view: (azimuth: Double, elevation: Double)?
        /// Whether pictures of galaxies lie at some points.
        public var hasPictures = false
        /// Above the map.
        public var title = ""
        /// Inches across.
        public var width = 6.0

        public init(map: String, output: String) {
            self.map = map
            self.output = output
        }
    }

    /// What was drawn.
    public struct Summary: Sendable, Equatable, Codable {
        /// Galaxies that lie on the map.
        public let galaxies: Int
        /// Rows of the map without coordinates.
        public let absent: Int
        /// 2 or 3.
        public let dimensions: Int
        /// Column that colours the points; nil for none.
        public let colorBy: String?
        /// Pictures of galaxies that lie at points.
        public let pictures: Int
    }

    /// Draws a map and writes it.
    ///
    /// - Throws: `InputError` for a table that is no map, does not fit or has no such column, and for pictures that cannot
    ///   be read; `WriteError`.
    @discardableResult
    public static func write(_ request: Request, progress: ProgressReporter) throws -> Summary {
        let format = try PictureFormat.of(request.output)
        let table = try MapTable(request, progress: progress)
        if request.view != nil, table.isFlat {
            throw InputError(
                file: request.map, problem: "the map has two dimensions, which are seen from one side only",
                remedy: "Leave --view out, or make a map with three")
        }
        let view = request.view.map { MapView(azimuth: $0.azimuth, elevation: $0.elevation) } ?? .standard
        let colours = try PointColouring(table, by: request.colorBy)
        var figure = ScatterMap(
            points: table.points, isFlat: table.isFlat, colours: colours.points, view: view, heading: request.title,
            width: request.width * 72)
        if request.hasPictures { figure.pictures = try pictures(table, figure, progress) }
        try AtomicFile.write(request.output, bytes: try figure.data(as: format), durability: .process)
        return Summary(
            galaxies: table.rows.count, absent: table.absent, dimensions: table.isFlat ? 2 : 3, colorBy: colours.column,
            pictures: figure.pictures.count)
    }

    /// Pictures for as many points as there is room for.
    private static func pictures(
        _ table: MapTable, _ figure: ScatterMap, _ progress: ProgressReporter
    ) throws -> [Int: RGBImage] {
        guard table.hasFiles else {
            throw InputError(
                file: table.path, problem: "no table has a column 'file' with the pictures",
                remedy: "Give the manifest with --join, or leave --images out")
        }
        var pictures: [Int: RGBImage] = [:]
        var (missing, first) = (0, "")
        // Twice the pixels of print at 300 an inch would be seen by no one.
        let most = Int((ScatterMap.pictureSide / 72 * 300).rounded(.up))
        for number in figure.places() {
            try StopSignal.check(Interrupted(howToGoOn: "Nothing was written. Run the same command again."))
            do {
                guard let file = table.file(of: number) else { continue }
                let image = try RGBImage(contentsOf: file)
                pictures[number] = image.square(most: most)
            } catch let error where !(error is Interrupted) {
                missing += 1
                if first.isEmpty { first = "\(error)" }
            }
        }
        if pictures.isEmpty, missing > 0 {
            throw InputError(
                file: table.path, column: "file",
                problem: "none of \(missing) pictures can be read; the first: \(first)",
                remedy: "Give the manifest whose paths hold with --join, or leave --images out")
        }
        if missing > 0 { progress.warn("\(missing) pictures cannot be read and are left out; the first: \(first)") }
        return pictures
    }
}
