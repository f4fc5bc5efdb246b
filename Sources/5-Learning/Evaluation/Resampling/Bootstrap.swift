import Randomness

/// Intervals from sets of the same size drawn with replacement.
///
/// A figure's interval runs from the 2.5th to the 97.5th percentile of the figures of the drawn sets; sets in which a
/// figure is undefined (a class is missing) do not count for it. Source: Efron 1979, Ann. Stat. 7, 1.
///
/// Beyond ``rowLimit`` galaxies the time no longer grows with the draws: counts of true and given class are drawn instead of
/// galaxies, which is the same for figures that depend on them alone, and areas under curves have the normal intervals that
/// the bootstrap's approach (``AreaInfluence``).
struct Bootstrap {
    /// Most galaxies that are drawn one by one.
    static let rowLimit = 10_000

    let balancedAccuracy: ClosedRange<Double>?
    /// One a class.
    let f1: [ClosedRange<Double>?]
    /// One a class.
    let areaUnderCurve: [ClosedRange<Double>?]
    /// Of means over the classes; only where there are more than two.
    let macro: [MacroScores.Figure: ClosedRange<Double>?]
    /// How the intervals of areas were found.
    let areaMethod: Estimate.Method

    init(_ set: LabelledSet, resamples: Int, seed: UInt64, rowLimit: Int = Self.rowLimit) {
        let isLarge = set.truths.count > rowLimit
        var generator = SeededGenerator(seed)
        var balanced: [Double] = []
        var f1 = [[Double]](repeating: [], count: set.classCount)
        var areas = [[Double]](repeating: [], count: set.classCount)
        var macro: [MacroScores.Figure: [Double]] = [:]
        let size = set.truths.count
        let counts = set.confusion(weights: set.ones).counts.flatMap(\.self)
        var drawn = counts
        for _ in 0..<resamples {
            var weights: [Int32] = []
            let confusion: ConfusionMatrix
            if isLarge {
                generator.redraw(counts, into: &drawn)
                confusion = ConfusionMatrix(flat: drawn, classCount: set.classCount)
            } else {
                weights = [Int32](repeating: 0, count: size)
                for _ in 0..<size { weights[generator.index(below: size)] += 1 }
                confusion = set.confusion(weights: weights)
            }
            if let value = confusion.balancedAccuracy { balanced.append(value) }
            let classes = 0..<set.classCount
            let ownF1 = classes.map(confusion.f1)
            let ownAreas = classes.map { isLarge ? nil : set.rankings[$0].areaUnderCurve(weights: weights) }
            for number in classes {
                if let value = ownF1[number] { f1[number].append(value) }
                if let area = ownAreas[number] { areas[number].append(area) }
            }
            guard set.classCount > 2 else { continue }
            for (figure, own) in [
                (MacroScores.Figure.precision, classes.map(confusion.precision)),
                (.recall, classes.map(confusion.recall)), (.f1, ownF1), (.auc, ownAreas),
            ] {
                if let mean = MacroScores.mean(own.compactMap(\.self)) { macro[figure, default: []].append(mean) }
            }
        }
        balancedAccuracy = Self.interval(balanced)
        self.f1 = f1.map(Self.interval)
        guard isLarge else {
            areaUnderCurve = areas.map(Self.interval)
            self.macro = macro.mapValues(Self.interval)
            areaMethod = .bootstrap
            return
        }
        let influences = set.rankings.map(AreaInfluence.init)
        areaUnderCurve = influences.map { $0?.interval }
        var intervals = macro.mapValues(Self.interval)
        if set.classCount > 2 {
            intervals[.auc] = AreaInfluence(meanOf: influences.compactMap(\.self))?.interval
        }
        self.macro = intervals
        areaMethod = .normal
    }

    /// The middle 95 % of the values; nil when there is none, or when all are equal and so show no spread.
    static func interval(_ values: [Double]) -> ClosedRange<Double>? {
        let sorted = values.sorted()
        guard let first = sorted.first, let last = sorted.last, first < last else { return nil }
        return percentile(sorted, 0.025)...percentile(sorted, 0.975)
    }

    /// Percentile of sorted values, linear between neighbours.
    private static func percentile(_ sorted: [Double], _ share: Double) -> Double {
        let place = share * Double(sorted.count - 1)
        let below = Int(place)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
}
