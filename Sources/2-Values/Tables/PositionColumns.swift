internal import Files
internal import Process
public import Sky

/// The columns of a table that hold right ascension and declination (ICRS), and how they are read.
///
/// They are found by UCD (`pos.eq.ra;meta.main`), by the names that surveys use (`ra`/`dec`, `RAJ2000`/`DEJ2000`,
/// `ALPHAWIN_J2000`/`DELTAWIN_J2000`, `raMean`/`decMean` and others, without regard to case), or are named. Numbers are
/// degrees unless the column's unit is rad, hourangle, arcmin, arcsec or mas. Text is decimal degrees or sexagesimal,
/// right ascension in hours; one column must keep to one of the two, for `12.5` among hours could mean either. Columns in
/// another frame (FK4 of 1950, by COOSYS, RADESYS or name) are passed over where others are there, and refused where not.
///
/// ```swift
/// let reader = try TableFile.reader("catalogue.vot")
/// let places = try PositionColumns(reader.columns, path: reader.path)
/// while let batch = try reader.next(1 << 14) { matches += index.nearest(to: try places.positions(of: batch)) }
/// ```
public struct PositionColumns: Sendable {
    /// The column of right ascension.
    public let ra: ColumnInfo
    /// The column of declination.
    public let dec: ColumnInfo
    private let raReader: PositionReader
    private let decReader: PositionReader

    /// Finds the columns.
    ///
    /// - Parameters:
    ///   - columns: the table's columns.
    ///   - path: the table, for messages.
    ///   - ra: name of the column of right ascension, instead of looking for it; `dec` must be given too.
    ///   - dec: name of the column of declination.
    /// - Throws: ``InputError`` with the columns there are, when none are found; for a unit that is not known, and for
    ///   positions that are not in the ICRS (or FK5 of 2000).
    public init(
        _ columns: [ColumnInfo], path: String?, ra: String? = nil, dec: String? = nil
    ) throws {
        let names = columns.map(\.name)
        let found: (ra: Int, dec: Int)
        switch (ra, dec) {
        case (let ra?, let dec?):
            found = try (Self.index(of: ra, in: names, path), Self.index(of: dec, in: names, path))
        case (nil, nil):
            guard let pair = PositionNames.find(in: columns) ?? PositionNames.findAny(in: columns) else {
                let mayHaveMore = path.map { TableFile.mayHoldSeveral($0) } ?? false
                throw InputError(
                    file: path, problem: "there are no columns of right ascension and declination under a known name",
                    remedy: "Name them"
                        + (mayHaveMore
                            ? ", or choose another table of the file ('\(TableFile.file(of: path ?? ""))[2]', or its name)"
                            : "")
                        + "; the columns are: " + names.joined(separator: ", "))
            }
            found = pair
        default:
            throw InputError(
                file: path, problem: "only the column of \(ra == nil ? "declination" : "right ascension") is named",
                remedy: "Name both")
        }
        let view = path.flatMap(TableView.of)
        self.ra = columns[found.ra].of(unit: view?.raUnit)
        self.dec = columns[found.dec].of(unit: view?.decUnit)
        for column in [self.ra, self.dec] {
            guard let frame = column.positionFrame else { continue }
            throw InputError(
                file: path, column: column.name, problem: "these positions are in \(frame), not in the ICRS",
                remedy: "Convert them to ICRS or J2000 first (astropy, TOPCAT), or name columns that are")
        }
        raReader = try PositionReader(self.ra, isRightAscension: true, path: path)
        decReader = try PositionReader(self.dec, isRightAscension: false, path: path)
    }

    /// The columns as ``init(_:path:ra:dec:)`` finds them; nil where none are named and none are found in the ICRS.
    public static func find(
        in columns: [ColumnInfo], path: String?, ra: String? = nil, dec: String? = nil
    ) throws -> PositionColumns? {
        if ra == nil && dec == nil && PositionNames.find(in: columns) == nil {
            if let foreign = PositionNames.findAny(in: columns).map({ columns[$0.ra] }),
                let frame = foreign.positionFrame
            {
                Notice.report(
                    "\(path ?? "table"): the positions (column '\(foreign.name)') are in \(frame), not in the ICRS: they are "
                        + "not used")
            }
            return nil
        }
        return try PositionColumns(columns, path: path, ra: ra, dec: dec)
    }

    /// Names of the position columns of one side of a joined table: a known name with that side's suffix, such as
    /// `RA_des` and `DEC_des`; nil when there are none.
    public static func names(in columns: [ColumnInfo], suffix: String) -> (ra: String, dec: String)? {
        PositionNames.byName(columns, suffix: suffix).map { (columns[$0.ra].name, columns[$0.dec].name) }
    }

    /// Names under which columns of position are found.
    package static var knownNames: [String] { PositionNames.pairs.flatMap { [$0.ra, $0.dec] } }

    /// The positions of a batch that has the two columns; nil where both cells are missing.
    ///
    /// Throws ``InputError`` with file, row and column: text that is no coordinate or not in the notation of the rows
    /// before, a value out of range, half a position. ``degrees(of:)`` lets the last two pass.
    public func positions(of batch: Table) throws -> [SkyCoordinate?] {
        let degrees = try degrees(of: batch)
        return try (0..<batch.rowCount).map { row in
            if let position = degrees.position(row) { return position }
            let (isWithoutRA, isWithoutDec) = (degrees.ra[row].isNaN, degrees.dec[row].isNaN)
            if isWithoutRA && isWithoutDec { return nil }
            let isRightAscension = !(degrees.ra[row] >= 0 && degrees.ra[row] <= 360)
            throw InputError(
                file: batch.path, row: batch.firstRow + row, column: isRightAscension ? ra.name : dec.name,
                problem: (degrees.problem(row) ?? "this is no position")
                    + (isWithoutRA || isWithoutDec ? ": only one half of the position is given" : ""),
                remedy: "Correct the position, or leave both cells empty where it is not known")
        }
    }

    /// The positions of a batch as numbers, whether they are possible or not.
    ///
    /// Throws ``InputError`` with file, row and column for text that is no coordinate or not in the notation of the rows
    /// before.
    public func degrees(of batch: Table) throws -> PositionBatch {
        try PositionBatch(ra: raReader.degrees(of: batch), dec: decReader.degrees(of: batch))
    }

    private static func index(of name: String, in names: [String], _ path: String?) throws -> Int {
        guard let index = ColumnNames.index(of: name, in: names) else {
            throw ColumnNames.missing([name], in: names, path: path)
        }
        return index
    }
}

extension ColumnInfo {
    /// The column with another unit; nil leaves it as it is.
    fileprivate func of(unit: String?) -> ColumnInfo {
        var column = self
        column.unit = unit ?? column.unit
        return column
    }
}
