/// What an entry of a made-up catalogue is.
public enum ObjectKind: String, Sendable, CaseIterable {
    /// A disc with arms, from grand design down to none.
    case spiral
    /// A disc seen from its edge: no arms show.
    case edgeOn = "edge_on"
    case elliptical
    /// A disc and a large bulge without arms: between the two classes, and people's votes say so.
    case lenticular
    /// A faint blue disc with bright patches and no order.
    case irregular
    /// Two galaxies in one another's way, one of them drawn out into a tail.
    case merger
    /// A star that a survey took for a galaxy.
    case star
    /// A satellite's trail, a bad column or the spike of a bright star that a survey took for a galaxy.
    case artefact
    /// Nothing but sky: noise that a survey took for a galaxy.
    case blank

    /// The kinds that shine in the sky; the others are made by a survey's images.
    static let shining: [ObjectKind] = [.spiral, .edgeOn, .elliptical, .lenticular, .irregular, .merger, .star]
}
