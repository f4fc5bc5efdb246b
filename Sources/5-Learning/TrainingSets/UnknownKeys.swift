/// Any name as a key, to see which keys a table has.
private struct AnyKey: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// A misspelt setting must not pass for its default.
    /// - Throws: `DecodingError` that names the first key that is not known, and those that are.
    func refuseUnknownKeys(besides known: [String], of table: String) throws {
        let container = try container(keyedBy: AnyKey.self)
        for key in container.allKeys.sorted(by: { $0.stringValue < $1.stringValue })
        where !known.contains(key.stringValue) {
            throw DecodingError.dataCorruptedError(
                forKey: key, in: container,
                debugDescription:
                    "\(table): there is no setting '\(key.stringValue)'; there are \(known.joined(separator: ", "))")
        }
    }
}
