import Confidence

/// The shares of the classes among galaxies, by maximum likelihood from their probabilities.
///
/// Found by ``Confidence/ShareSearch``, for any number of classes. It holds where pictures of a class look alike in both surveys; probabilities must be calibrated.
package enum ClassMix {
    /// - Parameters:
    ///   - probabilities: axes (galaxy, class), each galaxy's sum 1, under the shares `start`.
    ///   - start: the shares that those are of, each above 0.
    /// - Returns: the shares; `start` where there are no galaxies.
    package static func estimate(_ probabilities: [Float], start: [Double]) -> [Double] {
        let classes = start.count
        let count = probabilities.count / classes
        guard count > 0 else { return start }
        return ShareSearch.shares(from: start) { shares in
            let ratios = (0..<classes).map { shares[$0] / start[$0] }
            var sums = [Double](repeating: 0, count: classes)
            for galaxy in 0..<count {
                let place = galaxy * classes
                var total = 0.0
                for number in 0..<classes { total += ratios[number] * Double(probabilities[place + number]) }
                guard total > 0 else { continue }
                for number in 0..<classes {
                    sums[number] += ratios[number] * Double(probabilities[place + number]) / total
                }
            }
            let all = sums.reduce(0, +)
            return sums.map { max($0 / all, ShareSearch.least) }
        }
    }
}
