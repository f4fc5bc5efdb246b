internal import Foundation

/// Turns the scores of clean galaxies into numbers that are spread as the normal distribution, and others with them.
///
/// In this scale a survey whose clean galaxies are spread in the same form, with another middle and width, is a straight
/// line, whatever the form is.
struct NormalScores {
    /// Rising.
    private let reference: [Float]
    /// The normal distribution's quantile of each of them.
    private let quantiles: [Double]
    /// How fast quantiles rise beyond the outermost scores.
    private let lowSlope, highSlope: Double

    /// - Parameter reference: rising, not all equal.
    init(_ reference: [Float]) {
        let count = reference.count
        self.reference = reference
        let quantiles = reference.indices.map { Self.quantile((Double($0) + 0.5) / Double(count)) }
        let tenth = count / 10
        func slope(_ low: Int, _ high: Int) -> Double {
            (quantiles[high] - quantiles[low])
                / max(Double(reference[high] - reference[low]), Double(Float.leastNormalMagnitude))
        }
        self.quantiles = quantiles
        lowSlope = slope(0, tenth)
        highSlope = slope(count - 1 - tenth, count - 1)
    }

    /// What a score is in that scale: between the reference's scores by interpolation, beyond them along the outermost
    /// tenths.
    subscript(score: Float) -> Double {
        let last = reference.count - 1
        if score <= reference[0] { return quantiles[0] + Double(score - reference[0]) * lowSlope }
        if score >= reference[last] { return quantiles[last] + Double(score - reference[last]) * highSlope }
        let upper = reference.firstIndex(atLeast: score)
        let (low, high) = (reference[upper - 1], reference[upper])
        return quantiles[upper - 1] + (quantiles[upper] - quantiles[upper - 1]) * Double((score - low) / (high - low))
    }

    /// The share of strange ones among `scores`, most of which are of clean galaxies: how many more lie beyond the clean
    /// ones' quantile of 97.5 % than should, where the clean ones' middle and width are those of the body of all.
    ///
    /// An empirical null (Efron 2004, J. Am. Stat. Assoc. 99, 96), whose form is the reference's.
    func strangeShare(of scores: [Float]) -> Double {
        let values = scores.map { self[$0] }.sorted()
        let levels = values.indices.map { (Double($0) + 0.5) / Double(values.count) }
        let body = values.indices.filter { (0.2...0.85).contains(levels[$0]) }
        let level = 0.975
        var share = 0.0
        for _ in 0..<50 {
            let line = Self.line(
                body.map { Self.quantile(min(levels[$0] / (1 - share), 0.9999)) }, body.map { values[$0] })
            let limit = line.middle + line.width * Self.quantile(level)
            let beyond = Double(values.count - values.firstIndex(atLeast: limit)) / Double(values.count)
            let next = min(0.5, max(0, (beyond - (1 - level)) / level))
            if abs(next - share) < 1e-6 { break }
            share = next
        }
        return share
    }

    /// The line through points, by least squares.
    private static func line(_ x: [Double], _ y: [Double]) -> (middle: Double, width: Double) {
        let count = Double(x.count)
        let (meanX, meanY) = (x.reduce(0, +) / count, y.reduce(0, +) / count)
        var (products, squares) = (0.0, 0.0)
        for (x, y) in zip(x, y) {
            products += (x - meanX) * (y - meanY)
            squares += (x - meanX) * (x - meanX)
        }
        let width = products / squares
        return (meanY - width * meanX, width)
    }

    /// The standard normal distribution's quantile of a probability between 0 and 1.
    ///
    /// Acklam's rational approximation, relative error below 1.2e-9.
    static func quantile(_ probability: Double) -> Double {
        let a = [
            -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02, 1.383577518672690e+02,
            -3.066479806614716e+01, 2.506628277459239e+00,
        ]
        let b = [
            -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02, 6.680131188771972e+01,
            -1.328068155288572e+01, 1,
        ]
        let c = [
            -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00, -2.549732539343734e+00,
            4.374664141464968e+00, 2.938163982698783e+00,
        ]
        let d = [7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00, 3.754408661907416e+00, 1]
        func polynomial(_ factors: [Double], _ x: Double) -> Double { factors.reduce(0) { $0 * x + $1 } }
        guard probability <= 0.5 else { return -quantile(1 - probability) }
        if probability < 0.02425 {
            let q = (-2 * log(probability)).squareRoot()
            return polynomial(c, q) / polynomial(d, q)
        }
        let q = probability - 0.5
        return q * polynomial(a, q * q) / polynomial(b, q * q)
    }
}

extension RandomAccessCollection where Element: Comparable, Index == Int {
    /// Of a rising list, the first place whose value is not below `value`; the end where there is none.
    func firstIndex(atLeast value: Element) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
