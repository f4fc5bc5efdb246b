internal import CArrow

/// A group of rows of a Parquet file, by what the file says of it: whether it may hold what is looked for.
///
/// ```swift
/// let near = try ParquetGroups.reader("cell.parquet") { $0.integers(of: "_healpix_29").map(range.overlaps) ?? true }
/// ```
package struct RowGroup {
    /// Its place in the file, 0 is the first.
    let number: Int32
    package let rowCount: Int
    private let file: ca_reader
    private let finder: ColumnFinder

    /// All groups of a file that is open; they must not outlive it.
    static func all(of file: ca_reader, names: [String]) -> [RowGroup] {
        let finder = ColumnFinder(names)
        return (0..<ca_reader_group_count(file)).map {
            RowGroup(number: $0, rowCount: Int(ca_reader_group_rows(file, $0)), file: file, finder: finder)
        }
    }

    /// The least and the greatest cell of a column of whole numbers; nil where the file does not say so.
    package func integers(of column: String) -> ClosedRange<Int64>? {
        bounds(of: column).flatMap { $0.least <= $0.most ? $0.least...$0.most : nil }
    }

    /// The least and the greatest cell of a column of numbers; nil where the file does not say so.
    package func numbers(of column: String) -> ClosedRange<Double>? {
        bounds(of: column).flatMap { $0.least_real <= $0.most_real ? $0.least_real...$0.most_real : nil }
    }

    private func bounds(of column: String) -> ca_bounds? {
        guard let index = finder.index(of: column) else { return nil }
        var bounds = ca_bounds()
        return ca_reader_bounds(file, number, Int32(index), &bounds) ? bounds : nil
    }
}

/// Finds columns by name, each once: the same ones are asked for in every group of rows. For one thread.
private final class ColumnFinder {
    private let names: [String]
    private var found: [String: Int?] = [:]

    init(_ names: [String]) { self.names = names }

    func index(of name: String) -> Int? {
        if let index = found[name] { return index }
        let index = ColumnNames.index(of: name, in: names)
        found[name] = index
        return index
    }
}
