internal import Files
internal import Foundation

extension Directory {
    /// Paths of all files in a folder and those below, as seen from it, sorted; links are not followed.
    static func files(in folder: String) throws -> [String] {
        var files: [String] = []
        func visit(_ below: String) throws {
            for name in try Directory.names(in: below.isEmpty ? folder : "\(folder)/\(below)") {
                let path = below.isEmpty ? name : "\(below)/\(name)"
                if Directory.isDirectory("\(folder)/\(path)") { try visit(path) } else { files.append(path) }
            }
        }
        try visit("")
        return files.sorted()
    }

    /// Removes a file, or a folder with all that is in it, where there is one.
    static func remove(_ path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw WriteError(path: path, reason: "it cannot be removed", remedy: "Remove it by hand")
        }
    }
}
