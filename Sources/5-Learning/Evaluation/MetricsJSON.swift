internal import Foundation

extension Metrics {
    /// The metrics as JSON text, keys sorted, with a line end at its end.
    public func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self) + "\n"
    }

    /// Reads what ``json()`` wrote.
    public init(json: String) throws {
        self = try JSONDecoder().decode(Metrics.self, from: Data(json.utf8))
    }
}
