/// The search for the shares of classes among galaxies whose probabilities are of other shares.
///
/// Expectation maximisation of Saerens, Latinne & Decaestecker 2002, Neural Comput. 14, 21: eq. 2.8 makes each galaxy's
/// probabilities those of the shares so far, eq. 2.9 takes their means as the next ones.
///
/// ```swift
/// let shares = ShareSearch.shares(from: [0.5, 0.5]) { shares in
///     means(of: galaxies, under: shares)
/// }
/// ```
package enum ShareSearch {
    /// The least share that a class is taken to have: from 0 there would be no way back.
    package static let least = 1e-9
    /// Shares that move by less stand still.
    private static let tolerance = 1e-7
    private static let mostSteps = 1000

    /// - Parameters:
    ///   - start: the shares that the probabilities are of.
    ///   - means: for shares, the galaxies' mean probabilities under them, each ``least`` or more.
    /// - Returns: the shares that stand still.
    package static func shares(from start: [Double], means: ([Double]) -> [Double]) -> [Double] {
        var shares = start
        for _ in 0..<mostSteps {
            let next = means(shares)
            let change = zip(next, shares).map { abs($0 - $1) }.max() ?? 0
            shares = next
            if change < tolerance { break }
        }
        return shares
    }
}
