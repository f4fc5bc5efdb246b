/// Columns of a table of galaxies, where they are not found by name.
public struct GalaxyColumnNames: Sendable, Hashable, Codable {
    public var id, file, label, survey, ra, dec: String?
    /// Magnitude, and radius in arcseconds.
    public var magnitude, size: String?

    public init(
        id: String? = nil, file: String? = nil, label: String? = nil, survey: String? = nil, ra: String? = nil,
        dec: String? = nil, magnitude: String? = nil, size: String? = nil
    ) {
        self.id = id
        self.file = file
        self.label = label
        self.survey = survey
        self.ra = ra
        self.dec = dec
        self.magnitude = magnitude
        self.size = size
    }
}
