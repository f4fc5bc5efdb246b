public import Sky

extension Manifest {
    /// One image of one galaxy.
    public struct Row: Sendable, Equatable {
        /// Identifier of the galaxy, as text: leading zeros count.
        public let id: String
        /// Path of the image; what the manifest gives relative to itself is resolved.
        public let file: String
        /// Label as written, or nil where the cell is empty.
        public let label: String?
        /// Survey that the image is from.
        public let survey: String?
        /// Position, where the manifest gives one.
        public let position: SkyCoordinate?
        /// Number of the row in its manifest; 1 is the first row of data.
        public let row: Int
        /// Path of the manifest, for messages.
        public let manifest: String

        public init(
            id: String, file: String, label: String? = nil, survey: String? = nil, position: SkyCoordinate? = nil,
            row: Int, manifest: String
        ) {
            self.id = id
            self.file = file
            self.label = label
            self.survey = survey
            self.position = position
            self.row = row
            self.manifest = manifest
        }
    }
}
