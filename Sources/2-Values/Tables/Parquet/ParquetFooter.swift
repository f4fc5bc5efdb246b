internal import CArrow

/// The pairs of key and value in the footer of a Parquet file.
///
/// Those of VOParquet (IVOA Note "VOParquet" 1.0) are a version and a VOTable without data. Name and description of the table
/// and its parameters stand there for those who read no VOTable.
struct ParquetFooter {
    private(set) var pairs: [(key: String, value: String)]

    static let (version, content) = ("IVOA.VOTable-Parquet.version", "IVOA.VOTable-Parquet.content")
    private static let (name, description) = ("table.name", "table.description")
    /// What the names of pairs begin with that say how many bytes the longest text of a column has, as astropy reads them.
    private static let length = "table::len::"
    /// What programs write for themselves.
    private static let ofPrograms = [
        length, "ARROW:", "IVOA.", "pandas", "table_meta_yaml", "org.apache.", "geo",
    ]

    /// The footer of a file that is read.
    init(_ file: ca_reader) {
        pairs = (0..<ca_reader_pair_count(file)).compactMap { index in
            var (key, value): (UnsafePointer<CChar>?, UnsafePointer<CChar>?)
            ca_reader_pair(file, index, &key, &value)
            guard let key, let value else { return nil }
            return (String(cString: key), String(cString: value))
        }
    }

    /// The footer of a file that is written.
    ///
    /// - Parameter votable: the VOTable without data.
    init(_ info: TableInfo, votable: String) {
        pairs = [(Self.version, "1.0"), (Self.content, votable)]
        if let text = info.name { pairs.append((Self.name, text)) }
        if let text = info.description { pairs.append((Self.description, text)) }
        pairs += info.parameters.map { ($0.name, $0.value) }
    }

    /// The VOTable; nil where there is none.
    var votable: String? { self[Self.content] }

    /// Bytes of the longest text of each column that says so, by its name.
    var textWidths: [String: Int] {
        let widths = pairs.filter { $0.key.hasPrefix(Self.length) }.compactMap { pair in
            Int(pair.value).map { (String(pair.key.dropFirst(Self.length.count)), $0) }
        }
        return Dictionary(widths) { max($0, $1) }
    }

    /// What is known of the table: what the VOTable says of it, and what stands in the footer besides.
    func completed(_ info: TableInfo) -> TableInfo {
        var info = info
        info.name = info.name ?? self[Self.name]
        info.description = info.description ?? self[Self.description]
        for pair in pairs where ![Self.name, Self.description].contains(pair.key) {
            guard !Self.ofPrograms.contains(where: pair.key.hasPrefix) else { continue }
            info.add(.init(pair.key, pair.value))
        }
        return info
    }

    private subscript(key: String) -> String? { pairs.first { $0.key == key }?.value }
}
