import Files
import LabelAudit
import Randomness
import Tables
import TestSupport
import Testing
import Vectors

/// Wrong labels are found.
struct LabelAuditTests {
    private let folder: TemporaryDirectory

    init() throws { folder = try TemporaryDirectory() }

    /// A standard normal number.
    private func normal(_ generator: inout SeededGenerator) -> Double {
        // The sum of twelve uniform numbers has variance 1.
        (0..<12).reduce(-6) { sum, _ in sum + generator.uniform() }
    }

    /// Made-up embeddings of two classes: `strength` parts them along a direction that many features share, and a second,
    /// stronger one says nothing about the class, as the brightness of galaxies does.
    private func embeddings(
        count: Int, dimension: Int, strength: Double, flips: Double, seed: UInt64
    ) -> (vectors: [Float], labels: [Int], isFlipped: [Bool]) {
        var generator = SeededGenerator(seed)
        let direction = (0..<dimension).map { _ in normal(&generator) / Double(dimension).squareRoot() }
        let nuisance = (0..<dimension).map { _ in normal(&generator) / Double(dimension).squareRoot() * 4 }
        var vectors: [Float] = []
        var (labels, isFlipped): ([Int], [Bool]) = ([], [])
        for _ in 0..<count {
            let truth = generator.index(below: 2)
            let place = (truth == 0 ? -strength : strength) + normal(&generator)
            let other = normal(&generator)
            for feature in 0..<dimension {
                let value = place * direction[feature] + other * nuisance[feature]
                vectors.append(Float(value + 0.1 * normal(&generator)))
            }
            let flipped = generator.chance(flips)
            labels.append(flipped ? 1 - truth : truth)
            isFlipped.append(flipped)
        }
        return (vectors, labels, isFlipped)
    }

    @Test func `Of 2 % planted flips at least 80 % are found, at 70 % precision and more`() throws {
        // The classes overlap: 1 % of the galaxies lie on the wrong side.
        let set = embeddings(count: 3000, dimension: 48, strength: 2.3, flips: 0.02, seed: 5)
        let validation = CrossValidation(
            vectors: set.vectors, dimension: 48, labels: set.labels, classCount: 2, groups: Array(0..<3000), threads: 2)
        let learning = ConfidentLearning(labels: set.labels, probabilities: validation.probabilities, classCount: 2)
        let suspects = learning.verdicts.indices.filter { learning.verdicts[$0].isSuspect }
        let found = suspects.count { set.isFlipped[$0] }
        let planted = set.isFlipped.count { $0 }
        #expect(Double(found) >= 0.8 * Double(planted), "\(found) of \(planted)")
        #expect(Double(found) >= 0.7 * Double(suspects.count), "\(found) of \(suspects.count) suspects")
        let first = learning.ranking.prefix(planted)
        #expect(Double(first.count { set.isFlipped[$0] }) >= 0.75 * Double(planted))
    }

    @Test func `The same seed gives the same probabilities whatever the threads`() {
        let set = embeddings(count: 300, dimension: 20, strength: 1, flips: 0, seed: 6)
        func probabilities(_ threads: Int, seed: UInt64 = 3) -> [Double] {
            CrossValidation(
                vectors: set.vectors, dimension: 20, labels: set.labels, classCount: 2, groups: Array(0..<300),
                seed: seed, threads: threads
            ).probabilities
        }
        let one = probabilities(1)
        #expect(one == probabilities(3))
        #expect(one != probabilities(1, seed: 4))
        let rows = stride(from: 0, to: 600, by: 2).map { one[$0] + one[$0 + 1] }
        #expect(rows.allSatisfy { abs($0 - 1) < 1e-12 })
    }

    @Test func `A galaxy that is there twice is never judged by itself`() {
        // Features are noise: only a copy in another fold could tell the label.
        var generator = SeededGenerator(9)
        let vectors = (0..<(200 * 30)).map { _ in Float(normal(&generator)) }
        let labels = (0..<200).map { _ in generator.index(below: 2) }
        let twice = CrossValidation(
            vectors: vectors + vectors, dimension: 30, labels: labels + labels, classCount: 2,
            groups: Array(0..<200) + Array(0..<200), threads: 2)
        #expect(twice.accuracy < 0.65)
    }

    @Test func `Thresholds, joint and verdicts of confident learning are those of the paper`() {
        // Northcutt et al. 2021, equation 2, by hand: thresholds 0.65 and 0.7.
        let learning = ConfidentLearning(
            labels: [0, 0, 0, 1, 1], probabilities: [0.9, 0.1, 0.8, 0.2, 0.25, 0.75, 0.3, 0.7, 0.3, 0.7], classCount: 2)
        #expect(abs(learning.thresholds[0] - 0.65) < 1e-12 && abs(learning.thresholds[1] - 0.7) < 1e-12)
        #expect(learning.joint == [[2, 1], [0, 2]])
        #expect(learning.verdicts.map(\.isSuspect) == [false, false, true, false, false])
        #expect(learning.verdicts[2].suggested == 1 && abs(learning.verdicts[2].margin - 0.5) < 1e-12)
        #expect(learning.ranking.first == 2)
    }

    @Test func `Predictions with labels give a ranked table`() throws {
        let predictions = try folder.write(
            "predictions.csv",
            "id,file,p_elliptical,p_spiral,class,flag,label\n007,a,0.9,0.1,elliptical,ok,spiral\n8,b,0.1,0.9,spiral,ok,spiral\n"
                + "9,c,0.9,0.1,elliptical,ok,elliptical\n10,d,,,,unreadable,spiral\n11,e,0.2,0.8,spiral,ok,\n"
                + "12,f,0.3,0.7,spiral,ok,spiral\n13,g,0.2,0.8,spiral,ok,spiral\n")
        let output = folder.file("audit.csv")
        let summary = try LabelAudit.perform(labels: nil, source: .predictions(predictions), output: output)
        #expect(summary.judged == 5 && summary.withoutPrediction == 1 && summary.suspects == 1)
        let table = try TableFile.read(output, text: ["id"])
        #expect(
            table.columns.map(\.name) == [
                "id", "label", "suggested", "probability", "margin", "is_suspect", "rank", "row",
            ])
        #expect(try table.texts("id")[0] == "007" && table.texts("suggested")[0] == "elliptical")
        #expect(try table.texts("is_suspect") == ["true", "false", "false", "false", "false"])
        #expect(summary.table().contains("suspect labels: 1"))
    }

    @Test func `Embeddings with a table beside them and a manifest give a ranked table`() throws {
        let set = embeddings(count: 200, dimension: 12, strength: 3, flips: 0.03, seed: 2)
        let matrix = folder.file("E.npy")
        try Npy.write(set.vectors + [Float](repeating: .nan, count: 12), shape: [201, 12], to: matrix)
        try folder.write("E.csv", "id,file\n" + (0...200).map { "g\($0),x\n" }.joined())
        let manifest = try folder.write(
            "m.csv",
            "id,ra,dec,label\n"
                + (0...200).map { "g\($0),\($0),1,\(($0 < 200 ? set.labels[$0] : 0) == 0 ? "E" : "S")\n" }
                .joined())
        let summary = try LabelAudit.perform(
            labels: manifest, source: .embeddings(matrix, folds: 4, seed: 1), output: folder.file("audit.csv"),
            threads: 1)
        #expect(summary.judged == 200 && summary.withoutPrediction == 1)
        let found = try TableFile.read(folder.file("audit.csv")).doubles("row").prefix(summary.suspects)
        let planted = set.isFlipped.count { $0 }
        #expect(found.count { set.isFlipped[Int($0 ?? 1) - 1] } * 10 >= planted * 8)
        try folder.write("E.csv", "id,file\ng1,x\n")
        let error = #expect(throws: InputError.self) {
            try LabelAudit.perform(
                labels: manifest, source: .embeddings(matrix, folds: 4, seed: 1), output: folder.file("a.csv"))
        }
        #expect(error.map { "\($0)" }?.contains("E.csv: it has 1 rows, the matrix") ?? false)
    }

    @Test func `Vectors that are all equal are refused`() throws {
        let matrix = folder.file("same.npy")
        try Npy.write((0..<20).flatMap { _ in [1, 2, 3] as [Float] }, shape: [20, 3], to: matrix)
        try folder.write("same.csv", "id,file\n" + (0..<20).map { "g\($0),x\n" }.joined())
        let manifest = try folder.write(
            "labels.csv", "id,label\n" + (0..<20).map { "g\($0),\($0 % 2 == 0 ? "E" : "S")\n" }.joined())
        let error = #expect(throws: InputError.self) {
            try LabelAudit.perform(
                labels: manifest, source: .embeddings(matrix, folds: 4, seed: 1), output: folder.file("a.csv"))
        }
        #expect(error?.problem.contains("all 20 vectors are equal") == true)
    }

    @Test func `What is wrong with the tables is told`() throws {
        func message(_ predictions: String) throws -> String {
            let path = try folder.write("p.csv", predictions)
            let error = #expect(throws: InputError.self) {
                try LabelAudit.perform(labels: nil, source: .predictions(path), output: folder.file("a.csv"))
            }
            return error.map { "\($0)" } ?? ""
        }
        #expect(try message("id,label,p_a,p_b\n").contains("p.csv: the table has no rows"))
        #expect(try message("id,label,p_a\n1,a,0.5\n2,b,0.5\n").contains("there is no column 'p_b'"))
        #expect(try message("id,label,p_a,p_b\n1,a,0.5,0.5\n").contains("column 'label': every label is 'a'"))
        #expect(try message("id,label,p_a,p_b\n1,,0.5,0.5\n").contains("no row has a label"))
        #expect(
            try message("id,label,p_a,p_b\n1,a,0.5,0.5\n2,b,7,0\n").contains(
                "row 2, column 'p_a': 7.0 is not a probability"))
        #expect(
            try message("id,label,p_a,p_b\n1,a,x,0.5\n2,b,1,0\n").contains("row 1, column 'p_a': 'x' is not a number"))
    }
}
