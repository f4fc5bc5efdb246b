import Files
import Foundation
public import TrainingSets

/// Question trees as files (TOML), those that come with the program among them.
///
/// ```toml
/// name = "rings"
/// source = "who asks these questions, where the names come from"
///
/// [[question]]
/// name = "smooth-or-featured"
/// answers = ["smooth", "featured-or-disk", "artifact"]
///
/// [[question]]
/// name = "ring"
/// answers = ["yes", "no"]
/// after = ["smooth-or-featured_featured-or-disk"]
/// ```
public enum QuestionTreeFile {
    /// What a file says.
    struct Contents: Codable {
        var name = ""
        var source = ""
        var published = ""
        var question = [QuestionTree.Question("", answers: [])]
    }

    /// The files that come with the program (`Trees`), compiled into it.
    private static let shipped = [
        "euclid": PackageResources.euclid_toml, "gz2": PackageResources.gz2_toml,
        "gz_decals": PackageResources.gz_decals_toml, "gz_desi": PackageResources.gz_desi_toml,
    ]

    /// Names of the trees that come with the program.
    public static var names: [String] { shipped.keys.sorted() }

    /// The tree that comes with the program under `name`; nil when there is none.
    public static func shipped(_ name: String) throws -> QuestionTree? {
        try contents(ofShipped: name).map { try QuestionTree($0.question, file: "\(name).toml") }
    }

    /// What others have published of networks that learned a tree of this program, with the source; nil where nothing is
    /// known.
    public static func published(_ name: String) throws -> String? {
        try contents(ofShipped: name).flatMap { $0.published.isEmpty ? nil : $0.published }
    }

    /// Reads the file at `path`.
    ///
    /// - Throws: ``Files/InputError``: no such file, not TOML, an unknown key, questions that make no tree.
    public static func read(_ path: String) throws -> QuestionTree {
        let contents = try RecipeFile.decode(
            RecipeFile.contents(path, what: "question tree"), name: path, schema: Contents())
        return try QuestionTree(contents.question, file: path)
    }

    /// The tree called `name`: one that comes with the program, or the file at that path.
    static func find(_ name: String, besides folder: String) throws -> QuestionTree {
        if let tree = try shipped(name) { return tree }
        if let path = WeightLookup.file(name, besides: folder) { return try read(path) }
        throw InputError(
            problem: name.isEmpty ? "votes.tree names no question tree" : "there is no question tree '\(name)'",
            remedy: "Give the path of a file, or one of \(names.joined(separator: ", "))")
    }

    private static func contents(ofShipped name: String) throws -> Contents? {
        try shipped[name].map {
            try RecipeFile.decode(String(decoding: $0, as: UTF8.self), name: "\(name).toml", schema: Contents())
        }
    }
}
