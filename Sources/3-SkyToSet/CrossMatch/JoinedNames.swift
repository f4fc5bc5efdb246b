import Manifests
import Tables

/// Names of the columns of a joined table: those that both sides have are told apart by suffixes.
struct JoinedNames {
    /// Names of the left side's columns, in order.
    let left: [String]
    /// Names of the right side's columns, in order.
    let right: [String]
    /// Name of the column of separations.
    let separation: String

    /// - Parameters:
    ///   - left: the left side's columns.
    ///   - right: the right side's columns.
    ///   - suffixes: put after names that stand on both sides, whatever their case.
    init(left: [ColumnInfo], right: [ColumnInfo], suffixes: (left: String, right: String)) {
        let separation = "separation_arcsec"
        let leftNames = Set(left.map { $0.name.lowercased() })
        let rightNames = Set(right.map { $0.name.lowercased() })
        var names = FreeNames()
        func free(_ name: String, _ suffix: String, clashes: Bool) -> String {
            // A name like `ra_2` may stand in the table already.
            names.takeFree(clashes ? name + suffix : name, .suffix(suffix.isEmpty ? "_2" : suffix))
        }
        // Names that need no suffix are taken first; names of one table that differ in case only stay as they are.
        func clashes(_ column: ColumnInfo) -> Bool {
            rightNames.contains(column.name.lowercased()) && !suffixes.left.isEmpty
        }
        for column in left where !clashes(column) { _ = names.take(column.name) }
        self.left = left.map { clashes($0) ? free($0.name, suffixes.left, clashes: true) : $0.name }
        self.right = right.map {
            let clashes = leftNames.contains($0.name.lowercased()) || $0.name.lowercased() == separation
            return free($0.name, suffixes.right, clashes: clashes)
        }
        // An earlier cross-match has left its separations on the left side: the new ones belong to the right side.
        self.separation = free(separation, suffixes.right, clashes: leftNames.contains(separation))
    }
}
