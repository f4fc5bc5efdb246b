internal import Files
internal import Foundation
internal import HTTP
internal import Networks

/// What `tuningfork weights inspect` and `list` say.
public struct WeightReport: Codable, Sendable {
    public let file: String
    /// `safetensors`, `hdf5`, `keras` or `pytorch`.
    public let format: String
    /// What the file says about itself, and where in it the tensors are.
    public let metadata: [String: String]
    public let tensors: [TensorSummary]
    /// What the file is, in words; nil when it fits no network known here.
    public let title: String?
    public let backbone: String?
    public let origin: String?
    /// The last layer for which every tensor is there.
    public let completeThrough: String?
    /// Tensors that are not there in their right shape although the file has some of their layer or of a later one.
    public let missing: [String]

    /// Reads the list of a file's tensors. A file that fits no network is no error.
    ///
    /// Throws `InputError` when the file is damaged or of no format that is known.
    public init(contentsOf path: String) throws {
        let file = try WeightFile(path)
        let weights = WeightLayout.detect(file, preferring: nil) == nil ? nil : try PretrainedWeights(contentsOf: path)
        self.file = path
        format = file.format.rawValue
        metadata = file.metadata
        tensors = file.summaries
        title = weights?.title
        backbone = weights?.backbone.rawValue
        origin = weights?.origin.rawValue
        completeThrough = weights?.completeThrough
        missing = weights?.missing ?? []
    }

    /// A line for each tensor, then what the file is.
    public var text: String {
        let width = tensors.map(\.name.count).max() ?? 0
        var lines = tensors.map { tensor in
            tensor.name + String(repeating: " ", count: width - tensor.name.count)
                + "  \(tensor.type)  \(tensor.shape.map(String.init).joined(separator: " x "))"
        }
        for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { lines.append("\(key): \(value)") }
        let count = tensors.reduce(0) { $0 + $1.shape.reduce(1, *) }
        lines.append("\(tensors.count) tensors, \(count) numbers, \(format)")
        if let title, let backbone, let origin {
            let layers = completeThrough.map { "complete through \($0)" } ?? "its first layer is not complete"
            lines.append("\(title): fits \(backbone) (origin \(origin)), \(layers)")
            if !missing.isEmpty { lines.append(PretrainedWeights.sentence("missing or of another shape", missing)) }
        } else {
            lines.append("fits no network known here")
        }
        return lines.joined(separator: "\n")
    }

    /// The same as JSON.
    public func json() throws -> String { try Self.encode(self) }

    /// The registry as JSON.
    public static func list(_ entries: [RegistryEntry], cache: WeightCache) throws -> String {
        struct Line: Encodable {
            let name: String
            let backbone: String
            let origin: String
            let url: String
            let algorithm: String?
            let sum: String?
            let licence: String
            let path: String
            let isFetched: Bool
        }
        return try encode(
            entries.map { entry in
                Line(
                    name: entry.name, backbone: entry.backbone.rawValue, origin: entry.origin.rawValue, url: entry.url,
                    algorithm: entry.sum?.algorithm.rawValue, sum: entry.sum?.value, licence: entry.licence,
                    path: cache.path(of: entry), isFetched: cache.contains(entry))
            })
    }

    private static func encode(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
