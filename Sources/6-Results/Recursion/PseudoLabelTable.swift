import Confidence
import Files
import Foundation
import Manifests
import Sky
import Tables
import Training

/// Writes labels that a network gave itself: those that a round learns from, and the history of all.
enum PseudoLabelTable {
    /// What one round has made of the unlabelled galaxies.
    struct Round {
        let number: Int
        /// What the network said: a table of ``Inference/Classification``.
        let classified: String
        /// By galaxy.
        let verdicts: [LabelChoice.Verdict]
    }

    /// Writes the manifest that a round is trained on: images, labels, positions, magnitudes of the chosen galaxies.
    ///
    /// - Parameters:
    ///   - names: columns of the unlabelled table that are not to be found by name.
    ///   - trained: the same of the tables that the run was trained on, which are read with this one.
    static func writeChosen(
        _ verdicts: [LabelChoice.Verdict], _ answers: UnlabelledAnswers, of unlabelled: String,
        names: GalaxyColumnNames, trained: GalaxyColumnNames, to path: String
    ) throws {
        let reader = try GalaxyTable.Reader(unlabelled, needs: [.id, .file], names: names, carrying: .all)
        let covariates = try CovariateColumns(in: reader.columns, path: unlabelled, names: names)
        var columns = [GalaxyColumn.id, .file, .survey, .ra, .dec, .label, .magnitude, .radius].map(\.info)
        for (place, name) in [(0, trained.id), (6, trained.magnitude), (7, trained.size)] {
            if let name { columns[place].name = name }
        }
        try TableFile.write(path, columns: columns) { writer in
            while let batch = try reader.next(1 << 14) {
                let first = batch.firstRow - 1
                let rows = (0..<batch.count).filter { verdicts[first + $0] == .chosen }
                guard !rows.isEmpty else { continue }
                let measured = try covariates.covariates(of: batch)
                let values: [Column.Values] = [
                    .string(rows.map { batch.ids[$0] }), .string(rows.map { Self.absolute(batch.files[$0]) }),
                    .string(rows.map { batch.surveys?[$0] ?? "" }),
                    .double(rows.map { batch.positions?[$0]?.ra.degrees ?? .nan }),
                    .double(rows.map { batch.positions?[$0]?.dec.degrees ?? .nan }),
                    .string(rows.map { row in answers.predicted(first + row).map { answers.classes[$0] } ?? "" }),
                    .double(rows.map { measured[$0].magnitude }), .double(rows.map { exp(measured[$0].size) }),
                ]
                try writer.write(Table(columns: zip(columns, values).map { Column($0, $1) }))
            }
        }
    }

    /// Writes the history: a row a galaxy and round.
    static func write(_ rounds: [Round], classes: [String], to path: String) throws {
        let copied = [GalaxyColumn.id.name, GalaxyColumn.predicted.name, GalaxyColumn.model.name]
        let columns =
            [GalaxyColumn.id, .pseudoLabelRound, .predicted, .pseudoLabelProbability, .isPseudoLabel].map(\.info)
            + [GalaxyColumn.pseudoLabelReason.info, GalaxyColumn.model.info]
        try TableFile.write(path, columns: columns) { writer in
            for round in rounds {
                let probabilities = classes.map { GalaxyColumn.probability(of: $0).name }
                let reader = try TableFile.reader(round.classified, columns: copied + probabilities, text: copied)
                var first = 0
                while let batch = try reader.next(1 << 14) {
                    let verdicts = round.verdicts[first..<first + batch.rowCount]
                    first += batch.rowCount
                    let own = try probabilities.map { try batch.doubles($0) }
                    let values: [Column.Values] = [
                        .string(try batch.texts(copied[0])), .int32(verdicts.map { _ in Int32(round.number) }),
                        .string(try batch.texts(copied[1])),
                        .float(
                            (0..<batch.rowCount).map { row in own.compactMap { $0[row] }.max().map { Float($0) } ?? .nan
                            }),
                        .boolean(verdicts.map { $0 == .chosen }), .string(verdicts.map(\.rawValue)),
                        .string(try batch.texts(copied[2])),
                    ]
                    try writer.write(Table(columns: zip(columns, values).map { Column($0, $1) }))
                }
            }
        }
    }

    private static func absolute(_ file: String) -> String { URL(fileURLWithPath: file).path }
}
