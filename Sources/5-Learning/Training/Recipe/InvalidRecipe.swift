/// A value of a recipe outside its legal range.
public struct InvalidRecipe: Error, Sendable, CustomStringConvertible {
    /// Path of the key as written in the file, for example `stage 2: learning_rate`.
    public let key: String
    /// What is wrong with it.
    public let problem: String

    public var description: String { "\(key) \(problem)" }
}

/// Throws an ``InvalidRecipe`` for `key` unless `condition` holds.
func require(_ condition: Bool, _ key: String, _ problem: String) throws(InvalidRecipe) {
    if !condition { throw InvalidRecipe(key: key, problem: problem) }
}
