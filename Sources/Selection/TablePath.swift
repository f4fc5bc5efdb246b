internal import Files
import Tables

/// Names of table files.
enum TablePath {
    /// `path` without the ending that names its format.
    static func stem(of path: String) -> String {
        let name = path.lowercased()
        let ending = TableFile.extensions.filter { name.hasSuffix($0) }.max { $0.count < $1.count }
        return String(path.dropLast(ending?.count ?? 0))
    }
}
