package import Manifests
import Tables

/// Applies a recipe's set rules to the galaxies of a manifest.
package struct SetRules {
    private let rules: [SetRule]
    private let classes: [String]

    package init(_ recipe: Recipe) {
        rules = recipe.set
        classes = recipe.classes
    }

    /// Columns of a manifest that are looked at.
    var columns: [String] { rules.map(\.column).filter { !$0.isEmpty } }

    /// The galaxies that the rules leave, each with the number of its rule.
    ///
    /// - Throws: ``Files/InputError`` when the manifest lacks a column that a rule asks for, or has a cell there that is
    ///   no number.
    package func apply(to galaxies: [Galaxy], of manifest: Manifest) throws -> [Galaxy] {
        guard !rules.isEmpty else { return galaxies }
        var columns: [String: [Double?]] = [:]
        var result: [Galaxy] = []
        for var galaxy in galaxies {
            let label = galaxy.label.map { classes[$0] } ?? ""
            galaxy.rule = rules.firstIndex { $0.fits(manifest: manifest.path, label: label) }
            if let rule = galaxy.rule.map({ rules[$0] }), !rule.column.isEmpty {
                let values = try columns[rule.column] ?? manifest.table.doubles(rule.column)
                columns[rule.column] = values
                guard let value = values[galaxy.row.row - manifest.table.firstRow], value >= rule.minimum else {
                    continue
                }
            }
            result.append(galaxy)
        }
        return result
    }
}
