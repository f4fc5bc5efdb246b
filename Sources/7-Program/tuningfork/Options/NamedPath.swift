import ArgumentParser
import Files
import Foundation

/// A file or folder of the command line that has a name of its own: `NAME=PATH`, or the path alone, which then names it.
struct NamedPath: ExpressibleByArgument {
    let name: String
    let path: String

    init?(argument: String) {
        // A path may hold the sign itself.
        guard let sign = argument.firstIndex(of: "="), !FileManager.default.fileExists(atPath: argument) else {
            guard !argument.isEmpty else { return nil }
            let path = argument.count > 1 && argument.hasSuffix("/") ? String(argument.dropLast()) : argument
            (name, self.path) = (path.fileName, argument)
            return
        }
        (name, path) = (String(argument[..<sign]), String(argument[argument.index(after: sign)...]))
        if name.isEmpty || path.isEmpty { return nil }
    }

    /// The first name that two have; nil where each has its own.
    static func repeated(_ paths: [NamedPath]) -> String? {
        var seen: Set<String> = []
        return paths.first { !seen.insert($0.name).inserted }?.name
    }
}
