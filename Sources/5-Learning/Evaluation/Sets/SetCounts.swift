import Randomness

/// The prediction sets of some labelled galaxies, counted.
struct SetCounts {
    /// Numbers of sets with 0, 1, … classes.
    private(set) var sizes: [Int]
    /// Number of sets that hold the true class.
    private(set) var covered = 0

    /// Predictions without a class or a set do not count.
    init(_ predictions: some Sequence<Prediction>, classCount: Int) {
        sizes = [Int](repeating: 0, count: classCount + 1)
        for prediction in predictions {
            guard let truth = prediction.truth, let set = prediction.set else { continue }
            sizes[set.count] += 1
            if set.contains(truth) { covered += 1 }
        }
    }

    var n: Int { sizes.reduce(0, +) }

    /// Share of the sets that hold the true class; nil of none.
    var coverage: Estimate? { .proportion(covered, of: n) }

    /// Mean number of classes in a set, with a bootstrap interval; nil of none.
    ///
    /// Sets are drawn by their sizes, of which alone the mean depends. Where all sizes are equal, the share of other sizes is
    /// bounded as that of no mistake in n.
    func meanSize(resamples: Int, seed: UInt64) -> Estimate? {
        let n = n
        guard n > 0 else { return nil }
        func mean(_ sizes: [Int]) -> Double {
            Double(sizes.enumerated().reduce(0) { $0 + $1.offset * $1.element }) / Double(n)
        }
        var generator = SeededGenerator(seed)
        var drawn = sizes
        let means = (0..<resamples).map { _ in
            generator.redraw(sizes, into: &drawn)
            return mean(drawn)
        }
        let value = mean(sizes)
        let others = Intervals.wilson(successes: 0, trials: Double(n)).upperBound
        let most = Double(sizes.count - 1)
        return Estimate(
            value, drawn: Bootstrap.interval(means),
            orElse: value * (1 - others)...value + (most - value) * others)
    }
}
