/// Columns of identifier and position, where they are not found by name.
public struct GalaxyColumnNames: Sendable {
    public var id, ra, dec: String?

    public init(id: String? = nil, ra: String? = nil, dec: String? = nil) {
        self.id = id
        self.ra = ra
        self.dec = dec
    }
}
