internal import Files

/// What a cross-match found.
public struct CrossMatchSummary: Sendable, Equatable, Codable {
    /// What is known of one side.
    public struct Side: Sendable, Equatable, Codable {
        public let path: String
        /// Columns that the positions come from.
        public let raColumn, decColumn: String
        /// Column of the identifiers, when one was found.
        public let idColumn: String?
        public let rows: Int
        /// Rows without a position, or with an impossible one; they are listed in ``CrossMatchSummary/problemList``.
        public let withoutPosition: Int
        /// Rows whose identifier stands in an earlier row too; they take part, and are listed.
        public let repeatedIDs: Int
        /// Rows with at least one match.
        public let matched: Int
        /// Rows in more than one pair.
        public let matchedSeveralTimes: Int
        /// Share of its positions that lie in the footprint of the other side, 0…1, to about two degrees.
        public let insideOther: Double

        private enum CodingKeys: String, CodingKey {
            case path, rows, matched
            case raColumn = "ra_column"
            case decColumn = "dec_column"
            case idColumn = "id_column"
            case withoutPosition = "without_position"
            case repeatedIDs = "repeated_ids"
            case matchedSeveralTimes = "matched_several_times"
            case insideOther = "share_inside_other"
        }
    }

    public let mode: CrossMatchMode
    public let radiusArcsec: Double
    public let left, right: Side
    public let pairs: Int
    /// Rows of the table written: pairs, and left rows without a match where these are kept.
    public let rowsWritten: Int
    /// Median of the separations; nil without pairs.
    public let medianSeparationArcsec: Double?
    /// The table written.
    public let output: String
    /// Table of the rows without a position and of repeated identifiers; nil when there are none.
    public let problemList: String?

    private enum CodingKeys: String, CodingKey {
        case mode, left, right, pairs, output
        case radiusArcsec = "radius_arcsec"
        case rowsWritten = "rows_written"
        case medianSeparationArcsec = "median_separation_arcsec"
        case problemList = "problem_list"
    }

    /// What the user should look at, a sentence each.
    public var warnings: [String] {
        var warnings: [String] = []
        for side in [left, right] {
            if side.withoutPosition > 0 {
                warnings.append("\(side.path): \(side.withoutPosition) of \(side.rows) rows have no position")
            }
            if side.repeatedIDs > 0, let column = side.idColumn {
                warnings.append("\(side.path): \(side.repeatedIDs) rows repeat an identifier (column '\(column)')")
            }
        }
        if max(left.insideOther, right.insideOther) < FootprintCheck.outside {
            warnings.append(
                "the catalogues hardly overlap: \(AlignedText.percent(left.insideOther)) of the left positions lie in the "
                    + "right footprint, \(AlignedText.percent(right.insideOther)) the other way round")
        } else if pairs == 0 {
            warnings.append("no pair lies within \(radiusArcsec) arcsec, although the footprints overlap")
        }
        if mode == .nearest && right.matchedSeveralTimes > 0 {
            warnings.append(
                "\(right.matchedSeveralTimes) right rows are the nearest of several left rows (mode mutual keeps one)")
        }
        return warnings
    }

    /// The counts as a table for the terminal; lines end with a line feed.
    public func table() -> String {
        func counts(_ name: String, _ count: (Side) -> Int) -> [String] {
            [name, String(count(left)), String(count(right))]
        }
        var lines = AlignedText.lines([
            ["", "left", "right"], counts("rows", \.rows), counts("without a position", \.withoutPosition),
            counts("repeated identifiers", \.repeatedIDs), counts("matched", \.matched),
            counts("matched several times", \.matchedSeveralTimes),
            [
                "inside the other's footprint", AlignedText.percent(left.insideOther),
                AlignedText.percent(right.insideOther),
            ],
        ])
        lines.append("")
        lines.append("pairs within \(radiusArcsec) arcsec (\(mode.rawValue)): \(pairs)")
        if let medianSeparationArcsec {
            lines.append("median separation: \((medianSeparationArcsec * 1000).rounded() / 1000) arcsec")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
