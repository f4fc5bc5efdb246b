internal import Files

/// What a drawing is written as.
public enum PictureFormat: String, Sendable, CaseIterable {
    case png, svg, pdf

    /// The format that a file's name ends in, in small letters or capitals.
    public init?(path: String) {
        let name = path.split(separator: "/").last ?? ""
        guard let dot = name.lastIndex(of: ".") else { return nil }
        self.init(rawValue: name[name.index(after: dot)...].lowercased())
    }

    /// The format that an output's name asks for.
    /// - Throws: `InputError` when the name ends in another way.
    public static func of(_ path: String) throws -> PictureFormat {
        guard let format = PictureFormat(path: path) else {
            throw InputError(
                problem: "A picture cannot be written as '\(path)'", remedy: "End its name in .png, .svg or .pdf")
        }
        return format
    }
}
