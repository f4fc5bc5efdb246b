package import Tables

/// The columns of a table that another table carries along, under names that are still free there: those that need no
/// change keep theirs, the others are renamed in order.
///
/// ```swift
/// let carried = CarriedColumns(reader.columns, besides: own, renaming: .prefix("catalogue_"))
/// try TableFile.write(path, columns: own + carried.infos) { writer in
///     while let batch = try reader.next(1 << 14) { try writer.write(Table(columns: … + carried.columns(of: batch))) }
/// }
/// ```
package struct CarriedColumns: Sendable {
    /// Name, type, unit, UCD and description of each, as it is carried.
    package let infos: [ColumnInfo]
    /// Place of each in the table that it comes from.
    package let indices: [Int]

    /// - Parameters:
    ///   - columns: of the table that they come from.
    ///   - own: the other table's own columns.
    ///   - absent: names of columns that are left out.
    ///   - replaced: names of columns that are left out where the other table has one of that name: it holds the same.
    ///   - preferred: names that columns get before all others, where they are free.
    package init(
        _ columns: [ColumnInfo], besides own: [ColumnInfo], leavingOut absent: Set<String> = [],
        replacing replaced: Set<String> = [], preferring preferred: (ColumnInfo) -> String? = { _ in nil },
        renaming: FreeNames.Renaming
    ) {
        var names = FreeNames(taken: own.map(\.name))
        let ownNames = Set(own.map { $0.name.lowercased() })
        let indices = columns.indices.filter {
            let name = columns[$0].name
            return !absent.contains(name) && !(replaced.contains(name) && ownNames.contains(name.lowercased()))
        }
        var infos = indices.map { columns[$0] }
        var isNamed = infos.map { _ in false }
        for place in infos.indices {
            guard let name = preferred(infos[place]), names.take(name) else { continue }
            infos[place].name = name
            isNamed[place] = true
        }
        for place in infos.indices where !isNamed[place] { isNamed[place] = names.take(infos[place].name) }
        for place in infos.indices {
            if !isNamed[place] {
                infos[place].name = names.takeFree(renaming.applied(to: infos[place].name), renaming)
            }
            // What is the main one among the other table's own columns cannot be so among these.
            if let ucd = infos[place].ucd, ucd.hasSuffix(";meta.main"), own.contains(where: { $0.ucd == ucd }) {
                infos[place].ucd = String(ucd.dropLast(10))
            }
        }
        self.infos = infos
        self.indices = indices
    }

    /// The carried cells of a batch that has all columns of the table.
    package func columns(of batch: Table) -> [Column] {
        zip(infos, indices).map { info, index in
            Column(info, batch.columns[index].values, isMissing: batch.columns[index].isMissing)
        }
    }
}
