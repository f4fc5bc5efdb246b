import Files
import Foundation

/// Results as JSON files: keys sorted, so that the same result gives the same bytes.
enum JSONFile {
    /// Throws `WriteError`.
    static func write(_ value: some Encodable, to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try AtomicFile.write(path, bytes: encoder.encode(value) + [UInt8(ascii: "\n")])
    }
}
