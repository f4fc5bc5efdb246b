public import Vectors

/// Tells how well a picture fits those of clean galaxies: stars, artefacts, blank sky and cut frames do not.
///
/// What counts is how far the picture's features lie outside of the principal space of clean galaxies' features: the
/// residual of ViM (Wang et al. 2022, "ViM: Out-Of-Distribution with Virtual-logit Matching", CVPR, equation 6), about
/// their mean. The features are those of a middle layer of the backbone, mean and standard deviation over the picture,
/// which still tell a trail from an arm; the last layers have learnt not to. The residual is compared with those of clean galaxies of the
/// same survey, each of which was left out of the space that it is measured by.
///
/// ```swift
/// let source = Strangeness(of: features)           // clean galaxies, axes (galaxy, feature)
/// let target = source?.rebased(on: others)         // another survey's, as they come
/// target?.pValues(of: row)                         // [0.63]: as 63 % of that survey's clean galaxies
/// ```
public struct Strangeness: Sendable, Equatable {
    let space: PrincipalSpace
    /// Logarithms of clean galaxies' residuals, rising.
    let reference: [Float]
    /// The share of the galaxies it was made of that was taken for strange, and left out.
    public let strangeShare: Double

    /// The fewest galaxies that it can be made of: of fewer, p-values near 5 % mean nothing.
    public static let fewest = 100
    /// The fewest features of a galaxy.
    public static let fewestFeatures = 2 * PrincipalSpace.group

    /// The most residuals that are kept.
    static let mostReference = 4096
    /// Parts of a sample, each of which is measured by a space of the others.
    private static let folds = 5

    /// Numbers of a feature vector.
    public var columns: Int { space.columns }

    init(space: PrincipalSpace, reference: [Float], strangeShare: Double) {
        (self.space, self.reference, self.strangeShare) = (space, reference, strangeShare)
    }

    /// - Parameter features: of clean galaxies, axes (galaxy, feature), all finite.
    /// - Returns: nil for fewer than ``fewest`` galaxies or ``fewestFeatures`` features, and for galaxies that are all the same.
    public init?(of features: Matrix, threads: Int? = nil) {
        guard features.rowCount >= Self.fewest, features.columnCount >= Self.fewestFeatures else { return nil }
        let all = [Bool](repeating: true, count: features.rowCount)
        self.init(features, of: all, residuals: Self.residuals(features, of: all, threads), 0, threads)
    }

    /// The same for another survey.
    ///
    /// Strange ones among its galaxies are few, and left out: the share of them is estimated (an empirical null of this
    /// sample's form), and as many of the highest residuals do not count.
    ///
    /// - Parameter features: of galaxies of that survey as they come, axes (galaxy, feature), all finite.
    /// - Returns: nil as in ``init(of:threads:)``.
    public func rebased(on features: Matrix, threads: Int? = nil) -> Strangeness? {
        precondition(features.columnCount == columns, "\(features.columnCount) features in place of \(columns)")
        guard features.rowCount >= Self.fewest else { return nil }
        let scores = NormalScores(reference)
        var residuals = features.withValues { space.logResiduals($0, threads: threads) }
        var clean = Self.lowest(0.9, of: residuals)
        // What looks strange by this survey need not be by that one.
        for _ in 0..<3 {
            residuals = Self.residuals(features, of: clean, threads)
            clean = Self.lowest(1 - min(0.3, max(0.02, 1.5 * scores.strangeShare(of: residuals))), of: residuals)
        }
        residuals = Self.residuals(features, of: clean, threads)
        return Strangeness(features, of: clean, residuals: residuals, scores.strangeShare(of: residuals), threads)
    }

    /// For each of some pictures, the share of clean galaxies that fit no better, 0…1; NaN where a feature is not finite.
    ///
    /// A clean galaxy has a value below p with the probability p (Bates et al. 2023, Ann. Stat. 51, 149, equation 3).
    ///
    /// - Parameter features: axes (picture, feature), whole rows, or it traps.
    public func pValues(of features: [Float], threads: Int? = nil) -> [Double] {
        precondition(features.count % columns == 0, "\(features.count) numbers are no whole rows of \(columns)")
        return features.withUnsafeBufferPointer { space.logResiduals($0, threads: threads) }.map { residual in
            guard residual.isFinite else { return .nan }
            let above = reference.count - reference.firstIndex(atLeast: residual)
            return Double(above + 1) / Double(reference.count + 1)
        }
    }

    private init?(_ features: Matrix, of clean: [Bool], residuals: [Float], _ share: Double, _ threads: Int?) {
        let kept = residuals.sorted().prefix(residuals.count - Int((share * Double(residuals.count)).rounded()))
        guard let last = kept.last, kept[0] < last else { return nil }
        let places = min(kept.count, Self.mostReference)
        self.init(
            space: Self.space(features, of: clean, threads),
            reference: (0..<places).map { kept[($0 * 2 + 1) * kept.count / (2 * places)] }, strangeShare: share)
    }

    /// Of all galaxies, the residuals by a space of the clean ones of other parts.
    private static func residuals(_ features: Matrix, of clean: [Bool], _ threads: Int?) -> [Float] {
        var result = [Float](repeating: 0, count: features.rowCount)
        for fold in 0..<folds {
            let others = clean.indices.map { clean[$0] && $0 % folds != fold }
            let own = Array(stride(from: fold, to: features.rowCount, by: folds))
            let space = space(features, of: others, threads)
            let found = features.gathered(own).withValues { space.logResiduals($0, threads: threads) }
            for (row, residual) in zip(own, found) { result[row] = residual }
        }
        return result
    }

    /// A tenth of the directions, fewer where there are few galaxies: those that a space was made of would lie too near to it.
    private static func space(_ features: Matrix, of clean: [Bool], _ threads: Int?) -> PrincipalSpace {
        let rows = clean.indices.filter { clean[$0] }
        let most = min(features.columnCount / 10, rows.count / 40)
        let group = PrincipalSpace.group
        return PrincipalSpace(features.gathered(rows), count: max(1, most / group) * group, threads: threads)
    }

    /// Marks the galaxies whose residual is among the lowest share.
    private static func lowest(_ share: Double, of residuals: [Float]) -> [Bool] {
        let limit = residuals.sorted()[Int((share * Double(residuals.count - 1)).rounded())]
        return residuals.map { $0 <= limit }
    }
}
