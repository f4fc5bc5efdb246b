public import Foundation
internal import Synchronization

/// A server on this machine that answers as the surveys' services do, and also as servers on a bad day do.
///
/// It serves `getjpeg` (SDSS), `jpeg-cutout` and `fits-cutout` (Legacy Surveys), `sia` with the images that it lists
/// (NOIRLab), and `frames/…` (SDSS).
public final class SurveyServer: Sendable {
    /// What it does to one galaxy.
    public enum Mood: String, Sendable, CaseIterable {
        case right
        // Right when asked again.
        case busyOnce, tooManyOnce, resetOnce, cutOnce, stallOnce, pageOnce, emptyOnce
        // Wrong for good.
        case notFound, broken, unavailable, page, empty, otherType, wrongSize, damaged, blank
        /// Another galaxy, or no place at all: images say where they lie, pictures do not.
        case elsewhere, nowhere

        /// Whether a right cutout can be had.
        public var isRight: Bool {
            switch self {
            case .right, .busyOnce, .tooManyOnce, .resetOnce, .cutOnce, .stallOnce, .pageOnce, .emptyOnce: true
            default: false
            }
        }
    }

    private struct Galaxy {
        let ra, dec: Double
    }

    private let galaxies: [Galaxy]
    private let mood: @Sendable (Int) -> Mood
    private let picture: @Sendable (Int, Int) -> Data
    private let asked = Mutex<[String: Int]>([:])
    private let server = Mutex<LoopbackServer?>(nil)
    private let port = Mutex(0)
    private let delay: Double

    /// - Parameters:
    ///   - galaxies: positions in degrees, which requests must name exactly.
    ///   - delay: seconds that every right answer takes.
    ///   - mood: what is done to the galaxy of that number.
    ///   - picture: the JPEG of a galaxy: its number (−1 for a blank one), pixels on a side.
    public init(
        galaxies: [(ra: Double, dec: Double)], delay: Double = 0, mood: @escaping @Sendable (Int) -> Mood,
        picture: @escaping @Sendable (Int, Int) -> Data
    ) throws {
        self.galaxies = galaxies.map { Galaxy(ra: $0.ra, dec: $0.dec) }
        self.delay = delay
        self.mood = mood
        self.picture = picture
        let server = try LoopbackServer { [weak self] request, _ in
            self?.answer(request) ?? .init(status: "500 Gone")
        }
        port.withLock { $0 = server.port }
        self.server.withLock { $0 = server }
    }

    public func url(_ path: String) -> String { "http://127.0.0.1:\(port.withLock { $0 })/\(path)" }

    /// All requests so far.
    public var requests: [LoopbackServer.Request] { server.withLock { $0?.requests ?? [] } }

    /// How often a galaxy's pictures, images or tables were asked for.
    public func timesAsked(_ number: Int) -> Int {
        asked.withLock { counts in counts.filter { $0.key.hasSuffix(" \(number)") }.values.reduce(0, +) }
    }

    private func answer(_ request: LoopbackServer.Request) -> LoopbackServer.Answer {
        let query = request.query
        let number: Int?
        if request.name == "/image" {
            number = Int(query["galaxy"] ?? "")
        } else if request.name == "/sia" {
            let place = (query["POS"] ?? "").split(separator: ",").compactMap { Double($0) }
            number = place.count == 2 ? find(place[0], place[1]) : nil
        } else {
            number = find(Double(query["ra"] ?? "") ?? .nan, Double(query["dec"] ?? "") ?? .nan)
        }
        guard let number else { return .init(status: "404 Not Found") }
        let what = request.name + (query["band"] ?? "")
        let before = asked.withLock { counts in
            counts["\(what) \(number)", default: 0] += 1
            return counts["\(what) \(number)", default: 0] - 1
        }
        var mood = mood(number)
        // What concerns a file's content does not happen to the table of images.
        if request.name == "/sia", [.otherType, .wrongSize, .damaged, .blank, .elsewhere, .nowhere].contains(mood) {
            mood = .right
        }
        var right = content(request.name, query, number, mood)
        right.closes = false
        right.stall = delay
        if mood.isRight && before > 0 { return right }
        switch mood {
        case .busyOnce: return .init(status: "503 Service Unavailable", body: Data("busy".utf8))
        case .tooManyOnce: return .init(status: "429 Too Many Requests", fields: ["Retry-After": "0"])
        case .resetOnce:
            right.sent = right.body.count / 2
            right.resets = true
        case .cutOnce: right.sent = right.body.count / 2
        case .stallOnce: right.stall = 2.5
        case .page, .pageOnce:
            return .init(
                fields: ["Content-Type": "text/html"], body: Data("<html><body>Log in</body></html>".utf8))
        case .empty, .emptyOnce: return .init()
        case .notFound: return .init(status: "404 Not Found", body: Data("<html>none</html>".utf8))
        case .broken: return .init(status: "500 Internal Server Error")
        case .unavailable: return .init(status: "503 Service Unavailable")
        case .otherType:
            return .init(fields: ["Content-Type": "application/json"], body: Data("{\"error\": \"no\"}".utf8))
        case .damaged: right.body = right.body.prefix(right.body.count * 2 / 3)
        case .right, .wrongSize, .blank, .elsewhere, .nowhere: break
        }
        return right
    }

    private func find(_ ra: Double, _ dec: Double) -> Int? {
        galaxies.firstIndex { $0.ra == ra && $0.dec == dec }
    }

    private func content(
        _ name: String, _ query: [String: String], _ number: Int, _ mood: Mood
    ) -> LoopbackServer.Answer {
        let galaxy = galaxies[number]
        switch name {
        case "/getjpeg", "/jpeg-cutout":
            let side = Int(query["width"] ?? query["size"] ?? "") ?? 0
            return .init(
                fields: ["Content-Type": "image/jpeg"],
                body: picture(mood == .blank ? -1 : number, mood == .wrongSize ? side + 1 : side))
        case "/fits-cutout", "/image":
            let isCube = name == "/fits-cutout"
            let side = (Int(query["size"] ?? "") ?? 0) + (mood == .wrongSize ? 41 : 0)
            let shift = mood == .elsewhere ? 0.01 : 0
            let bands = isCube ? (query["bands"] ?? "").map(String.init) : [query["band"] ?? ""]
            return .init(
                fields: ["Content-Type": "application/fits"],
                body: FITSBytes.image(
                    bands: bands, width: side, height: side, scaleArcsec: isCube ? 0.262 : 0.263,
                    centre: (galaxy.ra + shift + (mood == .wrongSize ? 0.002 : 0), galaxy.dec),
                    source: (galaxy.ra, galaxy.dec), hasWCS: mood != .nowhere, isEmpty: mood == .blank,
                    cards: isCube ? [] : ["MAGZERO =                 22.5"]))
        case "/sia":
            return .init(
                fields: ["Content-Type": "application/x-votable+xml"], body: Data(table(query, number).utf8))
        default: return .init(status: "404 Not Found")
        }
    }

    /// The images of the archive at a position: two stacks a band, of which the second is deeper, a weight map, and one
    /// single exposure that is longer still.
    private func table(_ query: [String: String], _ number: Int) -> String {
        let size = (query["SIZE"] ?? "").split(separator: ",").compactMap { Double($0) }.last ?? 0
        let side = Int((size * 3600 / 0.263).rounded())
        var rows = ""
        for band in ["g", "r", "i", "z", "Y"] {
            for (process, product, exposure, depth) in [
                ("Stack", "image", 90.0, "shallow"), ("Stack", "image", 900.0, "deep"),
                ("Stack", "wtmap", 900.0, "weight"), ("InstCal", "image", 5000.0, "single"),
            ] {
                let address = url("image?galaxy=\(number)&band=\(band)&size=\(side)&depth=\(depth)")
                    .replacingOccurrences(of: "&", with: "&amp;")
                rows += "<TR><TD>\(address)</TD><TD>\(band)</TD><TD>\(exposure)</TD>"
                rows += "<TD>\(process)</TD><TD>\(product)</TD></TR>\n"
            }
        }
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <VOTABLE version="1.1" xmlns="http://www.ivoa.net/xml/VOTable/v1.1">
            <RESOURCE type="results"><INFO name="QUERY_STATUS" value="OK"/>
            <TABLE>
            <FIELD name="access_url" ucd="VOX:Image_AccessReference" datatype="char" arraysize="*"/>
            <FIELD name="obs_bandpass" datatype="char" arraysize="*"/>
            <FIELD name="exptime" datatype="double" unit="s"/>
            <FIELD name="proctype" datatype="char" arraysize="*"/>
            <FIELD name="prodtype" datatype="char" arraysize="*"/>
            <DATA><TABLEDATA>
            \(rows)</TABLEDATA></DATA></TABLE></RESOURCE></VOTABLE>
            """
    }
}
