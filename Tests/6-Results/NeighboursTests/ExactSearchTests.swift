import Files
import Neighbours
import TestSupport
import Testing
import Vectors

@Suite struct ExactSearchTests {
    @Test(arguments: NeighbourMetric.allCases)
    func theNearestAreThoseOfTheDefinition(metric: NeighbourMetric) {
        let matrix = NeighbourData.matrix(3_000, 37)
        let search = ExactSearch(matrix, by: metric)
        let queries = [matrix[17], matrix[2_999].map { $0 + 0.1 }]
        let found = search.nearest(to: queries, count: 25)
        for (query, neighbours) in zip(queries, found) {
            let exact = (0..<3_000).map {
                NeighbourData.distance(query, matrix[$0], isCosine: metric == .cosine)
            }
            let order = exact.indices.sorted { exact[$0] < exact[$1] }.prefix(25)
            #expect(Set(neighbours.map(\.row)) == Set(order))
            #expect(zip(neighbours, neighbours.dropFirst()).allSatisfy { $0.distance <= $1.distance })
            for neighbour in neighbours {
                #expect(abs(Double(neighbour.distance) - exact[neighbour.row]) < 1e-4)
            }
        }
        #expect(search.nearest(to: queries, count: 25, threads: 1) == found)
        #expect(search.nearest(to: [queries[1]], count: 25) == [found[1]])
    }

    @Test func tiesGoByRowAndVectorsThatAreNoneAreLeftOut() {
        let nothing = [Float](repeating: .nan, count: 3)
        let matrix = Matrix(
            nothing + [1, 0, 0] + [0, 0, 0] + [1, 0, 0] + [Float.infinity, 0, 0] + [1, 0, 0] + [2, 0, 0], columnCount: 3
        )
        let euclidean = ExactSearch(matrix, by: .euclidean).nearest(to: [[1, 0, 0]], count: 99)[0]
        #expect(euclidean.map(\.row) == [1, 3, 5, 2, 6] && euclidean.map(\.distance) == [0, 0, 0, 1, 1])
        // Zeros have no direction.
        let cosine = ExactSearch(matrix, by: .cosine).nearest(to: [[1, 0, 0], nothing], count: 99)
        #expect(cosine[0].map(\.row) == [1, 3, 5, 6] && cosine[1].isEmpty)
    }

    @Test func aMappedMatrixIsSearched() throws {
        let directory = try TemporaryDirectory()
        let matrix = NeighbourData.matrix(500)
        try matrix.write(to: directory.file("m.npy"))
        let mapped = try Matrix(mapping: directory.file("m.npy"))
        let query = [matrix[3]]
        #expect(
            ExactSearch(mapped, by: .euclidean).nearest(to: query, count: 5)
                == ExactSearch(matrix, by: .euclidean).nearest(to: query, count: 5))
    }

    /// More than a piece of a mapped file, whose pages are given back on the way.
    @Test func pagesGivenBackChangeNothing() throws {
        let directory = try TemporaryDirectory()
        let matrix = NeighbourData.matrix(90_000, 112)
        try matrix.write(to: directory.file("vectors.npy"))
        let mapped = try Matrix(mapping: directory.file("vectors.npy"))
        let queries = [matrix[17], matrix[89_999]]
        let expected = ExactSearch(matrix, by: .euclidean).nearest(to: queries, count: 9)
        let found = ExactSearch(mapped, by: .euclidean, keepsPages: false).nearest(to: queries, count: 9, threads: 1)
        #expect(found == expected && found[1][0].row == 89_999)
    }
}
