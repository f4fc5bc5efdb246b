import Files
import Foundation
import Networks
import Weights

/// Finds the file that a recipe's `weights` names.
public enum WeightLookup {
    /// The full path of the file `name`; nil when there is none.
    ///
    /// - Parameters:
    ///   - name: a path. A relative one is looked up in `folder`, in the working directory, and in the folder that the
    ///     environment variable TUNINGFORK_DATA names.
    ///   - folder: the folder of the recipe.
    public static func file(_ name: String, besides folder: String? = nil) -> String? {
        guard !name.isEmpty else { return nil }
        return places(name, besides: folder).first { FileManager.default.fileExists(atPath: $0) }
            .map { URL(fileURLWithPath: $0).path }
    }

    /// The path of the weights called `name`: a file, or registered weights in the cache.
    ///
    /// - Throws: ``Files/InputError`` that says how to fetch registered weights, or lists the places looked at.
    public static func path(of name: String) throws -> String {
        if let file = file(name) { return file }
        if Registry.entries.contains(where: { $0.name == name }) { return try WeightCache.standard.resolve(name) }
        throw InputError(
            file: name,
            problem: "there are no such weights (looked for \(places(name, besides: nil).joined(separator: ", ")))",
            remedy: "Give the path of a file, or a name from tuningfork weights list")
    }

    /// Whose weights registered ones are; nil for a file.
    static func origin(of name: String) -> WeightOrigin? {
        file(name) == nil ? Registry.origin(of: name) : nil
    }

    private static func places(_ name: String, besides folder: String?) -> [String] {
        if name.hasPrefix("/") { return [name] }
        let data = ProcessInfo.processInfo.environment["TUNINGFORK_DATA"]
        return [folder.map { "\($0)/\(name)" }, name, data.map { "\($0)/\(name)" }].compactMap { $0 }
    }
}
