public import Sky

/// Which pairs a cross-match keeps.
public enum CrossMatchMode: String, Sendable, Codable, CaseIterable {
    /// For each left row the nearest right row.
    case nearest
    /// All pairs.
    case all
    /// Pairs of which each is the other's nearest.
    case mutual
}

/// What to cross-match, and how.
public struct CrossMatchRequest: Sendable {
    /// One of the two tables.
    public struct Side: Sendable {
        /// The table.
        public var path: String
        /// Columns of the position, where they are not found by name.
        public var ra: String?
        public var dec: String?
        /// Column of the identifier, where it is not found by name.
        public var id: String?

        public init(_ path: String, ra: String? = nil, dec: String? = nil, id: String? = nil) {
            self.path = path
            self.ra = ra
            self.dec = dec
            self.id = id
        }
    }

    public var left: Side
    public var right: Side
    /// Pairs are no farther apart.
    public var radius: Angle
    public var mode: CrossMatchMode
    /// Put after the names of columns that both sides have. nil: the left side's stay, the right side's get `_` and the
    /// name of the survey whose columns they are (`_des`), or `_2`.
    public var suffixes: (left: String, right: String)?
    /// Keep left rows without a match, with missing cells on the right.
    public var keepUnmatched: Bool
    /// The table to write.
    public var output: String
    /// Threads for the search; nil takes all cores. The result does not depend on them.
    public var threads: Int?

    public init(
        left: Side, right: Side, radius: Angle = Angle(arcseconds: 1), mode: CrossMatchMode = .nearest,
        suffixes: (left: String, right: String)? = nil, keepUnmatched: Bool = false, output: String,
        threads: Int? = nil
    ) {
        self.left = left
        self.right = right
        self.radius = radius
        self.mode = mode
        self.suffixes = suffixes
        self.keepUnmatched = keepUnmatched
        self.output = output
        self.threads = threads
    }
}
