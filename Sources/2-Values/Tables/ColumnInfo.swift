/// What is known of a column besides its cells.
public struct ColumnInfo: Sendable, Equatable, Codable {
    /// Name, spelled as in the file.
    public var name: String
    public var type: ColumnType
    /// Unit in the spelling of FITS and VOUnit: `deg`, `arcsec`, `mag`, `pix`.
    public var unit: String?
    /// Unified content descriptor (IVOA UCD1+), such as `pos.eq.ra;meta.main`.
    public var ucd: String?
    /// What the column holds, in words.
    public var description: String?
    /// The frame of positions that the file says are not in the ICRS; nil for all others.
    public var frame: SkyFrame?

    public init(
        _ name: String, _ type: ColumnType, unit: String? = nil, ucd: String? = nil, description: String? = nil,
        frame: SkyFrame? = nil
    ) {
        self.name = name
        self.type = type
        self.unit = unit
        self.ucd = ucd
        self.description = description
        self.frame = frame
    }
}
