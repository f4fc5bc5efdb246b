/// What the links of a ``NeighbourIndex`` depend on, besides the vectors.
public struct IndexSettings: Sendable {
    /// Most links of a row in the lowest layer; `links / 2` above it.
    public var links = 18
    /// Known ones that are looked among for the links of a new one (`efConstruction`).
    public var breadth = 100
    /// Decides in which order rows are put in, and how high.
    public var seed: UInt64 = 0

    public init() {}
}
