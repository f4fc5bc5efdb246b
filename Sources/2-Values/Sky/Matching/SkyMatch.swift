/// Two positions that belong together.
public struct SkyMatch: Sendable, Hashable {
    /// Index of the position that was asked for.
    public let left: Int
    /// Index of the position that was found.
    public let right: Int
    /// Great-circle distance of the two, by Vincenty's formula.
    public let separation: Angle

    public init(left: Int, right: Int, separation: Angle) {
        self.left = left
        self.right = right
        self.separation = separation
    }
}
