internal import Files

/// The formats that tables are read from and written to, chosen by the ending of the file's name.
public enum TableFormat: String, Sendable, CaseIterable {
    case csv

    /// Endings that mean this format, in lower case.
    public var extensions: [String] {
        switch self {
        case .csv: [".csv", ".csv.gz"]
        }
    }

    /// The format that the name of `path` says. Throws ``InputError`` that lists the endings known.
    public init(path: String) throws {
        let name = path.lowercased()
        let format = Self.allCases.first { $0.extensions.contains { name.hasSuffix($0) } }
        guard let format else {
            throw InputError(
                file: path, problem: "the ending of its name is not that of a table format known here",
                remedy: "Known endings: " + Self.allCases.flatMap(\.extensions).joined(separator: ", "))
        }
        self = format
    }
}
