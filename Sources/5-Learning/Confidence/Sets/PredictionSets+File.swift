internal import Files
internal import Foundation

extension PredictionSets {
    /// Reads the sets in the file at `path`; nil when there is none.
    ///
    /// - Throws: ``Files/InputError`` when the file is not one of prediction sets.
    public static func read(_ path: String) throws -> PredictionSets? {
        guard FileManager.default.fileExists(atPath: path) else { return nil }
        do {
            return try JSONDecoder().decode(PredictionSets.self, from: Data(contentsOf: URL(filePath: path)))
        } catch {
            throw InputError(
                file: path, problem: "these are not the prediction sets of a training run (\(error))",
                remedy: "Remove the file: galaxies then get no sets")
        }
    }

    /// Writes the sets to `path`, whole or not at all.
    public func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        try AtomicFile.write(path, bytes: encoder.encode(self) + [UInt8(ascii: "\n")])
    }
}

// In JSON: {"calibration": [{"confidences": [0.99, 0.6], "magnitudes": [16.2, null], "scores": [0.01, 0.4],
// "sizes": [1.8, null]}, …],
// "classes": ["spiral", …], "level": 0.95, "ratio": {…}}.
extension PredictionSets: Codable {
    private enum CodingKeys: CodingKey { case calibration, classes, level, ratio }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let classes = try container.decode([String].self, forKey: .classes)
        let calibration = try container.decode([CalibrationScores].self, forKey: .calibration)
        let level = try container.decode(Double.self, forKey: .level)
        guard calibration.count == classes.count, level > 0, level < 1 else {
            throw DecodingError.dataCorruptedError(
                forKey: .calibration, in: container,
                debugDescription: "\(classes.count) classes, calibrations of \(calibration.count), a level of \(level)")
        }
        self.init(
            calibration, classes: classes, level: level,
            ratio: try container.decodeIfPresent(LikelihoodRatio.self, forKey: .ratio))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(calibration, forKey: .calibration)
        try container.encode(classes, forKey: .classes)
        try container.encode(level, forKey: .level)
        try container.encodeIfPresent(ratio, forKey: .ratio)
    }
}

extension CalibrationScores: Codable {
    private enum CodingKeys: CodingKey { case confidences, magnitudes, scores, sizes }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        scores = try container.decode([Double].self, forKey: .scores)
        confidences = try container.decodeIfPresent([Double].self, forKey: .confidences) ?? []
        let magnitudes = try container.decode([Double?].self, forKey: .magnitudes)
        let sizes = try container.decode([Double?].self, forKey: .sizes)
        guard magnitudes.count == scores.count, sizes.count == scores.count,
            confidences.isEmpty || confidences.count == scores.count, scores.allSatisfy({ (0...1).contains($0) })
        else {
            throw DecodingError.dataCorruptedError(
                forKey: .scores, in: container,
                debugDescription: "\(scores.count) scores, \(magnitudes.count) magnitudes, \(sizes.count) sizes")
        }
        covariates = zip(magnitudes, sizes).map { Covariates(magnitude: $0 ?? .nan, size: $1 ?? .nan) }
    }

    func encode(to encoder: any Encoder) throws {
        // JSON has no NaN.
        func cells(_ values: [Double]) -> [Double?] { values.map { $0.isFinite ? $0 : nil } }
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(scores, forKey: .scores)
        if !confidences.isEmpty { try container.encode(confidences, forKey: .confidences) }
        try container.encode(cells(covariates.map(\.magnitude)), forKey: .magnitudes)
        try container.encode(cells(covariates.map(\.size)), forKey: .sizes)
    }
}
