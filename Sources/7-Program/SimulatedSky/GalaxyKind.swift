/// What a made-up galaxy is.
public enum GalaxyKind: String, Sendable, CaseIterable {
    case spiral
    case elliptical
    /// A disc and a large bulge without arms: between the two classes, and people's votes say so.
    case lenticular
}
