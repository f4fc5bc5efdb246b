internal import Files
internal import Foundation

/// Makes a trained network's logits say what they mean; `calibration.json` of a run's folder.
///
/// ```swift
/// var logits = [4.0, 0.0]
/// Calibrator.temperature(2).apply(to: &logits)  // [2, 0]
/// ```
public enum Calibrator: Sendable, Equatable {
    /// Logits stay as they are.
    case identity
    /// Logits are divided by a number above 0, which keeps their order (Guo et al. 2017, "On Calibration of Modern Neural
    /// Networks", section 4.2).
    case temperature(Double)

    /// Calibrates the logits of one galaxy.
    public func apply(to logits: inout [Double]) {
        switch self {
        case .identity: break
        case .temperature(let temperature): for index in logits.indices { logits[index] /= temperature }
        }
    }

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

// In JSON: {"kind": "temperature", "temperature": 1.5}.
extension Calibrator: Codable {
    private enum Kind: String, Codable { case identity, temperature }
    private enum CodingKeys: CodingKey { case kind, temperature }

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
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        switch self {
        case .identity: try container.encode(Kind.identity, forKey: .kind)
        case .temperature(let temperature):
            try container.encode(Kind.temperature, forKey: .kind)
            try container.encode(temperature, forKey: .temperature)
        }
    }
}
