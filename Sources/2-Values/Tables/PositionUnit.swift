internal import Files

/// How the numbers of a position column are to be read.
enum PositionUnit: Sendable, Equatable {
    /// Numbers are to be multiplied by this to give degrees; text may be sexagesimal only if `allowsSexagesimal`.
    case number(degrees: Double, allowsSexagesimal: Bool)
    /// Text in sexagesimal notation only.
    case sexagesimal

    /// The unit of a column.
    ///
    /// - Parameters:
    ///   - column: the column; no unit means degrees for numbers, degrees or sexagesimal for text.
    ///   - isRightAscension: hours are a unit of right ascension only.
    /// - Throws: ``InputError`` that lists the units known.
    init(of column: ColumnInfo, isRightAscension: Bool, path: String?) throws {
        let unit = (column.unit ?? "").lowercased().filter { !" \"'".contains($0) }
        let numbers: [String: Double] = [
            "deg": 1, "degree": 1, "degrees": 1, "rad": 180 / .pi, "radian": 180 / .pi, "radians": 180 / .pi,
            "arcmin": 1 / 60, "arcsec": 1 / 3600, "mas": 1 / 3_600_000,
        ]
        let sexagesimal = isRightAscension ? ["h:m:s", "hms", "hh:mm:ss"] : ["d:m:s", "dms", "dd:mm:ss"]
        if unit.isEmpty {
            self = .number(degrees: 1, allowsSexagesimal: true)
        } else if let degrees = numbers[unit] {
            self = .number(degrees: degrees, allowsSexagesimal: false)
        } else if isRightAscension && ["h", "hr", "hour", "hours", "hourangle"].contains(unit) {
            self = .number(degrees: 15, allowsSexagesimal: true)
        } else if sexagesimal.contains(unit) {
            self = .sexagesimal
        } else {
            throw InputError(
                file: path, column: column.name,
                problem: "'\(column.unit ?? "")' is not a unit of "
                    + (isRightAscension ? "right ascension" : "declination"),
                remedy: "Known are deg, rad, arcmin, arcsec, mas"
                    + (isRightAscension ? ", hourangle (or h) and h:m:s" : " and d:m:s"))
        }
        if self == .sexagesimal && column.type != .string {
            throw InputError(
                file: path, column: column.name,
                problem: "its unit is '\(column.unit ?? "")' but its cells are numbers",
                remedy: "Write the unit in which the numbers are, such as deg")
        }
    }
}
