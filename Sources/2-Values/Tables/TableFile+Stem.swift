extension TableFile {
    /// `path` without the ending that names its format.
    public static func stem(of path: String) -> String {
        let name = path.lowercased()
        let ending = extensions.filter { name.hasSuffix($0) }.max { $0.count < $1.count }
        return String(path.dropLast(ending?.count ?? 0))
    }
}
