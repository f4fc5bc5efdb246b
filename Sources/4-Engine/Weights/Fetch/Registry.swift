internal import Files
public import Networks

/// The files of weights that can be fetched by name.
public enum Registry {
    /// Those in the backbones' records.
    public static let entries = BackboneRecord.all.flatMap { record in
        record.sources.map { RegistryEntry(backbone: record.name, source: $0) }
    }

    /// Whose weights the entry called `name` are; nil when there is none.
    public static func origin(of name: String) -> WeightOrigin? { entries.first { $0.name == name }?.origin }

    /// The entry called `name`. Throws `InputError` that lists the names when there is none.
    public static func entry(_ name: String) throws -> RegistryEntry {
        guard let entry = entries.first(where: { $0.name == name }) else {
            throw InputError(
                problem: "No weights are called '\(name)'",
                remedy: "Known names: \(entries.map(\.name).joined(separator: ", "))")
        }
        return entry
    }
}
