internal import Files
internal import Foundation

/// Files of properties as HATS has them.
enum HATSProperties {
    /// Names of the file that describes a table; its two copies say the same.
    static let names = ["hats.properties", "properties"]

    /// The file that describes the table of a folder; nil where there is none.
    static func file(of folder: String) -> String? {
        names.map { "\(folder)/\($0)" }.first { FileManager.default.fileExists(atPath: $0) }
    }

    static func write(_ pairs: [(String, String)], _ title: String, to path: String) throws {
        try AtomicFile.write(path, string: "#\(title)\n" + pairs.map { "\($0.0)=\(plain($0.1))\n" }.joined())
    }

    /// A value is one line; a backslash would begin an escape.
    private static func plain(_ value: String) -> String {
        value.replacing("\\", with: "/").split(whereSeparator: \.isNewline).joined(separator: " ")
    }

    /// The pairs of a file, in order.
    ///
    /// - Throws: ``InputError`` when it cannot be read.
    static func read(_ path: String) throws -> [(String, String)] {
        let text = String(decoding: try FilePiece(path: path).read(), as: UTF8.self)
        return text.split(whereSeparator: \.isNewline).compactMap { line in
            guard !line.hasPrefix("#"), let place = line.firstIndex(of: "=") else { return nil }
            return (
                line[..<place].trimmingCharacters(in: .whitespaces),
                line[line.index(after: place)...].trimmingCharacters(in: .whitespaces)
            )
        }
    }
}
