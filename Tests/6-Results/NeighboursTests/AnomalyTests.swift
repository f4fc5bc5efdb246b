import Foundation
import Neighbours
import Testing
import Vectors

@Suite struct AnomalyTests {
    private static let folder =
        URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "Goldens/forest/").path + "/"

    private func ranks(_ values: [Float]) -> [Double] {
        var ranks = [Double](repeating: 0, count: values.count)
        for (rank, row) in values.indices.sorted(by: { values[$0] < values[$1] }).enumerated() {
            ranks[row] = Double(rank)
        }
        return ranks
    }

    private func correlation(_ left: [Float], _ right: [Float]) -> Double {
        let (a, b) = (ranks(left), ranks(right))
        let mean = Double(a.count - 1) / 2
        let both = zip(a, b).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
        return both / a.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    }

    @Test func theForestRanksAsScikitLearn() throws {
        let vectors = try Matrix(mapping: Self.folder + "vectors.npy")
        let golden = try Matrix(mapping: Self.folder + "scores.npy").withValues { Array($0) }
        let scores = IsolationForest(of: vectors, trees: 300, seed: 1).scores(vectors)
        #expect(correlation(scores, golden) > 0.97)
        #expect(zip(scores, golden).allSatisfy { abs($0 - $1) < 0.03 })
        let few = IsolationForest(of: vectors, seed: 1).scores(vectors)
        #expect(correlation(few, golden) > 0.9)
        #expect(IsolationForest(of: vectors, seed: 1, threads: 1).scores(vectors, threads: 1) == few)
        #expect(IsolationForest(of: vectors, seed: 2).scores(vectors) != few)
    }

    @Test func constantAndMissingRowsAreNoAnomalies() throws {
        let same = Matrix([Float](repeating: 3, count: 40), columnCount: 4)
        #expect(Set(IsolationForest(of: same).scores(same)).count == 1)
        let none = Matrix([Float](repeating: .nan, count: 40), columnCount: 4)
        #expect(IsolationForest(of: none).scores(none).allSatisfy { $0.isNaN })
        #expect(try NeighbourDistance.scores(none, by: .euclidean, count: 3).allSatisfy { $0.isNaN })
    }

    @Test func farNeighboursAreAnAnomaly() throws {
        let few = NeighbourData.matrix(500)
        var values = few.withValues { Array($0) }
        for column in 0..<24 { values[77 * 24 + column] += 9 }
        let matrix = Matrix(values, columnCount: 24)
        let scores = try NeighbourDistance.scores(matrix, by: .euclidean, count: 5)
        #expect(scores.indices.max { scores[$0] < scores[$1] } == 77)
        let exact = (0..<500).filter { $0 != 4 }.map {
            NeighbourData.distance(matrix[4], matrix[$0], isCosine: false)
        }
        let mean = exact.sorted().prefix(5).reduce(0, +) / 5
        #expect(abs(Double(scores[4]) - mean) < 1e-5)
        let nearly = try NeighbourDistance.scores(NeighbourIndex(of: matrix, by: .euclidean), count: 5)
        #expect(zip(scores, nearly).allSatisfy { abs($0 - $1) < 0.03 })
        let forest = IsolationForest(of: matrix).scores(matrix)
        #expect(forest.indices.max { forest[$0] < forest[$1] } == 77)
    }
}
