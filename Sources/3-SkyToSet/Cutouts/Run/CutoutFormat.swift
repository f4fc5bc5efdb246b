/// How a cutout is stored.
public enum CutoutFormat: String, Sendable, Codable, CaseIterable {
    /// Colour picture, JPEG without colour subsampling.
    case jpg
    /// Colour picture, PNG.
    case png
    /// All bands in the tile's own pixels and unit, with WCS and provenance.
    case fits
}
