/// Closed-form 95 % confidence intervals.
package enum Intervals {
    /// The two-sided 95 % quantile of the normal distribution.
    package static let z = 1.959963984540054

    /// Wilson's score interval of a proportion.
    ///
    /// Source: Wilson 1927, J. Am. Stat. Assoc. 22, 209.
    package static func wilson(successes: Double, trials: Double) -> ClosedRange<Double> {
        precondition(trials > 0 && successes >= 0 && successes <= trials)
        let proportion = successes / trials
        let square = z * z
        let centre = (proportion + square / (2 * trials)) / (1 + square / trials)
        let variance = proportion * (1 - proportion) / trials + square / (4 * trials * trials)
        let half = z / (1 + square / trials) * variance.squareRoot()
        let low = successes == 0 ? 0 : max(0, centre - half)
        let high = successes == trials ? 1 : min(1, centre + half)
        return low...high
    }

    /// Interval of a mean of independent proportions from the Wilson interval of each (the square-and-add method).
    ///
    /// Source: Zou & Donner 2008, Stat. Med. 27, 1693.
    package static func meanOfProportions(_ proportions: [(successes: Int, trials: Int)]) -> ClosedRange<Double> {
        mean(
            proportions.map { successes, trials in
                (Double(successes) / Double(trials), wilson(successes: Double(successes), trials: Double(trials)))
            })
    }

    /// The same of any independent figures with an interval each.
    static func mean(_ figures: [(value: Double, interval: ClosedRange<Double>)]) -> ClosedRange<Double> {
        precondition(!figures.isEmpty)
        let weight = 1 / Double(figures.count)
        var mean = 0.0
        var below = 0.0
        var above = 0.0
        for (value, interval) in figures {
            mean += weight * value
            below += weight * weight * (value - interval.lowerBound) * (value - interval.lowerBound)
            above += weight * weight * (interval.upperBound - value) * (interval.upperBound - value)
        }
        return max(0, mean - below.squareRoot())...min(1, mean + above.squareRoot())
    }

    /// Interval of F1 = 2J / (1 + J), from Wilson's interval of the overlap J = TP / (TP + FP + FN).
    package static func f1(truePositives: Int, mistakes: Int) -> ClosedRange<Double> {
        let overlap = wilson(successes: Double(truePositives), trials: Double(truePositives + mistakes))
        func f1(_ overlap: Double) -> Double { 2 * overlap / (1 + overlap) }
        return f1(overlap.lowerBound)...f1(overlap.upperBound)
    }

    /// Score interval of an area under the ROC curve.
    ///
    /// Source: Newcombe 2006, Stat. Med. 25, 559, method 5: the variance of Hanley & McNeil 1982 taken at the end of
    /// the interval, with the sizes of the two classes replaced by their mean.
    package static func areaUnderCurve(_ area: Double, positives: Int, negatives: Int) -> ClosedRange<Double> {
        precondition(positives > 0 && negatives > 0)
        let pairs = Double(positives) * Double(negatives)
        let size = Double(positives + negatives) / 2 - 1
        func distance(_ theta: Double) -> Double {
            let spread = 1 + size * (1 - theta) / (2 - theta) + size * theta / (1 + theta)
            return z * (theta * (1 - theta) * spread / pairs).squareRoot()
        }
        // Bisection for the point farthest from `area` on the given side that is still within its own distance.
        func end(_ outer: Double) -> Double {
            var inside = area
            var outside = outer
            if area == outer { return outer }
            for _ in 0..<60 {
                let middle = (inside + outside) / 2
                // At `area` itself the gap is 0; at 0 and 1 the distance is 0.
                if abs(area - middle) <= distance(middle) { inside = middle } else { outside = middle }
            }
            return inside
        }
        return end(0)...end(1)
    }
}
