import Files
public import Manifests
import Tables

/// Where a galaxy of a run stands; the column `set` of its list of galaxies.
public enum SplitSide: String, Sendable, CaseIterable {
    /// It is trained on.
    case training
    /// It steers the training and picks the best epoch.
    case validation
    /// It does neither: what the network's answers are worth is learnt on it.
    case calibration
}

/// The galaxies that a run was trained, validated and calibrated on, as its folder records them.
public struct SeenGalaxies: Sendable {
    /// One row an image.
    public let rows: [Manifest.Row]
    /// Where each of them stands.
    public let sides: [SplitSide]

    /// Reads `galaxies.csv` of `run`.
    ///
    /// - Throws: ``Files/InputError``, also when the list is not the one that the run wrote.
    public init(_ run: RunDirectory) throws {
        try run.check(run.galaxies, RunInfo.read(run))
        try self.init(run.galaxies)
    }

    /// Reads the table at `path`.
    package init(_ path: String) throws {
        // Several manifests may show one galaxy.
        let set = GalaxyColumn.set.name
        let reader = try GalaxyTable.Reader(path, needs: [.id, .file], carrying: .columns([set]), mayRepeat: true)
        var (rows, sides): ([Manifest.Row], [SplitSide]) = ([], [])
        while let batch = try reader.next(1 << 14) {
            for (row, side) in zip(Manifest(batch, path: path).rows, try batch.table.texts(set)) {
                guard let side = SplitSide(rawValue: side) else {
                    throw InputError(
                        file: path, row: row.row, column: set,
                        problem: "'\(side)' is none of \(SplitSide.allCases.map(\.rawValue).joined(separator: ", "))")
                }
                rows.append(row)
                sides.append(side)
            }
        }
        (self.rows, self.sides) = (rows, sides)
    }

    /// The rows that stand on `side`, in their order.
    public func rows(on side: SplitSide) -> [Manifest.Row] {
        zip(rows, sides).compactMap { $1 == side ? $0 : nil }
    }

    /// The rows of `test` that show a galaxy seen in training, validation or calibration: such a test says too much.
    public func leaks(into test: [Manifest.Row]) -> [Leak] { Leak.find(training: rows, test: test) }
}
