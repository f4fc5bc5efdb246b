/// Names under which surveys publish right ascension and declination, in lower case, the most usual first.
enum PositionNames {
    static let pairs: [(ra: String, dec: String)] = [
        ("ra", "dec"), ("ra_deg", "dec_deg"), ("radeg", "decdeg"), ("radeg", "dedeg"), ("_raj2000", "_dej2000"),
        ("raj2000", "dej2000"), ("raj2000", "decj2000"), ("ra_j2000", "dec_j2000"), ("ra_j2000", "de_j2000"),
        ("alpha_j2000", "delta_j2000"), ("alphawin_j2000", "deltawin_j2000"), ("ra_icrs", "de_icrs"),
        ("ra_icrs", "dec_icrs"), ("raicrs", "deicrs"), ("_ra_icrs", "_de_icrs"), ("ramean", "decmean"),
        ("rastack", "decstack"), ("target_ra", "target_dec"), ("ra_target", "dec_target"), ("raavg", "decavg"),
        ("ra2000", "dec2000"), ("right_ascension", "declination"), ("_ra", "_de"),
    ]

    /// The columns of a table that hold its position in the ICRS or of J2000: by UCD if exactly one pair is marked as the main
    /// one, else by name, else by UCD if exactly one pair is a position at all.
    static func find(in columns: [ColumnInfo]) -> (ra: Int, dec: Int)? {
        // A column in another frame keeps its place, under a name that is none.
        findAny(in: columns.map { $0.positionFrame == nil ? $0 : ColumnInfo("", $0.type) })
    }

    /// The same in whatever frame.
    static func findAny(in columns: [ColumnInfo]) -> (ra: Int, dec: Int)? {
        byUCD(columns, ending: ";meta.main") ?? byName(columns, suffix: "") ?? byUCD(columns, ending: "")
    }

    /// The columns with one of the known names and `suffix` after it.
    static func byName(_ columns: [ColumnInfo], suffix: String) -> (ra: Int, dec: Int)? {
        let names = columns.map(\.name)
        for pair in pairs {
            if let ra = ColumnNames.index(of: pair.ra + suffix, in: names),
                let dec = ColumnNames.index(of: pair.dec + suffix, in: names)
            {
                return (ra, dec)
            }
        }
        return nil
    }

    private static func byUCD(_ columns: [ColumnInfo], ending: String) -> (ra: Int, dec: Int)? {
        func only(_ ucd: String) -> Int? {
            let found = columns.indices.filter { columns[$0].ucd?.lowercased() == ucd + ending }
            return found.count == 1 ? found[0] : nil
        }
        guard let ra = only("pos.eq.ra"), let dec = only("pos.eq.dec") else { return nil }
        return (ra, dec)
    }
}
