internal import Foundation
internal import Randomness
internal import Vectors

/// How much more often galaxies of a magnitude and size stand in a target survey than among the calibration galaxies: a
/// logistic regression of the survey on both, their squares and their product (Bickel, Brückner & Scheffer 2009,
/// "Discriminative Learning Under Covariate Shift", section 4).
///
/// ```swift
/// let ratio = LikelihoodRatio(of: target, over: calibration)
/// let weights = calibration.map { ratio?.value($0) ?? 1 }
/// ```
public struct LikelihoodRatio: Sendable, Equatable {
    /// Whether size is looked at too: where it is known of half of the galaxies of each side at least.
    public let usesSize: Bool
    /// Middle and width by which magnitude and size are measured.
    private let middles, widths: [Double]
    /// Bias, then the weight of each term.
    private let coefficients: [Double]

    /// Galaxies of each side that are looked at; more do not change the ratio.
    private static let enough = 50_000
    /// No galaxy of the source weighs more than as many average ones.
    private static let heaviest = 20.0
    /// Galaxies with known covariates that each side must have.
    public static let fewest = 50

    /// - Returns: nil where fewer than ``fewest`` galaxies of one of the sides have a magnitude.
    public init?(of target: [Covariates], over source: [Covariates]) {
        usesSize = [target, source].allSatisfy { side in
            let known = side.filter { $0.magnitude.isFinite }
            return known.count { $0.size.isFinite } * 2 >= known.count
        }
        let usesSize = usesSize
        let sides = [source, target].map { side in
            let known = side.filter { $0.magnitude.isFinite && (!usesSize || $0.size.isFinite) }
            guard known.count > Self.enough else { return known }
            var generator = SeededGenerator(0x5E75)
            return Array(generator.shuffled(known).prefix(Self.enough))
        }
        guard sides.allSatisfy({ $0.count >= Self.fewest }) else { return nil }
        let plain = sides.flatMap { $0.map { usesSize ? [$0.magnitude, $0.size] : [$0.magnitude] } }
        var (middles, widths) = ([Double](), [Double]())
        for place in 0..<(usesSize ? 2 : 1) {
            let mean = plain.reduce(0) { $0 + $1[place] } / Double(plain.count)
            let variance = plain.reduce(0) { $0 + ($1[place] - mean) * ($1[place] - mean) } / Double(plain.count)
            middles.append(mean)
            widths.append(variance > 0 ? variance.squareRoot() : 1)
        }
        (self.middles, self.widths) = (middles, widths)
        let terms = plain.map { Self.terms($0, middles, widths) }
        let labels = sides.indices.flatMap { side in sides[side].map { _ in side } }
        let features = FeatureMatrix(
            standardising: Matrix(terms.flatMap { $0.map { Float($0) } }, columnCount: terms[0].count))
        var model = LogisticRegression(classCount: 2, features: features)
        model.fit(features, labels: labels, rows: Array(labels.indices), l2: 1e-4, tolerance: 1e-6)
        coefficients = Self.unstandardised(model.parameters, terms, prior: sides.map(\.count))
    }

    /// The ratio; NaN where a covariate that it needs is not known.
    public func value(_ galaxy: Covariates) -> Double {
        let plain = usesSize ? [galaxy.magnitude, galaxy.size] : [galaxy.magnitude]
        let terms = Self.terms(plain, middles, widths)
        var sum = coefficients[0]
        for (place, term) in terms.enumerated() { sum += coefficients[place + 1] * term }
        return exp(sum)
    }

    /// The weights of galaxies as which the source's stand for the target's: none counts as more than ``heaviest`` average
    /// ones, and one of which a covariate is not known not at all.
    public func weights(of galaxies: [Covariates]) -> [Double] {
        let raw = galaxies.map(value).map { $0.isNaN ? 0 : min($0, 1e12) }
        let ceiling = Self.heaviest * raw.reduce(0, +) / Double(max(1, raw.count))
        return raw.map { min($0, ceiling) }
    }

    private static func terms(_ plain: [Double], _ middles: [Double], _ widths: [Double]) -> [Double] {
        let scaled = plain.indices.map { (plain[$0] - middles[$0]) / widths[$0] }
        return scaled + scaled.map { $0 * $0 } + (scaled.count == 2 ? [scaled[0] * scaled[1]] : [])
    }

    /// The difference of both sides' logits as a function of the terms as they are, the sides' numbers taken out.
    private static func unstandardised(_ parameters: [Double], _ terms: [[Double]], prior: [Int]) -> [Double] {
        let width = parameters.count / 2
        var found = [parameters[2 * width - 1] - parameters[width - 1] + log(Double(prior[0]) / Double(prior[1]))]
        for place in terms[0].indices {
            let mean = terms.reduce(0) { $0 + $1[place] } / Double(terms.count)
            let variance = terms.reduce(0) { $0 + ($1[place] - mean) * ($1[place] - mean) } / Double(terms.count)
            let slope = variance > 0 ? (parameters[width + place] - parameters[place]) / variance.squareRoot() : 0
            found[0] -= slope * mean
            found.append(slope)
        }
        return found
    }
}

// In JSON: {"coefficients": [0.1, …], "middles": [16.1, 1.8], "usesSize": true, "widths": [0.9, 0.3]}.
extension LikelihoodRatio: Codable {
    private enum CodingKeys: CodingKey { case coefficients, middles, usesSize, widths }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        usesSize = try container.decode(Bool.self, forKey: .usesSize)
        middles = try container.decode([Double].self, forKey: .middles)
        widths = try container.decode([Double].self, forKey: .widths)
        coefficients = try container.decode([Double].self, forKey: .coefficients)
        let (covariates, terms) = usesSize ? (2, 5) : (1, 2)
        guard middles.count == covariates, widths.count == covariates, coefficients.count == terms + 1 else {
            throw DecodingError.dataCorruptedError(
                forKey: .coefficients, in: container,
                debugDescription: "\(coefficients.count) coefficients of \(covariates) covariates")
        }
    }
}
