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
    /// Each class' logit has a scale and a bias (Guo et al. 2017, section 4.2).
    case vector(VectorScaling)
    /// The probability of each class is a rising function of its log-odds (Zadrozny and Elkan 2002, "Transforming Classifier
    /// Scores into Accurate Multiclass Probability Estimates"): one map where there are two classes, of the first's; one a
    /// class where there are more, whose values are made to sum to 1.
    case isotonic([IsotonicMap])

    /// Of two classes, the calibrator that makes `scale · score + offset` of the score, the first logit less the second.
    ///
    /// - Parameter scale: above 0, so that the order stays.
    public static func affine(scale: Double, offset: Double) -> Calibrator {
        .vector(VectorScaling(scales: [scale, scale], biases: [offset / 2, -offset / 2]))
    }

    /// The number of classes that it is for; nil where it takes any.
    public var classes: Int? {
        switch self {
        case .identity, .temperature: nil
        case .vector(let scaling): scaling.scales.count
        case .isotonic(let maps): maps.count == 1 ? 2 : maps.count
        }
    }

    /// Calibrates the logits of one galaxy: their softmax is its probabilities. No probability becomes 0 or 1 that was not.
    ///
    /// - Parameter logits: axis (class), of as many classes as it is for.
    public func apply(to logits: inout [Double]) {
        precondition(classes ?? logits.count == logits.count, "\(logits.count) logits for \(classes ?? 0) classes")
        switch self {
        case .identity: break
        case .temperature(let temperature): for index in logits.indices { logits[index] /= temperature }
        case .vector(let scaling): scaling.apply(to: &logits)
        case .isotonic(let maps):
            if maps.count == 1 {
                let probability = maps[0].probability(at: logits[0] - logits[1])
                logits[0] = log(probability)
                logits[1] = log1p(-probability)
            } else {
                let odds = logits.indices.map { LogOdds.of($0, in: logits[...]) }
                for index in logits.indices { logits[index] = log(maps[index].probability(at: odds[index])) }
            }
        }
    }
}

/// A class' log-odds: the logarithm of its softmax over that of all others together.
enum LogOdds {
    /// - Parameter logits: axis (class), two or more, of one galaxy.
    static func of(_ number: Int, in logits: ArraySlice<Double>) -> Double {
        let own = logits[logits.startIndex + number]
        if logits.count == 2 { return own - logits[logits.startIndex + 1 - number] }
        var largest = -Double.infinity
        for place in logits.indices where place != logits.startIndex + number { largest = max(largest, logits[place]) }
        var total = 0.0
        for place in logits.indices where place != logits.startIndex + number { total += exp(logits[place] - largest) }
        return own - largest - log(total)
    }
}
