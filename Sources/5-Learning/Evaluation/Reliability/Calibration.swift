/// Whether stated probabilities are the shares of galaxies that belong to a class.
///
/// ``brier``, ``expectedCalibrationError`` and ``bins`` are those of the positive class.
public struct Calibration: Codable, Sendable, Equatable {
    /// Mean of (probability − truth)², truth being 1 or 0; 0 is perfect, 0.25 is what "always one half" reaches.
    ///
    /// Source: Brier 1950, Mon. Weather Rev. 78, 1.
    public let brier: Double
    /// Mean of |mean probability − share| over the bins, weighted by their sizes; 0 is perfect.
    ///
    /// Source: Naeini, Cooper & Hauskrecht 2015, AAAI, with ten bins of equal width on the positive class.
    public let expectedCalibrationError: Double
    /// The bins that hold a galaxy, from low to high probability.
    public let bins: [ReliabilityBin]
    /// Each class's own figures with intervals, in the order of the class list; empty in files of older versions.
    public let perClass: [ClassCalibration]
    /// Those of the probability of the class that was given, a galaxy belonging where it is the true one; nil in files of
    /// older versions.
    ///
    /// Source: Guo et al. 2017, ICML, "On Calibration of Modern Neural Networks", section 2.
    public let confidence: ClassCalibration?

    enum CodingKeys: String, CodingKey {
        case brier
        case expectedCalibrationError = "expected_calibration_error"
        case bins
        case perClass = "per_class"
        case confidence
    }

    /// Mean of the classes' calibration errors; nil where they are not known.
    ///
    /// Source: Kull et al. 2019, NeurIPS, "Beyond temperature scaling", equation 3 (classwise ECE).
    public var classwiseError: Double? {
        MacroScores.mean(perClass.map(\.expectedCalibrationError.value))
    }

    /// Mean of Σ over the classes of (probability − truth)², 0…2; nil where it is not known.
    ///
    /// Source: Brier 1950, equation 2.
    public var brierOfAllClasses: Double? {
        perClass.isEmpty ? nil : perClass.reduce(0) { $0 + $1.brier.value }
    }

    init(_ set: LabelledSet, confidences: RankedScores, classes: [String], resamples: Int, seed: UInt64) {
        perClass = classes.enumerated().map { number, name in
            ClassCalibration(
                name: name, RankedScores(set.rankings[number]), resamples: resamples, seed: seed)
        }
        confidence = ClassCalibration(name: nil, confidences, resamples: resamples, seed: seed)
        brier = perClass[0].brier.value
        expectedCalibrationError = perClass[0].expectedCalibrationError.value
        bins = perClass[0].bins
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        brier = try container.decode(Double.self, forKey: .brier)
        expectedCalibrationError = try container.decode(Double.self, forKey: .expectedCalibrationError)
        bins = try container.decode([ReliabilityBin].self, forKey: .bins)
        perClass = try container.decodeIfPresent([ClassCalibration].self, forKey: .perClass) ?? []
        confidence = try container.decodeIfPresent(ClassCalibration.self, forKey: .confidence)
    }
}
