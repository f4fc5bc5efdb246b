/// Cells of confidences, the positives being the galaxies that were given their true class.
extension ScoreCells {
    /// Area under the risk-coverage curve of a set with these counts: the mean, over k = 1…n, of the share of mistakes among
    /// the k most confident galaxies; among equally confident ones the mean over all their orders.
    ///
    /// - Parameter harmonic: the numbers Σ 1/k up to the set's size, 0 first.
    func riskCoverageArea(_ counts: [Int], harmonic: [Double]) -> Double? {
        var (kept, mistakes, sum) = (0, 0, 0.0)
        for cell in 0..<cellCount {
            let wrong = counts[2 * cell]
            let size = wrong + counts[2 * cell + 1]
            guard size > 0 else { continue }
            // Σ (mistakes + wrong (k − kept) / size) / k over the cell's k
            let rate = Double(wrong) / Double(size)
            let excess = Double(mistakes) - rate * Double(kept)
            sum += excess * (harmonic[kept + size] - harmonic[kept]) + Double(wrong)
            kept += size
            mistakes += wrong
        }
        return kept > 0 ? sum / Double(kept) : nil
    }

    /// The same of a ranking that puts every mistake behind everything else.
    func leastRiskCoverageArea(_ counts: [Int], harmonic: [Double]) -> Double? {
        var (total, mistakes) = (0, 0)
        for cell in 0..<cellCount {
            mistakes += counts[2 * cell]
            total += counts[2 * cell] + counts[2 * cell + 1]
        }
        guard total > 0 else { return nil }
        let right = total - mistakes
        return (Double(mistakes) - Double(right) * (harmonic[total] - harmonic[right])) / Double(total)
    }

    /// Σ 1/k for k up to 0, 1, … `count`.
    static func harmonicNumbers(to count: Int) -> [Double] {
        var numbers = [0.0]
        numbers.reserveCapacity(count + 1)
        for k in 0..<count { numbers.append(numbers[k] + 1 / Double(k + 1)) }
        return numbers
    }

    /// Mistakes and size of the most confident galaxies, cell by cell; (0, 0) first.
    func risks() -> [(kept: Int, mistakes: Int)] {
        var steps = [(kept: 0, mistakes: 0)]
        for cell in 0..<cellCount {
            let last = steps[cell]
            steps.append(
                (last.kept + counts[2 * cell] + counts[2 * cell + 1], last.mistakes + counts[2 * cell]))
        }
        return steps
    }
}
