internal import Files

/// What a selection made.
public struct SelectionSummary: Sendable, Equatable, Codable {
    /// One set.
    public struct GalaxySet: Sendable, Equatable, Codable {
        /// Name, such as `training` or `hp_des`.
        public let name: String
        public let survey: String
        public let count: Int
        /// Galaxies of each class; empty for the unlabelled set.
        public let classes: [String: Int]
        /// The manifest.
        public let path: String
    }

    /// How many rows of a table met a fate, in the order in which things were done.
    public struct Step: Sendable, Equatable, Codable {
        /// What the table is here: votes, matched or catalogue.
        public let table: String
        public let what: String
        public let rows: Int

        init(_ table: String, _ what: String, _ rows: Int) {
            self.table = table
            self.what = what
            self.rows = rows
        }
    }

    /// Names of the classes.
    public let classes: [String]
    public let sets: [GalaxySet]
    public let steps: [Step]
    /// Pairs of a training and a test galaxy that are the same and were taken apart.
    public let leaks: Int
    /// Rows of galaxies that stand in a table several times.
    public let duplicates: Int
    /// Lists that were written beside the sets: leaks, duplicates, rows without a position.
    public let lists: [String]
    /// What the user should know, a sentence each.
    public let notes: [String]
    /// Picture of the footprint.
    public let picture: String
    public let seed: UInt64

    /// The set of a name.
    public func set(_ name: String) -> GalaxySet? { sets.first { $0.name == name } }

    /// The counts as a table for the terminal; lines end with a line feed.
    public func table() -> String {
        var rows = [["set", "survey", "galaxies"] + classes]
        for set in sets {
            rows.append(
                [set.name, set.survey, String(set.count)]
                    + classes.map { set.classes.isEmpty ? "-" : String(set.classes[$0] ?? 0) })
        }
        var lines = AlignedText.lines(rows)
        var table = ""
        for step in steps {
            if step.table != table { lines += ["", step.table + ":"] }
            table = step.table
            lines.append("  \(step.what): \(step.rows)")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
