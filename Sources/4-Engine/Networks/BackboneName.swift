/// The name of a backbone, as recipes and the command line use it; there is a ``BackboneRecord`` for each.
public struct BackboneName: RawRepresentable, CaseIterable, Codable, Hashable, Sendable {
    public let rawValue: String

    /// Nil when no backbone has this name.
    public init?(rawValue: String) {
        guard BackboneRecord.named(rawValue) != nil else { return nil }
        self.rawValue = rawValue
    }

    /// The name of a record, for the record itself.
    init(_ name: String) { rawValue = name }

    public static var allCases: [BackboneName] { BackboneRecord.all.map(\.name) }

    /// What is known of it.
    public var record: BackboneRecord {
        guard let record = BackboneRecord.named(rawValue) else { preconditionFailure("no backbone '\(rawValue)'") }
        return record
    }

    /// The origins whose weights this backbone can carry; the first is the one for training from scratch.
    public var origins: [WeightOrigin] { record.publishers.map(\.origin) }
}
