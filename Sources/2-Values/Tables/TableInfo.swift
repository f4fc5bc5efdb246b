/// What is known of a table besides its columns and rows: what it is, and how it was made.
///
/// ```swift
/// var info = TableInfo(name: "DES_MORPHOLOGY", description: "Types of 27 million galaxies")
/// info.parameters.append(.init("model_sha256", sum, description: "weights that gave the probabilities"))
/// try TableFile.write("types.fits", columns: columns, info: info) { try $0.write(batch) }
/// let reader = try TableFile.reader("types.fits")
/// reader.info["model_sha256"]
/// ```
///
/// - FITS: EXTNAME, DESCRIP, and a card a parameter, its name in capitals; one that is no keyword of 8 capitals and digits
///   stands in a HIERARCH card, long texts go on in CONTINUE cards. Headers are ASCII: other characters become `?`.
/// - VOTable: name and DESCRIPTION of the TABLE, and a PARAM of text a parameter. Read are also the INFO elements before the
///   table's data.
/// - Parquet: a pair of key and value in the footer a parameter, and the VOTable in the footer.
/// - CSV has no place for it: nothing is written, and nothing is read.
public struct TableInfo: Sendable, Equatable {
    /// One thing that is known of a whole table, such as the program that has made it.
    public struct Parameter: Sendable, Equatable {
        /// Printable ASCII without `=`, up to 40 characters, not one that FITS keeps for the shape of a table (`NAXIS1`,
        /// `TTYPE3`, `EXTNAME` …): so that every format can hold it.
        public var name: String
        /// Its value as text; blanks at the end are lost in FITS.
        public var value: String
        /// What it means, in words.
        public var description: String?

        public init(_ name: String, _ value: String, description: String? = nil) {
            self.name = name
            self.value = value
            self.description = description
        }
    }

    /// Name of the table, one word where it can be.
    public var name: String?
    /// What the table holds, in words.
    public var description: String?
    /// In order; a name should come once, whatever its case: of several the first is read back.
    public var parameters: [Parameter]

    public init(name: String? = nil, description: String? = nil, parameters: [Parameter] = []) {
        self.name = name
        self.description = description
        self.parameters = parameters
    }

    /// True when nothing is known.
    public var isEmpty: Bool { name == nil && description == nil && parameters.isEmpty }

    /// The value of the parameter of a name, without regard to case; nil when there is none.
    public subscript(_ name: String) -> String? {
        ColumnNames.index(of: name, in: parameters.lazy.map(\.name)).map { parameters[$0].value }
    }

    /// Adds what a file says, unless a parameter of that name is there.
    mutating func add(_ parameter: Parameter) {
        guard !parameters.contains(where: { $0.name.lowercased() == parameter.name.lowercased() }) else { return }
        parameters.append(parameter)
    }
}
