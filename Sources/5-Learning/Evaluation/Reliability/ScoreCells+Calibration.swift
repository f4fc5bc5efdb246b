extension ScoreCells {
    /// Expected calibration error of a set with these counts: Σ over tenths of |Σ (score − truth)| / n.
    func calibrationError(_ counts: [Int]) -> Double? {
        var gaps = (0..<10).map { _ in 0.0 }
        var total = 0
        for (cell, tenth) in tenths.enumerated() {
            let (others, own) = (counts[2 * cell], counts[2 * cell + 1])
            gaps[tenth] += Double(others) * means[2 * cell] + Double(own) * (means[2 * cell + 1] - 1)
            total += others + own
        }
        return total > 0 ? gaps.reduce(0) { $0 + abs($1) } / Double(total) : nil
    }

    /// Mean (score − truth)² of a set with these counts.
    func meanSquare(_ counts: [Int]) -> Double? {
        var sum = 0.0
        var total = 0
        for kind in counts.indices {
            sum += Double(counts[kind]) * squares[kind]
            total += counts[kind]
        }
        return total > 0 ? sum / Double(total) : nil
    }

    /// Root of the mean squared gap between score and share over `bins` bins of equally many rows, the noise of the shares
    /// taken out; 0 where the gaps are no larger than noise.
    ///
    /// Source: Kumar, Liang & Ma 2019, NeurIPS, "Verified Uncertainty Calibration", definition 5.1 (the debiased estimator).
    /// Bins end where cells do, so that equal scores are never parted.
    func debiasedError(bins: Int = 15) -> Double {
        let total = total
        var (sum, members, rows, scores, done) = (0.0, 0.0, 0.0, 0.0, 0)
        for cell in 0..<cellCount {
            let (others, own) = (counts[2 * cell], counts[2 * cell + 1])
            members += Double(own)
            rows += Double(others + own)
            scores += Double(others) * means[2 * cell] + Double(own) * means[2 * cell + 1]
            done += others + own
            // The bin that the last row of the cell lies in is full, or the set ends.
            guard rows > 0, done == total || rows * Double(bins) >= Double(total) else { continue }
            let share = members / rows
            let gap = scores / rows - share
            let noise = rows > 1 ? share * (1 - share) / (rows - 1) : 0
            sum += rows / Double(total) * (gap * gap - noise)
            (members, rows, scores) = (0, 0, 0)
        }
        return max(0, sum).squareRoot()
    }
}
