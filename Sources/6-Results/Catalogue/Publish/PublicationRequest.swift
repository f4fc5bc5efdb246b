/// What is published of a catalogue, and under which names.
public struct PublicationRequest: Sendable {
    /// Folder of the catalogue.
    public var catalogue: String
    /// Folder that is made; there must be none of that name.
    public var output: String
    /// Title; nil is made from the catalogue's name.
    public var title: String?
    /// Authors as `Family, Given`, or as the name of a collaboration.
    public var authors: [String] = []
    /// SPDX identifier of the licence.
    public var licence: String?
    /// Digital object identifier, without an address.
    public var doi: String?
    /// Version of the data.
    public var edition = "1.0.0"
    /// The catalogue of the survey that this one adds columns to.
    public var extended: Extended?
    /// Rows of a part of the index of identifiers, about, and rows of the extension that are joined at a time, about: 1 or more.
    package var indexRows = 1 << 20, joinedRows = 1 << 20

    /// A catalogue of a survey's own.
    public struct Extended: Sendable, Equatable {
        /// A table (CSV, FITS, VOTable, Parquet), or the folder of a HATS catalogue or collection.
        public var path: String
        /// Its column of identifiers.
        public var id: String

        /// - Parameters:
        ///   - path: a table, or the folder of a HATS catalogue or collection.
        ///   - id: its column of identifiers.
        public init(path: String, id: String) {
            self.path = path
            self.id = id
        }
    }

    /// - Parameters:
    ///   - catalogue: folder of the catalogue.
    ///   - output: folder that is made.
    public init(catalogue: String, output: String) {
        self.catalogue = catalogue
        self.output = output
    }
}
