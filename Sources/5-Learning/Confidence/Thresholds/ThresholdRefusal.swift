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

    /// More of the target's galaxies than this are fainter or brighter than all that are known: what they look like cannot be
    /// told.
    case otherMagnitudes(share: Double, greatest: Double)

    /// Greatest share of galaxies that are fainter or brighter than all that a method knows.
    private static let greatestShareBeyond = 0.2

    /// - Parameter share: of the target's galaxies, those that are fainter or brighter than all that a method knows; nil where
    ///   magnitudes are not known.
    public static func check(shareBeyond share: Double?) throws(ThresholdRefusal) {
        guard let share, share > greatestShareBeyond else { return }
        throw .otherMagnitudes(share: share, greatest: greatestShareBeyond)
    }

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
        case .otherMagnitudes(let share, let greatest):
            "a share of \(text(share)) of the galaxies is fainter or brighter than all that it knows (\(text(greatest)) is "
                + "allowed)"
        case .unlikePairs(let effective, let least):
            "weighted to the target's galaxies the pairs count as \(text(effective)), \(text(least)) are needed"
        }
    }
}
