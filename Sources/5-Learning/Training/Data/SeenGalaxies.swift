public import Confidence
import Files
import Foundation
public import Manifests
import Sky
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
    /// Magnitude and size of each, NaN where one is not known.
    public let covariates: [Covariates]

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
        let reader = try GalaxyTable.Reader(path, needs: [.id, .file], carrying: .all, mayRepeat: true)
        let columns = try CovariateColumns(in: reader.columns, path: path, names: GalaxyColumnNames())
        var (rows, sides): ([Manifest.Row], [SplitSide]) = ([], [])
        var covariates: [Covariates] = []
        while let batch = try reader.next(1 << 14) {
            covariates += try columns.covariates(of: batch)
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
        (self.rows, self.sides, self.covariates) = (rows, sides, covariates)
    }

    /// The rows that stand on `side`, in their order.
    public func rows(on side: SplitSide) -> [Manifest.Row] {
        zip(rows, sides).compactMap { $1 == side ? $0 : nil }
    }

    /// Magnitude and size of the rows that stand on `side`, in their order.
    public func covariates(on side: SplitSide) -> [Covariates] {
        zip(covariates, sides).compactMap { $1 == side ? $0 : nil }
    }

    /// The rows of `test` that show a galaxy seen in training, validation or calibration: such a test says too much.
    public func leaks(into test: [Manifest.Row]) -> [Leak] { Leak.find(training: rows, test: test) }

    /// Writes the table of a run's galaxies.
    ///
    /// - Parameters:
    ///   - labels: name of each galaxy's class, or nothing.
    ///   - covariates: of each galaxy; a column is written where any is known.
    static func write(
        _ rows: some RandomAccessCollection<Manifest.Row>, labels: some RandomAccessCollection<String>,
        sides: [SplitSide], covariates: some RandomAccessCollection<Covariates>, to path: String
    ) throws {
        let known = [
            (GalaxyColumn.magnitude, covariates.map(\.magnitude)), (.radius, covariates.map { exp($0.size) }),
        ].filter { $0.1.contains(where: \.isFinite) }
        let columns = ([GalaxyColumn.id, .file, .survey, .ra, .dec, .label, .set] + known.map(\.0)).map(\.info)
        try TableFile.write(path, columns: columns) { writer in
            for start in stride(from: 0, to: sides.count, by: 1 << 14) {
                let part = Array(rows.dropFirst(start).prefix(1 << 14))
                let files = part.map(\.file).map { $0.hasPrefix("/") ? $0 : URL(fileURLWithPath: $0).path }
                var values: [Column.Values] = [
                    .string(part.map(\.id)), .string(files), .string(part.map { $0.survey ?? "" }),
                    .double(part.map { $0.position?.ra.degrees ?? .nan }),
                    .double(part.map { $0.position?.dec.degrees ?? .nan }),
                    .string(Array(labels.dropFirst(start).prefix(1 << 14))),
                    .string(sides[start..<start + part.count].map(\.rawValue)),
                ]
                values += known.map { .double(Array($0.1[start..<start + part.count])) }
                try writer.write(Table(columns: zip(columns, values).map { Column($0, $1) }))
            }
        }
    }
}
