internal import Files
internal import Manifests
internal import Tables

/// Labels of galaxies from a table, to hold groups against.
struct KnownLabels {
    /// Names in alphabetical order.
    let classes: [String]
    /// Class of each row of the groups, -1 is unknown.
    let labels: [Int32]

    /// - Parameters:
    ///   - path: a table with id and label.
    ///   - id: column of its identifiers, instead of looking for it.
    ///   - ids: identifiers of the rows of the groups.
    /// - Throws: ``InputError``: no such columns, no label, none of the galaxies.
    init(_ path: String, id: String?, ids: [String]) throws {
        let table = try IdentifierColumn.read(path, text: GalaxyColumn.literalNames, named: [id].compactMap(\.self))
        let known = try IdentifierColumn.required(in: table.columns.map(\.info), path: path, named: id)
            .column(of: table).texts
        let texts = try table.texts(GalaxyColumn.label.name)
        let classes = Set(texts).subtracting([""]).sorted()
        guard !classes.isEmpty else {
            throw InputError(
                file: path, column: "label", problem: "no row has a label", remedy: "Give a table with labels")
        }
        var numbers: [String: Int32] = [:]
        for (row, id) in known.enumerated() where !texts[row].isEmpty {
            let number = Int32(classes.firstIndex(of: texts[row]) ?? 0)
            guard numbers.updateValue(number, forKey: id) ?? number == number else {
                throw InputError(
                    file: path, row: row + 1, column: "label", problem: "'\(id)' has another label in an earlier row",
                    remedy: "Leave one of them")
            }
        }
        labels = ids.map { numbers[$0] ?? -1 }
        self.classes = classes
        guard labels.contains(where: { $0 >= 0 }) else {
            throw InputError(
                file: path, problem: "it knows none of the galaxies: the identifiers do not fit, such as '\(ids[0])'",
                remedy: "Give labels of the same galaxies")
        }
    }
}
