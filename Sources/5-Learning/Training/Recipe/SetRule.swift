/// Which rows of a manifest a recipe uses, and how often they come in a training epoch.
///
/// Of the rules that fit a row, the first one counts; a row that none fits comes once an epoch.
public struct SetRule: Codable, Sendable, Equatable {
    /// The rule is for manifests whose path holds this text; empty fits every manifest.
    public var manifest = ""
    /// The rule is for galaxies of this class; empty fits every class.
    public var label = ""
    /// Column that a row must have a value in; empty asks for none.
    public var column = ""
    /// Least value of that column with which a row is used. A row below it, or without a value, is left out.
    public var minimum = 0.0
    /// How often each row comes in a training epoch, 1 or more.
    public var times = 1
    /// Rows drawn anew for each training epoch from all that the rule fits; 0 takes them all.
    public var perEpoch = 0

    public init() {}

    func validate(number: Int, classes: [String]) throws(InvalidRecipe) {
        let at = "set \(number):"
        try require(label.isEmpty || classes.contains(label), "\(at) label", "must be empty or one of the classes")
        try require(times >= 1, "\(at) times", "must be 1 or more")
        try require(perEpoch >= 0, "\(at) per_epoch", "must be 0 or more")
        try require(perEpoch == 0 || times == 1, "\(at) per_epoch", "cannot stand beside times")
    }

    /// What the rule asks for, for messages.
    var conditions: String {
        let all = [
            manifest.isEmpty ? nil : "manifest = '\(manifest)'", label.isEmpty ? nil : "label = '\(label)'",
            column.isEmpty ? nil : "\(column) of \(minimum) or more",
        ]
        return all.compactMap(\.self).joined(separator: ", ")
    }

    /// Whether the rule is for galaxies of the class `label` in the manifest at `path`.
    func fits(manifest path: String, label: String) -> Bool {
        (manifest.isEmpty || path.contains(manifest)) && (self.label.isEmpty || self.label == label)
    }
}
