package import Files

/// How columns are found by name: without regard to case, an exact match first.
package enum ColumnNames {
    /// Where `name` stands in `names`; nil when it does not, or only several that differ in case do.
    package static func index(of name: String, in names: some Collection<String>) -> Int? {
        var found: Int?
        var isAmbiguous = false
        let folded = name.lowercased()
        for (index, candidate) in names.enumerated() {
            if candidate == name { return index }
            if candidate.lowercased() == folded {
                isAmbiguous = found != nil
                found = index
            }
        }
        return isAmbiguous ? nil : found
    }

    /// The first of `wanted` that is there, as `names` write it; nil where none is.
    package static func first(of wanted: [String], in names: [String]) -> String? {
        wanted.lazy.compactMap { index(of: $0, in: names) }.first.map { names[$0] }
    }

    /// The error for a column that is not there under any of `names`.
    package static func missing(_ names: [String], in all: [String], path: String?) -> InputError {
        InputError(
            file: path, problem: "there is no column " + names.map { "'\($0)'" }.joined(separator: " or "),
            remedy: "The columns are: " + all.joined(separator: ", "))
    }

    /// Where the columns asked for stand in `all`, in the order asked for, each once; all of them for nil.
    ///
    /// Throws ``InputError`` that lists the columns there are.
    static func indices(of wanted: [String]?, in all: [String], path: String) throws -> [Int] {
        guard let wanted else { return Array(all.indices) }
        let exact = Dictionary(zip(all, all.indices), uniquingKeysWith: { first, _ in first })
        let folded = Dictionary(grouping: all.indices) { all[$0].lowercased() }
        var (result, taken): ([Int], Set<Int>) = ([], [])
        for name in wanted {
            let alike = folded[name.lowercased()] ?? []
            guard let index = exact[name] ?? (alike.count == 1 ? alike[0] : nil) else {
                throw missing([name], in: all, path: path)
            }
            if taken.insert(index).inserted { result.append(index) }
        }
        return result
    }

    /// Throws ``InputError`` when a column has no name or that of another; names may differ in case only.
    static func check(_ names: [String], path: String, unnamed: String) throws {
        var seen: Set<String> = []
        for (index, name) in names.enumerated() {
            guard !name.isEmpty else {
                throw InputError(
                    file: path, problem: "column \(index + 1) of \(names.count) has no name in the header",
                    remedy: unnamed)
            }
            guard seen.insert(name).inserted else {
                throw InputError(
                    file: path, column: name, problem: "two columns have this name", remedy: "Rename one of them")
            }
        }
    }
}
