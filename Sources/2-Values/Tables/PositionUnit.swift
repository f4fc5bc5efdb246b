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
        let unit = Self.word(column.unit ?? "")
        let numbers: [String: Double] = [
            "deg": 1, "degree": 1, "degrees": 1, "degr": 1, "°": 1, "ddeg": 1, "rad": 180 / .pi,
            "radian": 180 / .pi, "radians": 180 / .pi, "arcmin": 1 / 60, "arcminute": 1 / 60, "arcminutes": 1 / 60,
            "arcsec": 1 / 3600, "arcsecond": 1 / 3600, "arcseconds": 1 / 3600, "mas": 1 / 3_600_000,
        ]
        let sexagesimal =
            isRightAscension
            ? ["h:m:s", "hms", "hh:mm:ss", "hour:min:sec", "hms.s", "hh:mm:ss.s"]
            : ["d:m:s", "dms", "dd:mm:ss", "deg:min:sec", "deg:arcmin:arcsec", "dms.s", "dd:mm:ss.s"]
        if unit.isEmpty {
            self = .number(degrees: 1, allowsSexagesimal: true)
        } else if let degrees = numbers[unit] {
            self = .number(degrees: degrees, allowsSexagesimal: false)
        } else if isRightAscension && ["h", "hr", "hrs", "hour", "hours", "hourangle"].contains(unit) {
            self = .number(degrees: 15, allowsSexagesimal: true)
        } else if sexagesimal.contains(unit) {
            self = .sexagesimal
        } else {
            throw InputError(
                file: path, column: column.name,
                problem: "'\(column.unit ?? "")' is not a unit of "
                    + (isRightAscension ? "right ascension" : "declination"),
                remedy: "Known are deg, rad, arcmin, arcsec, mas"
                    + (isRightAscension ? ", hourangle (or h) and h:m:s" : " and d:m:s")
                    + "; say which it is (\(isRightAscension ? "--ra-unit" : "--dec-unit"))")
        }
        if self == .sexagesimal && column.type != .string {
            throw InputError(
                file: path, column: column.name,
                problem: "its unit is '\(column.unit ?? "")' but its cells are numbers",
                remedy: "Write the unit in which the numbers are, such as deg")
        }
    }

    /// The word of a unit without what people write around it: `[deg]`, `deg (J2000)`, `decimal degrees`; empty for words that
    /// mean no unit.
    private static func word(_ unit: String) -> String {
        var text = unit.lowercased()
        while let open = text.firstIndex(of: "("), let close = text[open...].firstIndex(of: ")") {
            // All of `(deg)` is the unit, and nothing of `deg (J2000)`.
            let isWhole = open == text.startIndex && text.index(after: close) == text.endIndex
            text =
                isWhole ? String(text.dropFirst().dropLast()) : text[..<open] + " " + text[text.index(after: close)...]
        }
        let around: Set<Character> = ["[", "]", "{", "}", "\"", "'", ",", ";"]
        let words = text.map { around.contains($0) ? " " : $0 }.split(separator: " ").map { String($0) }
            .map { $0.count > 1 && $0.hasSuffix(".") ? String($0.dropLast()) : $0 }
        let beside: Set<String> = [
            "decimal", "dec", "fractional", "in", "of", "j2000", "j2000.0", "icrs", "fk5", "2000",
        ]
        let rest = words.filter { !beside.contains($0) }
        let none: Set<String> = ["none", "-", "--", "---", "null", "n/a", "na", "unitless", "dimensionless", "1"]
        // `hour angle` is one unit.
        return rest.count == 1 && none.contains(rest[0]) ? "" : rest.joined()
    }
}
