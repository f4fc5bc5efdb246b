import Files

/// Lays what a recipe file says over the defaults, and refuses what no default knows.
struct RecipeOverlay {
    /// The file's text, for line numbers.
    let text: String
    /// The file's name, for errors.
    let name: String

    /// Tables whose keys the user chooses.
    static let freeTables: Set<[String]> = [
        ["soft_targets", "columns"], ["votes", "columns"], ["votes", "classes"],
    ]
    /// Tables whose type knows its own keys and defaults: what is given stands alone, the defaults are not laid below.
    static let ownTables: Set<[String]> = [["input"], ["augmentation"]]
    /// Lists of tables that are empty by default; the schema shows one entry.
    static let emptyLists: Set<[String]> = [["set"], ["question"], ["votes", "question"]]
    /// Keys that are not there by default; the schema shows them. In camel case below the last table.
    static let absentKeys: Set<[String]> = [["recursion"], ["recursion", "perClass"]]

    /// One step from the root of the file to a value.
    enum Step: Equatable {
        case key(String)
        case index(Int)
    }

    /// `given` (snake case) laid over `defaults` (camel case); the result is in camel case.
    func merge(_ given: RecipeValue, over defaults: RecipeValue, at path: [Step]) throws -> RecipeValue {
        switch (given, defaults) {
        case (.table(let entries), .table(let known)):
            let names = path.compactMap(\.name)
            if Self.freeTables.contains(names) { return given }
            if Self.ownTables.contains(names) {
                let size = known["size"].map { ["size": $0] } ?? [:]
                return .table(entries.merging(size) { given, _ in given })
            }
            let camel = Dictionary(uniqueKeysWithValues: known.keys.map { (snakeCase($0), $0) })
            var result = Self.emptied(known, at: names)
            for (key, value) in entries.sorted(by: { $0.key < $1.key }) {
                let inner = path + [.key(key)]
                guard let name = camel[key], let base = known[name] else {
                    throw error(
                        at: inner, "unknown key '\(key)'\(place(path))",
                        remedy: nearestName(to: key, among: camel.keys).map { "Did you mean '\($0)'?" }
                            ?? "Known keys: \(camel.keys.sorted().joined(separator: ", "))")
                }
                result[name] = try merge(value, over: base, at: inner)
            }
            return .table(result)
        case (.array(let items), .array(let known)):
            guard let template = known.first else { return given }
            return .array(
                try items.enumerated().map { try merge($1, over: template, at: path + [.index($0)]) })
        case (.number(let value, let isWhole), .number):
            guard value.isFinite, !isWhole || value.magnitude < 1e15 else {
                throw error(at: path, "\(describe(path)) must be a number of ordinary size, not \(value)")
            }
            return given
        case (.bool, .bool), (.string, .string): return given
        default:
            throw error(at: path, "\(describe(path)) must be \(defaults.kind), not \(given.kind)")
        }
    }

    /// The defaults without the entries that only show what keys there are.
    private static func emptied(_ entries: [String: RecipeValue], at path: [String]) -> [String: RecipeValue] {
        entries.reduce(into: [:]) { result, entry in
            let own = path + [entry.key]
            guard !absentKeys.contains(own) else { return }
            result[entry.key] =
                switch entry.value {
                case .array where emptyLists.contains(own): .array([])
                case .table(let inner): .table(emptied(inner, at: own))
                default: entry.value
                }
        }
    }

    /// The error for a value that a type refuses, such as an unknown name or a fraction where a whole number belongs.
    func error(for error: DecodingError, given: RecipeValue, schema: RecipeValue) -> InputError {
        let context: DecodingError.Context
        switch error {
        case .typeMismatch(_, let found), .valueNotFound(_, let found), .keyNotFound(_, let found),
            .dataCorrupted(let found):
            context = found
        @unknown default: return InputError(file: name, problem: "\(error)")
        }
        let path = context.codingPath.map { key in
            key.intValue.map(Step.index) ?? Step.key(snakeCase(key.stringValue))
        }
        if path.isEmpty, let fraction = firstFraction(in: given, over: schema, at: []) {
            return self.error(at: fraction, "\(describe(fraction)) must be a whole number")
        }
        let allowed = Self.allowedNames(path.last?.name ?? "")
        if !allowed.isEmpty {
            return self.error(at: path, "\(describe(path)) must be one of \(allowed.joined(separator: ", "))")
        }
        if path.first?.name.map({ Self.ownTables.contains([$0]) }) == true {
            return self.error(at: path, context.debugDescription)
        }
        return self.error(
            at: path, "\(describe(path)) has a value of the wrong kind (\(context.debugDescription))")
    }

    /// Path of the first number with a fraction whose default is a whole number.
    private func firstFraction(in given: RecipeValue, over defaults: RecipeValue, at path: [Step]) -> [Step]? {
        switch (given, defaults) {
        case (.number(_, isWhole: false), .number(_, isWhole: true)): return path
        case (.table(let entries), .table(let known)):
            for (name, base) in known.sorted(by: { $0.key < $1.key }) {
                let key = snakeCase(name)
                if let value = entries[key], let found = firstFraction(in: value, over: base, at: path + [.key(key)]) {
                    return found
                }
            }
            return nil
        case (.array(let items), .array(let known)):
            guard let template = known.first else { return nil }
            return items.enumerated().lazy.compactMap { index, item in
                firstFraction(in: item, over: template, at: path + [.index(index)])
            }.first
        default: return nil
        }
    }

    private func error(at path: [Step], _ problem: String, remedy: String? = nil) -> InputError {
        let line = line(of: path).map { "line \($0): " } ?? ""
        return InputError(file: name, problem: line + problem, remedy: remedy)
    }

    private func place(_ path: [Step]) -> String {
        path.isEmpty ? "" : " in \(describe(path))"
    }

    private func describe(_ path: [Step]) -> String {
        path.map { step in
            switch step {
            case .key(let key): key
            case .index(let index): "\(index + 1)"
            }
        }.joined(separator: " ")
    }

    /// The line (1 is the first) on which the key at `path` stands, when it is written on a line of its own.
    private func line(of path: [Step]) -> Int? {
        var section: [Step] = []
        var counts: [String: Int] = [:]
        for (number, rawLine) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let line = rawLine.drop { $0 == " " || $0 == "\t" }
            if line.hasPrefix("[[") {
                let header = line.dropFirst(2).prefix { $0 != "]" }.trimmingSpaces()
                let index = counts[header, default: 0]
                counts[header] = index + 1
                section = header.split(separator: ".").map { .key(String($0)) } + [.index(index)]
            } else if line.hasPrefix("[") {
                let header = line.dropFirst().prefix { $0 != "]" }.trimmingSpaces()
                section = header.split(separator: ".").map { .key(String($0)) }
            } else if let equals = line.firstIndex(of: "=") {
                let keys = line[..<equals].trimmingSpaces().split(separator: ".")
                    .map { Step.key($0.trimmingSpaces()) }
                if section + keys == path { return number + 1 }
                continue
            } else {
                continue
            }
            if section == path { return number + 1 }
        }
        return nil
    }
}

extension RecipeOverlay.Step {
    /// The key; nil for an index.
    var name: String? { if case .key(let key) = self { key } else { nil } }
}

extension Substring {
    func trimmingSpaces() -> String {
        String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
}
