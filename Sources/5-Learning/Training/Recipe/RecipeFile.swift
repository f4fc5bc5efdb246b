import Files
import Foundation
import Networks
import TOMLKit
import TrainingSets

/// Reading and writing of recipe files (TOML).
///
/// Reading is strict: an unknown key, a value of the wrong kind or outside its range is an error that names the file,
/// the line and the key.
public enum RecipeFile {
    /// The recipe in the file at `path`: the defaults, overlaid by what the file says.
    ///
    /// - Throws: ``Files/InputError`` when the file cannot be read, is not TOML, or holds an unknown key or a wrong
    ///   value.
    public static func read(_ path: String) throws -> Recipe {
        try parse(contents(path, what: "recipe"), name: path)
    }

    /// The recipe in the folder of a run, which may be an older one's.
    static func read(of run: RunDirectory) throws -> Recipe {
        try parse(contents(run.recipe, what: "recipe"), name: run.recipe, defaults: .beforeCalibration)
    }

    /// The recipe in `text`; `name` stands for the file in errors, and a tree of questions is looked up beside it.
    public static func parse(_ text: String, name: String) throws -> Recipe {
        try parse(text, name: name, defaults: Recipe())
    }

    private static func parse(_ text: String, name: String, defaults: Recipe) throws -> Recipe {
        var recipe = try decode(text, name: name, schema: defaults.schema)
        do {
            if recipe.head.kind == .votes {
                try recipe.votes.resolve(besides: URL(fileURLWithPath: name).deletingLastPathComponent().path)
            }
            try recipe.validate()
        } catch let error as InvalidRecipe {
            throw InputError(file: name, problem: error.description)
        } catch let error as InputError where error.file == nil {
            throw InputError(file: name, problem: error.problem, remedy: error.remedy)
        }
        return recipe
    }

    /// The text of the file at `path`.
    static func contents(_ path: String, what: String) throws(InputError) -> String {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw InputError(
                file: path, problem: "the \(what) cannot be read",
                remedy: "Check the path" + (what == "recipe" ? " given to --recipe" : ""))
        }
        guard let text = String(data: data, encoding: .utf8) else {
            throw InputError(file: path, problem: "the \(what) is not UTF-8 text")
        }
        return text
    }

    /// What `text` says, laid over `schema`; `name` stands for the file in errors.
    static func decode<Value: Codable>(_ text: String, name: String, schema: Value) throws -> Value {
        try checkHeaders(text, name: name)
        let table: TOMLTable
        do {
            table = try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw InputError(file: name, problem: "line \(error.source.begin.line): \(error.description)")
        }
        guard let given = RecipeValue(table) else {
            throw InputError(file: name, problem: "holds a date or a time, and no key takes one")
        }
        let overlay = RecipeOverlay(text: text, name: name)
        let schema = try RecipeValue(encoding: schema)
        let merged = try overlay.merge(given, over: schema, at: [])
        do {
            return try merged.decode(Value.self)
        } catch let error as DecodingError {
            throw overlay.error(for: error, given: given, schema: schema)
        }
    }

    /// The parser aborts at a header whose name cannot begin a key, such as `[.a]`, `[[#]]` or `[[[a]]`, and at a bracket in
    /// the place of a value, such as `[1, }]`.
    private static func checkHeaders(_ text: String, name: String) throws(InputError) {
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = line.drop { $0.isWhitespace }
            if lacksValue(line) {
                throw InputError(file: name, problem: "line \(number + 1): a value is missing before '}'")
            }
            guard line.hasPrefix("[") else { continue }
            let title = line.dropFirst(line.hasPrefix("[[") ? 2 : 1)
            let first = title.drop { $0 == " " || $0 == "\t" }.first ?? "\n"
            guard !first.isLetter, !"0123456789-_\"']".contains(first) else { continue }
            throw InputError(
                file: name,
                problem:
                    "line \(number + 1): a table's name cannot begin with '\(first.isNewline ? "" : "\(first)")'",
                remedy: "Write it with letters, such as [head] or [[stage]]")
        }
    }

    /// Whether a closing brace stands in the place of a value, outside of texts and comments.
    private static func lacksValue(_ line: Substring) -> Bool {
        var quote: Character?
        var last: Character = " "
        for character in line {
            if let open = quote {
                if character == open { quote = nil }
                continue
            }
            switch character {
            case "#": return false
            case "\"", "'": quote = character
            case "}" where ",=[".contains(last): return true
            default: break
            }
            if !character.isWhitespace { last = character }
        }
        return false
    }

    /// The recipe as TOML, every key written out; reading it gives the same recipe.
    public static func text(of recipe: Recipe) throws -> String {
        RecipeWriter.text(try RecipeValue(encoding: recipe))
    }
}

extension Recipe {
    /// These defaults with one entry in each list, and what is not there by default, so that all keys are known.
    var schema: Recipe {
        var recipe = self
        recipe.set = [SetRule()]
        recipe.votes.question = [QuestionTree.Question("", answers: [])]
        var recursion = RecursionRecipe()
        recursion.perClass = 1
        recipe.recursion = recursion
        return recipe
    }
}
