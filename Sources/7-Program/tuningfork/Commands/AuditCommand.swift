import ArgumentParser
import Files
import LabelAudit
import Manifests
import Process
import Sky
import Tables

/// `tuningfork audit`
struct AuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Look for leaks between sets, and for wrong labels.",
        subcommands: [Leaks.self, Labels.self])

    /// `tuningfork audit leaks`
    struct Leaks: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Find galaxies that stand in a training and in a test set.",
            discussion: """
                The same galaxy means the same identifier, however it is spelled, unless the positions are far apart; the \
                same image file; or positions within the radius. Rows without a position are listed beside the output \
                (NAME_problems.csv). Exit code 65 when there are any leaks.
                """)

        @Option(
            parsing: .upToNextOption, help: ArgumentHelp("Manifests to train and validate on.", valueName: "table"))
        var training: [String]

        @Option(parsing: .upToNextOption, help: ArgumentHelp("Manifests to test on.", valueName: "table"))
        var test: [String]

        @Option(help: ArgumentHelp("Positions within it are those of one galaxy.", valueName: "arcsec"))
        var radiusArcsec = 1.0

        @Option(help: ArgumentHelp("Table of the leaks to write.", valueName: "table"))
        var output: String?

        @OptionGroup var identifier: IdentifierOption

        @OptionGroup var reporting: ReportingOptions

        func run() throws {
            try OutputFiles.check([output], tables: training + test)
            let progress = reporting.progress
            var problems: [ProblemList.Part] = []
            func galaxies(_ paths: [String], _ name: String) throws -> [Leak.Galaxy] {
                try paths.flatMap { path in
                    let (galaxies, rows) = try LeakAudit.read(path, id: identifier.id)
                    problems.append(.init(table: name, file: path, rows: rows))
                    if let first = rows.first {
                        progress.warn(
                            "\(path): \(rows.count) of \(galaxies.count) rows have no position and are compared by "
                                + "identifier and image; the first is row \(first.row): \(first.text)")
                    }
                    return galaxies
                }
            }
            let (training, test) = try (galaxies(training, "training"), galaxies(test, "test"))
            let audit = LeakAudit(training: training, test: test, radius: Angle(arcseconds: radiusArcsec))
            if let output {
                let list = try ProblemList.write(problems, to: TableFile.stem(of: output) + "_problems.csv")
                if let list { progress.warn("these rows are listed in \(list)") }
            }
            if let output { try audit.write(to: output) }
            print("\(training.count) training and \(test.count) test galaxies: \(audit.leaks.count) leaks")
            if let first = audit.leaks.first {
                throw InputError(
                    file: first.test.set, row: first.test.row,
                    problem:
                        "'\(first.test.id)' is '\(first.training.id)' of \(first.training.set), row \(first.training.row)",
                    remedy: "Remove it from one of the two, and the others too" + (output.map { " (\($0))" } ?? ""))
            }
        }
    }

    /// `tuningfork audit labels`
    struct Labels: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Rank labels by how surely they are wrong (confident learning).",
            discussion: """
                Compares labels with probabilities by models that have not learnt from them: those of --predictions (as \
                classify writes; use a model that was trained on other galaxies), or those of logistic regression on \
                --embeddings (as embed writes), each galaxy judged by a model fitted to the other folds.
                """)

        @Option(help: ArgumentHelp("Table with id and label; else the labels in the predictions.", valueName: "table"))
        var manifest: String?

        @Option(help: ArgumentHelp("Table with id and p_CLASS columns.", valueName: "table"))
        var predictions: String?

        @Option(help: ArgumentHelp("Matrix of embeddings (.npy), with its table beside it.", valueName: "file"))
        var embeddings: String?

        @OptionGroup var identifier: IdentifierOption

        @Option(help: ArgumentHelp("Folds of the cross-validation.", valueName: "n"))
        var folds = 5

        @Option(help: ArgumentHelp("Seed of the folds.", valueName: "n"))
        var seed: UInt64 = 0

        @Option(help: ArgumentHelp("Ranked table to write.", valueName: "table"))
        var output = "label_audit.csv"

        @Option(help: ArgumentHelp("Write the counts as JSON.", valueName: "file"))
        var json: String?

        @OptionGroup var reporting: ReportingOptions

        func validate() throws {
            guard (predictions == nil) != (embeddings == nil) else {
                throw ValidationError("Give --predictions or --embeddings.")
            }
            if embeddings != nil && manifest == nil { throw ValidationError("--embeddings needs --manifest.") }
            if folds < 2 { throw ValidationError("--folds must be 2 or more.") }
        }

        func run() throws {
            try OutputFiles.check(
                [output, json],
                tables: [manifest, predictions], inputs: [embeddings, embeddings.map(EmbeddingFile.table(beside:))])
            let source: LabelAudit.Source
            if let embeddings {
                source = .embeddings(embeddings, folds: folds, seed: seed)
            } else {
                source = .predictions(predictions ?? "")
            }
            let summary = try LabelAudit.perform(
                labels: manifest, id: identifier.id, source: source, output: output, progress: reporting.progress)
            if let json { try JSONFile.write(summary, to: json) }
            print(summary.table())
            print(output)
        }
    }
}
