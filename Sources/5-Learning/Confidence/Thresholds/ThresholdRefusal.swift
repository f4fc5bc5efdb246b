/// Why a method says nothing about the threshold of a target survey.
public enum ThresholdRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// Fewer galaxies than the method needs.
    case fewGalaxies(Int, least: Int)
    /// The scores may be those of one class alone: two describe them better by this much log likelihood only.
    case oneClass(evidence: Double, least: Double)
    /// Too few galaxies of the rarer class.
    case rareClass(Double, least: Double)
    /// The source's classes, moved and stretched, do not describe the scores.
    case otherShape(distance: Double, greatest: Double)
    /// The pairs are too unlike the target's galaxies to speak for them.
    case unlikePairs(effective: Double, least: Double)

    public var description: String {
        func text(_ value: Double) -> String { "\((value * 1000).rounded() / 1000)" }
        return switch self {
        case .fewGalaxies(let count, let least): "\(count) galaxies are too few, \(least) are needed"
        case .oneClass(let evidence, let least):
            "the scores may be of one class alone (two are better by a log likelihood of \(text(evidence)), "
                + "\(text(least)) is needed)"
        case .rareClass(let count, let least):
            "about \(text(count)) galaxies of the rarer class are too few, \(text(least)) are needed"
        case .otherShape(let distance, let greatest):
            "the classes' scores have other shapes than in the source survey (distance \(text(distance)), "
                + "\(text(greatest)) is allowed)"
        case .unlikePairs(let effective, let least):
            "weighted to the target's galaxies the pairs count as \(text(effective)), \(text(least)) are needed"
        }
    }
}
