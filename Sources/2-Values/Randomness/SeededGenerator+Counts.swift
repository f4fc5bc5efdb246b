internal import Glibc

extension SeededGenerator {
    /// Number of successes in `trials` independent trials, each with the same probability of success.
    ///
    /// By inversion where fewer than ten successes are expected, by transformed rejection (BTRS) elsewhere, so that the time
    /// does not grow with the trials. Source: Kachitvichyanukul & Schmeiser 1988, Commun. ACM 31, 216; Hörmann 1993, J. Stat.
    /// Comput. Simul. 46, 101.
    ///
    /// - Precondition: trials ≥ 0, 0 ≤ probability ≤ 1.
    public mutating func successes(in trials: Int, probability: Double) -> Int {
        precondition(trials >= 0 && probability >= 0 && probability <= 1, "\(trials) trials of \(probability)")
        if trials == 0 || probability == 0 { return 0 }
        if probability > 0.5 { return trials - successes(in: trials, probability: 1 - probability) }
        return Double(trials) * probability < 10 ? inverted(trials, probability) : rejected(trials, probability)
    }

    /// Draws as many items with replacement as `counts` holds: how often each kind comes, a kind's chance being its share.
    ///
    /// - Parameter drawn: is overwritten; as long as `counts`.
    public mutating func redraw(_ counts: [Int], into drawn: inout [Int]) {
        precondition(drawn.count == counts.count, "\(counts.count) kinds, but room for \(drawn.count)")
        var left = counts.reduce(0, +)
        var open = left
        for kind in counts.indices {
            // The last kind that is there takes what is left: its share of it is 1.
            let count = counts[kind] == 0 ? 0 : successes(in: open, probability: Double(counts[kind]) / Double(left))
            drawn[kind] = count
            open -= count
            left -= counts[kind]
        }
    }

    private mutating func inverted(_ trials: Int, _ probability: Double) -> Int {
        let odds = probability / (1 - probability)
        let none = pow(1 - probability, Double(trials))
        while true {
            var (left, chance, count) = (uniform(), none, 0)
            while left > chance, count < trials {
                left -= chance
                chance *= odds * Double(trials - count) / Double(count + 1)
                count += 1
            }
            // Beyond the last count lies what rounding left over.
            if left <= chance { return count }
        }
    }

    private mutating func rejected(_ trials: Int, _ probability: Double) -> Int {
        let n = Double(trials)
        let spread = (n * probability * (1 - probability)).squareRoot()
        let b = 1.15 + 2.53 * spread
        let a = -0.0873 + 0.0248 * b + 0.01 * probability
        let centre = n * probability + 0.5
        let mode = ((n + 1) * probability).rounded(.down)
        let logOdds = log(probability / (1 - probability))
        let atMode = logGamma(mode + 1) + logGamma(n - mode + 1)
        while true {
            let u = uniform() - 0.5
            let v = uniform()
            let edge = 0.5 - abs(u)
            let count = ((2 * a / edge + b) * u + centre).rounded(.down)
            guard count >= 0, count <= n else { continue }
            if edge >= 0.07, v <= 0.92 - 4.2 / b { return Int(count) }
            let height = log(v * (2.83 + 5.1 / b) * spread / (a / (edge * edge) + b))
            if height <= atMode - logGamma(count + 1) - logGamma(n - count + 1) + (count - mode) * logOdds {
                return Int(count)
            }
        }
    }

    private func logGamma(_ value: Double) -> Double {
        var sign: Int32 = 0
        return lgamma_r(value, &sign)
    }
}
