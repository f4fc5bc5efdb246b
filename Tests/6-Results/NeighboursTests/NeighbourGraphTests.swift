import CMachine
import Neighbours
import Randomness
import Testing
import Vectors

/// The exact graph against the plain definition: all distances, sorted.
@Suite(.serialized) struct NeighbourGraphTests {
    static func random(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
        var generator = SeededGenerator(seed)
        return Matrix((0..<(rows * columns)).map { _ in Float(generator.uniform()) }, columnCount: columns)
    }

    /// Distances of all rows from one, and their order: nearest first, of equal ones the lower row.
    static func byDefinition(
        _ vector: [Float], _ points: Matrix, leavingOut own: Int?, count: Int
    ) -> [(row: Int, distance: Double)] {
        (0..<points.rowCount).filter { $0 != own }.map { row in
            let squared = zip(vector, points[row]).reduce(0) { sum, pair in
                sum + (Double(pair.0) - Double(pair.1)) * (Double(pair.0) - Double(pair.1))
            }
            return (row, squared.squareRoot())
        }.sorted { ($0.1, $0.0) < ($1.1, $1.0) }.prefix(count).map { $0 }
    }

    @Test(arguments: [(50, 3, 7), (301, 17, 30), (77, 300, 76), (2, 1, 1)])
    func sameAsAllDistancesSorted(rows: Int, columns: Int, count: Int) throws {
        let matrix = Self.random(rows, columns, seed: 1)
        let graph = try NeighbourGraph.exact(matrix, count: count)
        #expect(graph.rowCount == rows && graph.count == count)
        for row in 0..<rows {
            let expected = Self.byDefinition(matrix[row], matrix, leavingOut: row, count: count)
            #expect(graph.neighbours(of: row).map(Int.init) == expected.map(\.row))
            for (rank, neighbour) in expected.enumerated() {
                #expect(abs(Double(graph.distances[row * count + rank]) - neighbour.distance) < 1e-5)
            }
        }
    }

    @Test func otherPointsMayBeTheSame() throws {
        let points = Self.random(130, 20, seed: 2)
        let queries = points.gathered([5, 129, 0])
        let graph = try NeighbourGraph.exact(of: queries, among: points, count: 4)
        #expect([0, 1, 2].map { graph.indices[$0 * 4] } == [5, 129, 0])
        for row in 0..<3 {
            let expected = Self.byDefinition(queries[row], points, leavingOut: nil, count: 4)
            #expect(graph.neighbours(of: row).map(Int.init) == expected.map(\.row))
        }
    }

    /// Far from the origin, and in tight groups, products of vectors say little about distances.
    @Test func roundingLosesNoNeighbour() throws {
        var generator = SeededGenerator(3)
        var values: [Float] = []
        for row in 0..<200 {
            let place = Float(1000 * (row % 2)) + Float(row / 10) * 0.01
            for column in 0..<40 { values.append(place + Float(column) + Float(generator.uniform()) * 0.001) }
        }
        let matrix = Matrix(values, columnCount: 40)
        let graph = try NeighbourGraph.exact(matrix, count: 5)
        for row in 0..<200 {
            let own = Self.byDefinition(matrix[row], matrix, leavingOut: row, count: 5)
            for (rank, neighbour) in own.enumerated() {
                #expect(abs(Double(graph.distances[row * 5 + rank]) - neighbour.distance) <= 1e-4 * neighbour.distance)
            }
        }
    }

    @Test func duplicatesComeInOrderOfTheirRows() throws {
        let matrix = Matrix((0..<300).flatMap { [Float($0 % 3) * 0.1, 5, Float($0 % 3)] }, columnCount: 3)
        let graph = try NeighbourGraph.exact(matrix, count: 4)
        #expect(graph.neighbours(of: 0).map(Int.init) == [3, 6, 9, 12])
        #expect(graph.neighbours(of: 3).map(Int.init) == [0, 6, 9, 12])
        #expect(graph.distances.allSatisfy { $0 == 0 })
    }

    @Test func threadsAndMachinesChangeNothing() throws {
        let matrix = Self.random(700, 70, seed: 4)
        let graph = try NeighbourGraph.exact(matrix, count: 12, threads: 1)
        #expect(try NeighbourGraph.exact(matrix, count: 12, threads: 3) == graph)
        defer { cm_ask_clone(-1) }
        for clone in 0..<Int32(cm_clones) {
            cm_ask_clone(clone)
            #expect(try NeighbourGraph.exact(matrix, count: 12) == graph)
        }
        #expect(graph.prefix(3).neighbours(of: 699) == graph.neighbours(of: 699).prefix(3))
    }
}
