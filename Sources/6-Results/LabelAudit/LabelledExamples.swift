internal import Files
import Manifests
import Process
import Sky
import Tables

/// Labelled galaxies with their out-of-fold probabilities, put together from files.
struct LabelledExamples {
    /// Class names in alphabetical order.
    let classes: [String]
    let ids: [String]
    /// Row of each in the table of labels, 1 is the first.
    let rows: [Int]
    /// Class number of each.
    let labels: [Int]
    /// Axes (example, class), row-major.
    let probabilities: [Double]
    /// Labelled galaxies that have no probabilities.
    let withoutPrediction: Int

    /// Labels of a table, empty cells left out.
    private struct Labels {
        let table: Table
        let ids, labels: [String]
        let classes: [String]
        /// Rows with a label, 0 is the first.
        let rows: [Int]

        init(_ path: String, id: String?) throws {
            table = try IdentifierColumn.read(path, text: GalaxyColumn.literalNames, named: [id].compactMap(\.self))
            guard table.rowCount > 0 else {
                throw InputError(file: path, problem: "the table has no rows", remedy: "List one galaxy a row")
            }
            ids = try IdentifierColumn.required(in: table.columns.map(\.info), path: path, named: id)
                .column(of: table).texts
            labels = try table.texts("label")
            let labels = labels
            rows = labels.indices.filter { !labels[$0].isEmpty }
            classes = Set(rows.map { labels[$0] }).sorted()
            guard classes.count >= 2 else {
                throw InputError(
                    file: path, column: "label",
                    problem: classes.isEmpty ? "no row has a label" : "every label is '\(classes[0])'",
                    remedy: "Labels can be judged where there are at least two classes")
            }
        }
    }

    /// Joins predictions and labels by id; without a table of labels those of the predictions are taken.
    init(predictions path: String, labels labelPath: String?, id: String?) throws {
        let labels = try Labels(labelPath ?? path, id: id)
        let table = try IdentifierColumn.read(
            path, text: GalaxyColumn.literalNames, named: [labelPath == nil ? id : nil].compactMap(\.self))
        guard table.rowCount > 0 else {
            throw InputError(file: path, problem: "the table has no rows", remedy: "Give predictions")
        }
        let columns = try PredictionColumns(classes: labels.classes).probabilities(of: table)
        let ids = try IdentifierColumn.required(
            in: table.columns.map(\.info), path: path, named: labelPath == nil ? id : nil
        ).column(of: table).texts
        if let first = columns.first, let own = first.first, own != nil, table.rowCount > 1,
            columns.allSatisfy({ $0.allSatisfy { cell in cell == own } })
        {
            Notice.report("\(path): all probabilities are equal, so that they say nothing about the labels.")
        }
        // Without a table of its own a label stands in the row of its prediction.
        let places = labelPath == nil ? nil : Dictionary(zip(ids, ids.indices), uniquingKeysWith: { first, _ in first })
        var chosen: [(row: Int, probabilities: [Double])] = []
        for row in labels.rows {
            guard let place = places.map({ $0[labels.ids[row]] }) ?? row else { continue }
            let own = columns.compactMap { $0[place] }
            let total = own.reduce(0, +)
            // Unreadable images have no probabilities.
            guard own.count == columns.count, total > 0 else { continue }
            chosen.append((row, own.map { $0 / total }))
        }
        try self.init(labels, chosen, path: path)
    }

    /// Makes the probabilities from embeddings by cross-validation; one galaxy (id, or position within 1 arcsec) is never
    /// in two folds.
    init(
        embeddings path: String, labels labelPath: String, id: String?, folds: Int, seed: UInt64, threads: Int,
        progress: ProgressReporter
    ) throws {
        let labels = try Labels(labelPath, id: id)
        let vectors = try EmbeddingFile(path)
        var places: [String: Int] = [:]
        for (place, id) in vectors.ids.enumerated() where vectors.isFinite[place] && places[id] == nil {
            places[id] = place
        }
        let rows = labels.rows.filter { places[labels.ids[$0]] != nil }
        let numbers = Dictionary(uniqueKeysWithValues: labels.classes.enumerated().map { ($1, $0) })
        let classNumbers = rows.map { numbers[labels.labels[$0]] ?? 0 }
        for (number, name) in labels.classes.enumerated() {
            let count = classNumbers.count { $0 == number }
            guard count >= 2 * folds else {
                throw InputError(
                    file: labelPath, column: "label",
                    problem: "\(count) galaxies with a vector are labelled '\(name)': too few for \(folds) folds",
                    remedy: "Take fewer folds, or leave the class out")
            }
        }
        let infos = labels.table.columns.map(\.info)
        let positions =
            try PositionColumns.find(in: infos, path: labelPath)?.positions(of: labels.table)
            ?? labels.ids.map { _ in nil }
        let objects = SkyObjects(keys: [rows.map { labels.ids[$0] }], positions: rows.map { positions[$0] })
        var matrix: [Float] = []
        matrix.reserveCapacity(rows.count * vectors.dimension)
        for row in rows { matrix += vectors.vector(places[labels.ids[row]] ?? 0) }
        guard
            rows.contains(where: {
                vectors.vector(places[labels.ids[$0]] ?? 0) != Array(matrix.prefix(vectors.dimension))
            })
        else {
            throw InputError(
                file: path, problem: "all \(rows.count) vectors are equal: nothing can be told from them",
                remedy: "Look at the images that embed was given, and at its weights")
        }
        progress.say("Cross-validating \(rows.count) galaxies with \(vectors.dimension) features in \(folds) folds")
        let validation = CrossValidation(
            vectors: matrix, dimension: vectors.dimension, labels: classNumbers, classCount: labels.classes.count,
            groups: objects.groups(within: Angle(arcseconds: 1)).groups, folds: folds, seed: seed, threads: threads,
            progress: progress)
        let count = labels.classes.count
        let chosen = rows.enumerated().map { place, row in
            (row: row, probabilities: Array(validation.probabilities[(place * count)..<((place + 1) * count)]))
        }
        try self.init(labels, chosen, path: path)
    }

    private init(_ all: Labels, _ chosen: [(row: Int, probabilities: [Double])], path: String) throws {
        guard !chosen.isEmpty else {
            throw InputError(
                file: path, problem: "it knows none of the labelled galaxies",
                remedy: "Give labels and predictions with the same identifiers")
        }
        let numbers = Dictionary(uniqueKeysWithValues: all.classes.enumerated().map { ($1, $0) })
        classes = all.classes
        ids = chosen.map { all.ids[$0.row] }
        rows = chosen.map { $0.row + 1 }
        labels = chosen.map { numbers[all.labels[$0.row]] ?? 0 }
        probabilities = chosen.flatMap(\.probabilities)
        withoutPrediction = all.rows.count - chosen.count
    }
}
