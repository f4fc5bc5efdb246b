internal import Files

/// What stands in a VOTable before and after the data.
enum VOTableHeader {
    /// Everything up to the last FIELD. Positions refer to the ICRS.
    ///
    /// - Parameters:
    ///   - info: of the table.
    ///   - lengths: room for the texts of each column, where it is known; for readers that need it (astropy's of
    ///     VOParquet).
    static func start(_ columns: [ColumnInfo], info: TableInfo, lengths: [Int?]? = nil) -> String {
        let columns = withPositionUCDs(columns)
        var text = """
            <?xml version="1.0" encoding="UTF-8"?>
            <VOTABLE version="1.4" xmlns="http://www.ivoa.net/xml/VOTable/v1.3">
            <RESOURCE>

            """
        if columns.contains(where: { isPosition($0) && $0.positionFrame == nil }) {
            text += "<COOSYS ID=\"ICRS\" system=\"ICRS\"/>\n"
        }
        for frame in frames(of: columns) {
            let equinox = frame.equinox.map { " equinox=\"\(EscapedText.markup($0))\"" } ?? ""
            let system = frame.system.hasPrefix("FK") ? "eq_" + frame.system : frame.system
            text += "<COOSYS ID=\"\(identifier(frame))\" system=\"\(EscapedText.markup(system))\"\(equinox)/>\n"
        }
        text += info.name.map { "<TABLE name=\"\(EscapedText.markup($0))\">\n" } ?? "<TABLE>\n"
        if let description = info.description {
            text += "<DESCRIPTION>\(EscapedText.markup(description))</DESCRIPTION>\n"
        }
        for parameter in info.parameters { text += Self.parameter(parameter) }
        for (index, column) in columns.enumerated() { text += field(column, length: lengths?[index]) }
        return text
    }

    /// The FIELD of a column of vectors, of a Parquet file that has one behind the others. VOTable knows no half precision.
    static func field(_ vector: VectorColumn) -> String {
        field(
            ColumnInfo(vector.name, .float, ucd: vector.ucd, description: vector.description), length: vector.width)
    }

    /// Everything behind the data.
    static let end = "</TABLE>\n</RESOURCE>\n</VOTABLE>\n"

    /// What stands for a missing cell in columns of whole numbers; nil for other types.
    static func null(of type: ColumnType) -> Int64? {
        switch type {
        case .int32: Int64(Int32.min)
        case .int64: .min
        default: nil
        }
    }

    private static func parameter(_ parameter: TableInfo.Parameter) -> String {
        let start =
            "<PARAM name=\"\(EscapedText.markup(parameter.name))\" datatype=\"unicodeChar\" arraysize=\"*\" "
            + "value=\"\(EscapedText.markup(parameter.value))\""
        guard let description = parameter.description else { return start + "/>\n" }
        return start + "><DESCRIPTION>\(EscapedText.markup(description))</DESCRIPTION></PARAM>\n"
    }

    private static func field(_ column: ColumnInfo, length: Int?) -> String {
        var text = "<FIELD"
        func add(_ attribute: String, _ value: String?) {
            if let value { text += " \(attribute)=\"\(EscapedText.markup(value))\"" }
        }
        add("name", column.name)
        switch column.type {
        case .boolean: add("datatype", "boolean")
        case .int32: add("datatype", "int")
        case .int64: add("datatype", "long")
        case .float:
            add("datatype", "float")
            add("arraysize", length.map { "\($0)" })
        case .double: add("datatype", "double")
        case .string:
            // Of the two types of text the one that holds every character.
            add("datatype", "unicodeChar")
            add("arraysize", length.map { "\($0)" } ?? "*")
        }
        add("unit", column.unit)
        add("ucd", column.ucd)
        if isPosition(column) { add("ref", column.positionFrame.map(identifier) ?? "ICRS") }
        var content = ""
        if let description = column.description {
            content += "<DESCRIPTION>\(EscapedText.markup(description))</DESCRIPTION>"
        }
        if let null = null(of: column.type) { content += "<VALUES null=\"\(null)\"/>" }
        return text + (content.isEmpty ? "/>\n" : ">\(content)</FIELD>\n")
    }

    /// The frames that positions are in which are not in the ICRS, each once.
    private static func frames(of columns: [ColumnInfo]) -> [SkyFrame] {
        var frames: [SkyFrame] = []
        for column in columns where isPosition(column) {
            if let frame = column.positionFrame, !frames.contains(frame) { frames.append(frame) }
        }
        return frames
    }

    private static func identifier(_ frame: SkyFrame) -> String {
        "\(frame)".map { $0.isASCII && ($0.isLetter || $0.isNumber) ? String($0) : "_" }.joined()
    }

    private static func isPosition(_ column: ColumnInfo) -> Bool {
        guard let ucd = column.ucd?.lowercased() else { return false }
        return ucd.hasPrefix("pos.eq.ra") || ucd.hasPrefix("pos.eq.dec")
    }

    /// The columns, where those of the position have a UCD even if they came without one.
    private static func withPositionUCDs(_ columns: [ColumnInfo]) -> [ColumnInfo] {
        guard let position = PositionNames.find(in: columns) else { return columns }
        var columns = columns
        for (index, ucd) in [(position.ra, "pos.eq.ra;meta.main"), (position.dec, "pos.eq.dec;meta.main")]
        where columns[index].ucd == nil && columns[index].type != .string {
            columns[index].ucd = ucd
        }
        return columns
    }
}
