internal import Drawing
internal import Files
internal import Tables

/// How a column of a map colours its points: text, true and false and few whole numbers are classes, other numbers a scale.
struct PointColouring {
    let points: PointColours
    /// The column; nil for none.
    let column: String?

    private static let usual = ["class", "label", "cluster"]
    /// Whole numbers of more kinds are amounts.
    private static let mostNumbers = 30
    private static let mostClasses = 200

    /// - Throws: `InputError` when there is no such column, or no colours for it.
    init(_ table: MapTable, by wanted: String?) throws {
        let names = table.columns.map(\.name)
        let found = (wanted.map { [$0] } ?? Self.usual).lazy.compactMap { ColumnNames.index(of: $0, in: names) }.first
        guard let found else {
            if let wanted { throw ColumnNames.missing([wanted], in: names, path: table.path) }
            (points, column) = (.plain, nil)
            return
        }
        let cells = table.columns[found].gathered(table.rows)
        column = cells.name
        switch cells.type {
        case .float, .double:
            points = .numbers(name: cells.name, of: (0..<cells.count).map { cells.double($0) ?? .nan })
        case .int32, .int64:
            let kinds = Set((0..<cells.count).compactMap { cells.double($0) })
            if kinds.count > Self.mostNumbers && cells.name.lowercased() != "cluster" {
                points = .numbers(name: cells.name, of: (0..<cells.count).map { cells.double($0) ?? .nan })
            } else {
                points = Self.classes(cells, kinds.sorted().map { String(Int($0)) })
            }
        case .boolean, .string:
            let kinds = Set(cells.texts.filter { !$0.isEmpty })
            guard kinds.count <= Self.mostClasses else {
                throw InputError(
                    file: table.path, column: cells.name,
                    problem: "\(kinds.count) different texts are no classes that colours could tell apart",
                    remedy: "Give --color-by a column of classes or of numbers")
            }
            points = Self.classes(cells, kinds.sorted())
        }
    }

    /// Late types first and early types next, where both are there: in blue and orange, as on the page.
    private static func inColours(_ names: [String]) -> [String] {
        func first(_ beginnings: [String]) -> String? {
            names.first { name in beginnings.contains { name.lowercased().hasPrefix($0) } }
        }
        guard let late = first(["spiral", "featured", "late", "disk", "disc"]),
            let early = first(["elliptical", "smooth", "early"])
        else { return names }
        return [late, early] + names.filter { $0 != late && $0 != early }
    }

    /// Clusters' noise, −1, is no class.
    private static func classes(_ cells: Column, _ names: [String]) -> PointColours {
        let isClusters = cells.name.lowercased() == "cluster"
        let names = inColours(names.filter { !(isClusters && $0 == "-1") })
        let numbers = Dictionary(uniqueKeysWithValues: zip(names, names.indices))
        return .classes(name: cells.name, of: cells.texts.map { numbers[$0] }, names: names)
    }
}
