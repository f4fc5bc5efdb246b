import Clusters
import Randomness
import Testing
import Vectors

@Suite struct ClusterTests {
    /// Three round groups in so many columns, the second twice as large.
    private static func groups(_ columns: Int, each: Int = 60) -> (matrix: Matrix, classes: [Int32]) {
        var generator = SeededGenerator(17, UInt64(columns))
        var (values, classes) = ([Float](), [Int32]())
        for number in 0..<4 * each {
            let group = number % 4 == 3 ? 1 : number % 4
            classes.append(Int32(group))
            for column in 0..<columns {
                let centre: Float = column % 3 == group ? 8 : 0
                values.append(centre + Float(generator.uniform() + generator.uniform() + generator.uniform()))
            }
        }
        return (Matrix(values, columnCount: columns), classes)
    }

    @Test(arguments: [3, 30]) func everyMethodFindsClearGroups(_ columns: Int) throws {
        let (matrix, classes) = Self.groups(columns)
        let density = HDBSCAN(matrix, minimumSize: 20, minimumSamples: 5)
        let means = try KMeans(matrix, clusters: 3, restarts: 2, seed: 1)
        let mixture = try GaussianMixture(matrix, components: 3, covariance: .diagonal, seed: 1)
        for labels in [density.labels, means.labels, mixture.labels] {
            #expect(Agreement(labels, classes).adjustedRand == 1)
            // the largest comes first
            #expect(labels.count { $0 == 0 } == 120)
        }
        #expect(density.clusterCount == 3)
        #expect(Silhouette(matrix, classes).mean > 0.5)
    }

    @Test func threadsChangeNothing() throws {
        let matrix = Self.groups(9, each: 700).matrix
        func all(_ threads: Int) throws -> ([Int32], [Float], [Int32], Matrix, Double, [Double]) {
            let density = HDBSCAN(matrix, minimumSize: 20, minimumSamples: 5, threads: threads)
            let means = try KMeans(matrix, clusters: 7, restarts: 2, seed: 3, threads: threads)
            let mixture = try GaussianMixture(matrix, components: 3, restarts: 1, seed: 3, threads: threads)
            return (
                density.labels, density.outlierScores, means.labels, means.centres,
                Silhouette(matrix, means.labels, most: 500, threads: threads).mean, mixture.covariances[0]
            )
        }
        let (one, several) = (try all(1), try all(3))
        #expect(one.0 == several.0 && one.1 == several.1 && one.2 == several.2)
        #expect((0..<7).allSatisfy { one.3[$0] == several.3[$0] })
        #expect(one.4 == several.4 && one.5 == several.5)
    }

    @Test func pointsAtOnePlaceMakeNoNumbersUp() throws {
        let values: [Float] = (0..<40).flatMap { [$0 < 20 ? 0 : $0 < 30 ? 5 : Float($0), 0] }
        let matrix = Matrix(values, columnCount: 2)
        let density = HDBSCAN(matrix, minimumSize: 5, minimumSamples: 3)
        #expect((density.probabilities + density.outlierScores).allSatisfy { (0...1).contains($0) })
        #expect(density.clusterCount >= 2)
        #expect(density.labels[0..<20].allSatisfy { $0 == 0 })
        let equal = HDBSCAN(Matrix([Float](repeating: 1, count: 60), columnCount: 3), minimumSize: 5)
        #expect(equal.clusterCount == 0 && equal.labels.allSatisfy { $0 == -1 })
        let error = #expect(throws: TooFewDistinctRows.self) { try KMeans(matrix, clusters: 13) }
        #expect(error?.distinct == 12 && error?.clusters == 13)
        #expect(try KMeans(matrix, clusters: 12, restarts: 1).inertia < 1e-6)
        let two = HDBSCAN(Matrix([0, 1], columnCount: 1), minimumSize: 2)
        #expect(two.labels.count == 2)
    }

    @Test func agreementOfWhatIsTheSameAndOfWhatIsNot() {
        let labels: [Int32] = [0, 0, 1, 1, -1, 2]
        let renamed: [Int32] = [2, 2, 0, 0, 1, 1]
        let same = Agreement(labels, renamed)
        #expect(same.rows == 5 && same.adjustedRand == 1 && same.purity == 1)
        #expect(abs(same.normalisedMutualInformation - 1) < 1e-12)
        let one = Agreement([0, 0, 0, 0], [0, 1, 0, 1])
        #expect(one.adjustedRand == 0 && one.purity == 0.5 && one.normalisedMutualInformation == 0)
        #expect(Agreement([-1], [0]).adjustedRand.isNaN)
    }

    @Test func aLargeSetIsSampledForItsSilhouette() {
        let (matrix, classes) = Self.groups(5, each: 300)
        let (whole, part) = (Silhouette(matrix, classes), Silhouette(matrix, classes, most: 400, seed: 2))
        #expect(part.rows == 400 && part.ofRows == 1200 && whole.rows == 1200)
        #expect(abs(whole.mean - part.mean) < 0.02)
        #expect(Silhouette(matrix, classes.map { _ in 0 }).mean.isNaN)
    }

    @Test func subsamplesOfClearGroupsAgree() throws {
        let matrix = Self.groups(4).matrix
        let clear = try Stability(matrix, subsamples: 4) { rows, number in
            try KMeans(rows, clusters: 3, seed: UInt64(number)).labels
        }
        #expect(clear.mean == 1 && clear.agreements.count == 6 && clear.rows == 192)
        #expect(clear.clusterCounts == [3, 3, 3, 3] && clear.interval == 1...1)
        var generator = SeededGenerator(1)
        let chance = Stability(matrix, subsamples: 4) { rows, _ in
            (0..<rows.rowCount).map { _ in Int32(generator.index(below: 3)) }
        }
        #expect(abs(chance.mean) < 0.1)
    }
}
