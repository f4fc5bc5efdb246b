internal import Files
package import Tables

extension TableFile {
    /// Refuses to replace a table that the user has not named when it is not one of this program's.
    ///
    /// - Parameters:
    ///   - path: a table whose name follows from that of another result.
    ///   - columns: the columns that this program gives it.
    ///   - what: what is written there, as `rows with problems are listed`.
    /// - Throws: ``InputError`` when there is a file with other columns.
    package static func checkIsOwn(_ path: String, columns: [ColumnInfo], what: String) throws {
        guard (try? FileState(path)) != nil else { return }
        guard (try? TableFile.reader(path).columns.map(\.name)) == columns.map(\.name) else {
            throw InputError(
                file: path, problem: "\(what) under this name, and the file that is there is none of this program's",
                remedy: "Move it away, or give the output another name")
        }
    }
}
