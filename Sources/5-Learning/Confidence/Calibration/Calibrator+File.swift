internal import Files
internal import Foundation

extension Calibrator {
    /// Reads the calibrator in the file at `path`; ``identity`` when there is none.
    ///
    /// - Throws: ``Files/InputError`` when the file is not that of a calibrator.
    public static func read(_ path: String) throws -> Calibrator {
        guard FileManager.default.fileExists(atPath: path) else { return .identity }
        do {
            return try JSONDecoder().decode(Calibrator.self, from: Data(contentsOf: URL(filePath: path)))
        } catch {
            throw InputError(
                file: path, problem: "this is not the calibration of a training run (\(error))",
                remedy: "Remove the file: the network then gives its probabilities as they are")
        }
    }

    /// Writes the calibrator to `path`, whole or not at all.
    public func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try AtomicFile.write(path, bytes: encoder.encode(self) + [UInt8(ascii: "\n")])
    }
}

// In JSON: {"kind": "temperature", "temperature": 1.5}; {"kind": "vector", "scales": […], "biases": […]};
// {"kind": "isotonic", "maps": [{"scores": […], "probabilities": […]}]}.
extension Calibrator: Codable {
    private enum Kind: String, Codable { case identity, temperature, vector, isotonic }
    private enum CodingKeys: CodingKey { case kind, temperature, maps }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        switch try container.decode(Kind.self, forKey: .kind) {
        case .identity: self = .identity
        case .temperature:
            let temperature = try container.decode(Double.self, forKey: .temperature)
            guard temperature > 0, temperature.isFinite else {
                throw DecodingError.dataCorruptedError(
                    forKey: .temperature, in: container, debugDescription: "a temperature of \(temperature)")
            }
            self = .temperature(temperature)
        case .vector: self = .vector(try VectorScaling(from: decoder))
        case .isotonic:
            let maps = try container.decode([IsotonicMap].self, forKey: .maps)
            guard !maps.isEmpty, maps.count != 2 else {
                throw DecodingError.dataCorruptedError(
                    forKey: .maps, in: container,
                    debugDescription: "\(maps.count) maps: two classes have one, more have one each")
            }
            self = .isotonic(maps)
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .identity: try container.encode(Kind.identity, forKey: .kind)
        case .temperature(let temperature):
            try container.encode(Kind.temperature, forKey: .kind)
            try container.encode(temperature, forKey: .temperature)
        case .vector(let scaling):
            try container.encode(Kind.vector, forKey: .kind)
            try scaling.encode(to: encoder)
        case .isotonic(let maps):
            try container.encode(Kind.isotonic, forKey: .kind)
            try container.encode(maps, forKey: .maps)
        }
    }
}

extension Calibrator: CustomStringConvertible {
    /// What it does, in a few words.
    public var description: String {
        func text(_ number: Double) -> String { String(format: "%.4g", number) }
        switch self {
        case .identity: return "logits as they are"
        case .temperature(let temperature): return "temperature \(text(temperature))"
        case .vector(let scaling):
            return "vector scaling, scales \(scaling.scales.map(text).joined(separator: ", ")), biases "
                + scaling.biases.map(text).joined(separator: ", ")
        case .isotonic(let maps):
            return "isotonic, \(maps.map { "\($0.scores.count)" }.joined(separator: ", ")) points"
        }
    }
}
