package import Tables
internal import Workers

/// Reading tables of galaxies (``GalaxyColumn``) in batches, with memory that hardly grows with the rows.
///
/// A long piece of work checks first and then streams:
/// ```swift
/// let checked = try GalaxyTable.check("manifest.csv", needs: [.id, .file])
/// let reader = try checked.reader(carrying: .all)
/// while let batch = try reader.next(16_384) {
///     for row in 0..<batch.count { print(batch.ids[row], batch.files[row]) }
/// }
/// ```
public enum GalaxyTable {
    /// Which columns come along in a batch's ``Batch/table``.
    public enum Carrying: Sendable, Equatable {
        /// None but those that a batch's own lists are made of: the cheapest.
        case none
        /// All of the file, in its order.
        case all
        /// These, and those that a batch's own lists are made of.
        case columns([String])
    }

    /// Reads a table to its end, to find what is wrong with its rows before any work is done on them.
    ///
    /// Parameters and errors are those of ``Reader``.
    ///
    /// - Parameters:
    ///   - keepsFaulty: whether rows that name no galaxy or no image, repeat a galaxy or have an odd position are
    ///     kept as they are: one of them must not cost a survey. Positions are not read then.
    ///   - resolvesFiles: whether batches have ``Batch/files``; else that list is empty, and an empty cell no fault.
    ///   - carrying: which columns come along in the batches that `each` is shown.
    ///   - rowsAtATime: rows of such a batch, at most.
    public static func check(
        _ path: String, needs: [GalaxyColumn], names: GalaxyColumnNames = GalaxyColumnNames(),
        keepsFaulty: Bool = false, resolvesFiles: Bool = true, carrying: Carrying = .none, rowsAtATime: Int = 1 << 14,
        each: (Batch) throws -> Void = { _ in }
    ) throws -> Checked {
        let reader = try Reader(
            path, needs: needs, names: names, carrying: carrying, checked: nil, looksForRepeats: true,
            keepsFaulty: keepsFaulty, resolvesFiles: resolvesFiles)
        var (rowCount, labelledCount) = (0, 0)
        try Workers.ahead {
            try reader.next(rowsAtATime)
        } _: { batch in
            try each(batch)
            rowCount += batch.count
            labelledCount += batch.labels?.count { $0 != nil } ?? 0
        }
        return Checked(
            path: path, columns: reader.columns, rowCount: rowCount, labelledCount: labelledCount, needs: needs,
            names: names, keepsFaulty: keepsFaulty, resolvesFiles: resolvesFiles, repeats: reader.repeats,
            found: reader.found, state: reader.state)
    }

    /// Paths of images as they stand in the cells of the table at `path`, seen from this process; empty ones stay.
    package static func images(_ written: Texts, of path: String) -> Texts {
        Columns.resolved(written, in: path.lastIndex(of: "/").map { String(path[...$0]) } ?? "")
    }
}
