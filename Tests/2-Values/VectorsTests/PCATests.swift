import TestSupport
import Testing
import Vectors

@Suite struct PCATests {
    @Test func agreesWithScikitLearn() throws {
        let golden = try VectorGoldens.read()
        let matrix = try Matrix(mapping: VectorGoldens.folder + "float32.npy", ids: (0..<150).map(String.init))
        let pca = PCA(matrix, components: 8)
        #expect(difference(pca.mean.map(Double.init), golden.mean) < 1e-6)
        // Sums of single precision: what is small is right beside what is large.
        let largest = golden.explainedVariance[0]
        #expect(difference(pca.explainedVariance, golden.explainedVariance, scale: largest) < 1e-6)
        #expect(difference(pca.explainedVarianceRatio, golden.explainedVarianceRatio) < 1e-6)
        let reduced = pca.transform(matrix)
        #expect(reduced.rowCount == 150 && reduced.columnCount == 8 && reduced.ids == matrix.ids)
        for number in 0..<6 {
            let found = pca.components[number].map(Double.init)
            let expected = golden.components[number]
            let sign = zip(found, expected).reduce(0) { $0 + $1.0 * $1.1 } < 0 ? -1.0 : 1
            #expect(difference(found.map { $0 * sign }, expected, scale: 0.1) < 1e-4, "\(number)")
            #expect((found.max { abs($0) < abs($1) } ?? 0) > 0)
            let column = (0..<10).map { Double(reduced[$0][number]) * sign }
            #expect(difference(column, golden.transformed.map { $0[number] }, scale: 1) < 1e-4, "\(number)")
        }
    }

    @Test func theThreadsDoNotMatter() throws {
        let matrix = try Matrix(mapping: VectorGoldens.folder + "float32.npy")
        let (one, three) = (PCA(matrix, components: 37, threads: 1), PCA(matrix, components: 37, threads: 3))
        #expect(one.components.withValues { Array($0) } == three.components.withValues { Array($0) })
        #expect(one.explainedVariance == three.explainedVariance)
        #expect(
            one.transform(matrix, threads: 1).withValues { Array($0) }
                == one.transform(matrix, threads: 3).withValues { Array($0) })
    }

    /// Fewer rows than columns, columns that never change, and all rows the same.
    @Test func degenerateMatrices() {
        var generator = SplitMix(state: 5)
        let wide = Matrix((0..<5 * 40).map { _ in Float(generator.next() % 1000) / 500 - 1 }, columnCount: 40)
        let pca = PCA(wide, components: 40)
        #expect(pca.explainedVariance[3] > 1e-3 && pca.explainedVariance[4...].allSatisfy { $0 < 1e-6 })
        #expect(abs(pca.explainedVarianceRatio.reduce(0, +) - 1) < 1e-6)
        let lengths = (0..<40).map { row in pca.components[row].reduce(0) { $0 + $1 * $1 } }
        #expect(lengths.allSatisfy { abs($0 - 1) < 1e-5 })
        let same = PCA(Matrix([1, 2, 1, 2, 1, 2], columnCount: 2), components: 2)
        #expect(same.explainedVariance == [0, 0] && same.explainedVarianceRatio.allSatisfy(\.isNaN))
        let line = PCA(Matrix([0, 0, 7, 3, 4, 7, -3, -4, 7], columnCount: 3), components: 1)
        #expect(line.mean == [0, 0, 7] && abs(line.explainedVariance[0] - 25) < 1e-9)
        #expect(abs(line.components[0][0] - 0.6) < 1e-6 && abs(line.components[0][1] - 0.8) < 1e-6)
    }
}
