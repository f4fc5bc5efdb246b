package import Tables

/// The columns of a catalogue that a manifest carries along.
package enum CarriedColumns {
    /// The catalogue's columns under names that are still free; those that the manifest has in its own way are left out.
    ///
    /// - Parameters:
    ///   - columns: of the catalogue.
    ///   - own: names of the manifest's own columns.
    ///   - replaced: names of the catalogue's columns that the manifest has under its own names.
    /// - Returns: each with its place in the catalogue.
    package static func of(
        _ columns: [ColumnInfo], besides own: [String], replacing replaced: Set<String>
    ) -> [(index: Int, info: ColumnInfo)] {
        var taken = Set(own.map { $0.lowercased() })
        var result: [(index: Int, info: ColumnInfo)] = []
        for (index, column) in columns.enumerated() {
            var info = column
            if taken.contains(info.name.lowercased()) {
                if replaced.contains(info.name) { continue }
                while taken.contains(info.name.lowercased()) { info.name = "catalogue_" + info.name }
            }
            taken.insert(info.name.lowercased())
            result.append((index, info))
        }
        return result
    }
}
