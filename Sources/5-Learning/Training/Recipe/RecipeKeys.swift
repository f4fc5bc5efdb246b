/// `learningRate` → `learning_rate`: how a Swift name is written in a recipe file.
func snakeCase(_ name: String) -> String {
    var result = ""
    for character in name {
        if character.isUppercase {
            result += "_" + character.lowercased()
        } else {
            result.append(character)
        }
    }
    return result
}

/// The candidate that needs the fewest edits to become `name`, when it needs few for its length.
func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
    let best = candidates.sorted().map { (name: $0, edits: editDistance(name, $0)) }.min { $0.edits < $1.edits }
    guard let best, best.edits <= max(2, name.count / 3) else { return nil }
    return best.name
}

/// Levenshtein distance: least number of inserted, removed or replaced characters.
func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
        var diagonal = row[0]
        row[0] = i + 1
        for (j, other) in right.enumerated() {
            let replaced = diagonal + (character == other ? 0 : 1)
            diagonal = row[j + 1]
            row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
        }
    }
    return row[right.count]
}
