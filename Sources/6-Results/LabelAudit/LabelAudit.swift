internal import Files
public import Process
import Sky
import Tables
internal import Workers

/// Labels that disagree with what models that have not learnt from them see; see ``ConfidentLearning``.
///
/// ```swift
/// let source = LabelAudit.Source.embeddings("embeddings.npy", folds: 5, seed: 0)
/// let summary = try LabelAudit.perform(labels: "training.csv", source: source, output: "label_audit.csv")
/// print(summary.suspects)
/// ```
public struct LabelAudit: Sendable {
    /// Where the out-of-fold probabilities come from.
    public enum Source: Sendable {
        /// A table with id and `p_CLASS` columns, as `classify` writes. That the model has not learnt from these galaxies
        /// is the user's to see to.
        case predictions(String)
        /// A matrix of embeddings (`.npy`) with the table beside it, as `embed` writes: logistic regression in `folds`
        /// folds makes the probabilities.
        case embeddings(String, folds: Int, seed: UInt64)
    }

    /// What was found.
    public struct Summary: Sendable, Equatable, Codable {
        public let classes: [String]
        /// Labelled galaxies that were judged.
        public let judged: Int
        /// Labelled galaxies without a probability or a vector; they are not in the table.
        public let withoutPrediction: Int
        public let suspects: Int
        /// Axes (label, class): galaxies with that label that belong confidently to that class.
        public let joint: [[Int]]
        /// Least probability from which a galaxy belongs confidently to a class, one a class.
        public let thresholds: [Double]
        /// Share of the galaxies whose most probable class is their label.
        public let agreement: Double
        /// The table written.
        public let output: String

        private enum CodingKeys: String, CodingKey {
            case classes, judged, suspects, joint, thresholds, agreement, output
            case withoutPrediction = "without_prediction"
        }

        /// The counts as a table for the terminal; lines end with a line feed.
        public func table() -> String {
            var rows = [["label \\ confidently"] + classes + ["threshold"]]
            for (number, name) in classes.enumerated() {
                rows.append(
                    [name] + joint[number].map(String.init) + ["\((thresholds[number] * 1000).rounded() / 1000)"])
            }
            let lines =
                AlignedText.lines(rows) + [
                    "", "judged: \(judged); without a prediction: \(withoutPrediction)",
                    "label is the most probable class: \(AlignedText.percent(agreement))",
                    "suspect labels: \(suspects)",
                ]
            return lines.joined(separator: "\n") + "\n"
        }
    }

    /// Judges the labels and writes the ranked table: id, label, suggested, probability, margin, is_suspect, rank and the
    /// row in the table of labels; suspects first, by falling margin.
    ///
    /// - Parameters:
    ///   - labels: table with id and label, such as a manifest; nil takes the labels from the table of predictions.
    ///   - id: column of the identifiers in the table of labels, instead of looking for it.
    ///   - source: the probabilities.
    ///   - output: the table to write.
    ///   - threads: for the regression; nil takes all cores. The result does not depend on them.
    ///   - progress: is told what is being done.
    /// - Throws: ``InputError``: no rows, columns or labels, fewer than two classes, a class without probabilities, too few
    ///   galaxies of a class for the folds, vectors that do not fit the table beside them. ``WriteError``.
    @discardableResult
    public static func perform(
        labels: String?, id: String? = nil, source: Source, output: String, threads: Int? = nil,
        progress: ProgressReporter = .silent
    ) throws -> Summary {
        let examples: LabelledExamples
        switch source {
        case .predictions(let path):
            examples = try LabelledExamples(predictions: path, labels: labels, id: id)
        case .embeddings(let path, let folds, let seed):
            guard let labels else {
                throw InputError(
                    file: path, problem: "embeddings come without labels", remedy: "Give a table with id and label")
            }
            examples = try LabelledExamples(
                embeddings: path, labels: labels, id: id, folds: folds, seed: seed,
                threads: threads ?? Workers.cores, progress: progress)
        }
        let learning = ConfidentLearning(
            labels: examples.labels, probabilities: examples.probabilities, classCount: examples.classes.count)
        try write(learning, examples, to: output)
        let agreement = learning.verdicts.count { $0.margin == 0 }
        return Summary(
            classes: examples.classes, judged: examples.labels.count, withoutPrediction: examples.withoutPrediction,
            suspects: learning.verdicts.count { $0.isSuspect }, joint: learning.joint, thresholds: learning.thresholds,
            agreement: Double(agreement) / Double(max(1, learning.verdicts.count)), output: output)
    }

    private static func write(_ learning: ConfidentLearning, _ examples: LabelledExamples, to path: String) throws {
        let ranking = learning.ranking
        let verdicts = ranking.map { learning.verdicts[$0] }
        let names = examples.classes
        try TableFile.write(
            Table(columns: [
                Column("id", .string(ranking.map { examples.ids[$0] })),
                Column("label", .string(verdicts.map { names[$0.label] })),
                Column("suggested", .string(verdicts.map { names[$0.suggested] })),
                Column(
                    "probability", .double(verdicts.map(\.probability)),
                    description: "Out-of-fold probability of the suggested class"),
                Column(
                    "margin", .double(verdicts.map(\.margin)), description: "That less the probability of the label"),
                Column("is_suspect", .boolean(verdicts.map(\.isSuspect))),
                Column("rank", .int64(ranking.indices.map { Int64($0 + 1) })),
                Column("row", .int64(ranking.map { Int64(examples.rows[$0]) }), description: "In the table of labels"),
            ]), to: path)
    }
}
