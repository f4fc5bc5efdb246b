import Confidence
import Files
import Foundation
package import Manifests
import Sky
import Training

/// One survey's row of a table of galaxies that two surveys have seen.
package struct PairedRow {
    package let row: Manifest.Row
    let covariates: Covariates
    /// g − r, NaN where it is not known.
    let colour: Double

    /// Rows farther apart than this are not the same galaxy.
    private static let greatestSeparation = Angle(arcseconds: 2)
    /// Correlation of the colours g − r in both surveys below which rows cannot be the same galaxies.
    private static let leastCorrelation = 0.4
    /// Pairs with two colours below which chance decides.
    private static let fewestColours = 30

    package typealias Pair = (source: PairedRow, target: PairedRow)

    static func read(_ path: String, names: GalaxyColumnNames) throws -> [PairedRow] {
        let table = try GalaxyTable.Reader(path, needs: [.id, .file, .survey], names: names, carrying: .all)
        let columns = try CovariateColumns(in: table.columns, path: path, names: names)
        var rows: [PairedRow] = []
        while let batch = try table.next(1 << 14) {
            let covariates = try columns.covariates(of: batch)
            let colours = try columns.colours(of: batch.table, surveys: batch.surveys)
            for (place, row) in Manifest(batch, path: path).rows.enumerated() {
                rows.append(PairedRow(row: row, covariates: covariates[place], colour: colours[place]))
            }
        }
        return rows
    }

    static func checkPositions(_ pairs: [Pair], _ path: String) throws {
        func separation(_ pair: Pair) -> Angle? {
            guard let one = pair.source.row.position, let other = pair.target.row.position else { return nil }
            return one.separation(to: other)
        }
        let apart = pairs.filter { separation($0).map { $0 > greatestSeparation } ?? false }
        guard let first = apart.first, let distance = separation(first) else { return }
        throw InputError(
            file: path, row: first.target.row.row,
            problem:
                "'\(first.target.row.id)' lies \((distance.arcseconds * 100).rounded() / 100) arcsec from its partner in "
                + "row \(first.source.row.row): these are not the same galaxy (\(apart.count) of \(pairs.count) pairs are "
                + "farther apart than \(greatestSeparation.arcseconds) arcsec)",
            remedy: "Match the surveys by position, with tuningfork crossmatch")
    }

    /// A red galaxy in one survey is red in the other, whatever their filters are.
    static func checkColours(_ pairs: [Pair], _ path: String) throws {
        let known = pairs.filter { $0.source.colour.isFinite && $0.target.colour.isFinite }
        guard known.count >= fewestColours else { return }
        let correlation = RankCorrelation.of(known.map(\.source.colour), known.map(\.target.colour))
        guard correlation < leastCorrelation else { return }
        func difference(_ pair: Pair) -> Double { abs(pair.source.colour - pair.target.colour) }
        guard let worst = known.max(by: { difference($0) < difference($1) }) else { return }
        func text(_ value: Double) -> String { String(format: "%.2f", value) }
        throw InputError(
            file: path, row: worst.target.row.row,
            problem:
                "both surveys' colours g - r of its \(known.count) pairs have a rank correlation of \(text(correlation)): "
                + "these are not the same galaxies. '\(worst.target.row.id)' has \(text(worst.target.colour)) here and "
                + "\(text(worst.source.colour)) in row \(worst.source.row.row)",
            remedy: "Match the surveys by position, with tuningfork crossmatch")
    }
}
