extension Survey {
    /// Columns that may hold a galaxy's magnitude in the red band, the best first; none for a survey that is not built in.
    public var magnitudeColumns: [String] {
        switch name {
        case Self.sdss.name: ["petroMag_r", "cModelMag_r", "modelMag_r", "dered_r"]
        case Self.des.name: ["MAG_AUTO_R"]
        case Self.legacy.name: ["dered_mag_r", "mag_r"]
        default: []
        }
    }
}
