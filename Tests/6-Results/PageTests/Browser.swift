import Foundation
import TestSupport

/// Headless Chromium that opens a page with `?selftest`.
enum Browser {
    /// What the page wrote down (`selftest.js`).
    struct Seen: Decodable {
        var rows, dimensions, lit, colourings, lassoAll, lassoHalf, filtered, hints: Int
        var sky, cutouts: Int?
        var turned, flattened: Bool?
        var found: Bool
        var csv: String
        var columns, failures, requests: [String]
        var drawing: String
        /// What the browser's console says of the page.
        var console: [String] = []

        enum CodingKeys: CodingKey {
            case rows, dimensions, lit, colourings, lassoAll, lassoHalf, filtered, hints, sky, cutouts, turned,
                flattened
            case drawing, found, csv, columns, failures, requests
        }
    }

    /// The executable; nil where there is none.
    static let path: String? = {
        let environment = ProcessInfo.processInfo.environment
        if let named = environment["CHROMIUM"] { return named }
        let folders = (environment["PATH"] ?? "").split(separator: ":")
        return ["chromium", "chromium-browser", "google-chrome"].lazy
            .flatMap { name in folders.lazy.map { "\($0)/\(name)" } }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    static func selfTest(_ page: String, _ more: String = "") throws -> Seen {
        let scratch = try TemporaryDirectory()
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        // A network of its own, in which there is nothing, where the system lets us make one.
        let script = "if unshare -rn true 2>/dev/null; then exec unshare -rn \"$@\"; else exec \"$@\"; fi"
        process.arguments =
            ["-c", script, "sh", path ?? "chromium"]
            + [
                "--headless", "--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader",
                "--window-size=1200,800",
                "--host-resolver-rules=MAP * ~NOTFOUND", "--user-data-dir=\(scratch.file("profile"))",
                "--enable-logging=stderr", "--virtual-time-budget=60000", "--dump-dom",
                "file://\(page)?selftest\(more)",
            ]
        let (output, log) = (try scratch.write("output", ""), try scratch.write("log", ""))
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: log)
        try process.run()
        process.waitUntilExit()
        let text = try String(contentsOfFile: output, encoding: .utf8)
        let errors = try String(contentsOfFile: log, encoding: .utf8)
        guard let start = text.range(of: "<pre id=\"selftest\">"),
            let end = text[start.upperBound...].range(of: "</pre>")
        else { throw CocoaError(.fileReadCorruptFile, userInfo: [NSDebugDescriptionErrorKey: errors]) }
        // The browser writes the text as HTML.
        let json = text[start.upperBound..<end.lowerBound]
            .replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&amp;", with: "&")
        var seen = try JSONDecoder().decode(Seen.self, from: Data(json.utf8))
        seen.console = errors.split(separator: "\n").map(String.init)
            .filter { $0.contains("CONSOLE") && $0.contains(URL(filePath: page).lastPathComponent) }
        return seen
    }
}
