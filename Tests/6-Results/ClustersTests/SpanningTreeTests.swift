import Clusters
import Neighbours
import Randomness
import Testing
import Vectors

/// Searches and trees against comparing every pair.
@Suite struct SpanningTreeTests {
    /// Points, some of them at one place where `grid` holds.
    private static func points(_ count: Int, _ columns: Int, grid: Bool) -> Matrix {
        var generator = SeededGenerator(UInt64(count), UInt64(columns))
        return Matrix(
            (0..<count * columns).map { _ in
                let value = generator.uniform() + generator.uniform()
                return Float(grid ? (value * 6).rounded() : value)
            }, columnCount: columns)
    }

    private static func squared(_ matrix: Matrix, _ one: Int, _ other: Int) -> Double {
        zip(matrix[one], matrix[other]).reduce(0) { sum, pair in
            let apart = Double(pair.0) - Double(pair.1)
            return sum + apart * apart
        }
    }

    /// Neighbours of each row by distance, then by row.
    private static func ranked(_ matrix: Matrix) -> [[(row: Int, distance: Double)]] {
        (0..<matrix.rowCount).map { row in
            (0..<matrix.rowCount).filter { $0 != row }.map { ($0, squared(matrix, row, $0)) }
                .sorted { ($0.1, $0.0) < ($1.1, $1.0) }
        }
    }

    /// The length of the tree by Prim's algorithm (1957).
    private static func length(_ matrix: Matrix, _ core: [Double]) -> Double {
        var best = [Double](repeating: .infinity, count: matrix.rowCount)
        var isIn = best.map { _ in false }
        var (current, sum) = (0, 0.0)
        for _ in 1..<matrix.rowCount {
            isIn[current] = true
            for row in best.indices where !isIn[row] {
                best[row] = min(best[row], max(squared(matrix, current, row), core[row], core[current]))
            }
            current = best.indices.filter { !isIn[$0] }.min { best[$0] < best[$1] } ?? 0
            sum += best[current].squareRoot()
        }
        return sum
    }

    @Test(arguments: [(2, false), (2, true), (3, false), (7, true), (12, false)])
    func nearestNeighboursAreExact(_ columns: Int, _ grid: Bool) {
        let matrix = Self.points(121, columns, grid: grid)
        let ranked = Self.ranked(matrix)
        let tree = KDTree(matrix)
        let found = tree.nearest(count: 9)
        for row in 0..<matrix.rowCount {
            let expected = ranked[row].prefix(9)
            #expect(found.rows[(row * 9)..<(row * 9 + 9)].map(Int.init) == expected.map(\.row))
        }
        let others = Self.points(20, columns, grid: false)
        let near = tree.nearest(to: others, count: 3)
        for query in 0..<20 {
            let distances = (0..<matrix.rowCount).map { row in
                zip(others[query], matrix[row]).reduce(0.0) { $0 + Double(($1.0 - $1.1) * ($1.0 - $1.1)) }.squareRoot()
            }.sorted().prefix(3)
            #expect(largest(Array(near.distances[(query * 3)..<(query * 3 + 3)]), Array(distances)) < 1e-6)
        }
    }

    @Test(arguments: [(2, false), (2, true), (3, true), (24, false), (24, true), (40, false)])
    func theTreeIsOfLeastLength(_ columns: Int, _ grid: Bool) {
        let matrix = Self.points(110, columns, grid: grid)
        let ranked = Self.ranked(matrix)
        for samples in [1, 5] {
            let core = ranked.map { $0[samples - 1].distance }
            let expected = Self.length(matrix, core)
            let trees = [
                SpanningTree(TreeSearch(KDTree(matrix), neighbours: samples, threads: 1), threads: 1),
                SpanningTree(TreeSearch(KDTree(matrix), neighbours: samples, threads: 3), threads: 3),
                SpanningTree(RowSearch(PackedRows(matrix), neighbours: samples, threads: 2), threads: 2),
            ]
            for tree in trees {
                #expect(tree.edges.count == matrix.rowCount - 1)
                let length = tree.edges.reduce(0) { $0 + $1.length }
                #expect(abs(length - expected) < 1e-9 * expected)
                var sets = UnionFind(matrix.rowCount)
                for edge in tree.edges {
                    let (one, other) = (sets.find(edge.one), sets.find(edge.other))
                    #expect(one != other)
                    sets.unite(one, other)
                    let least = max(
                        Self.squared(matrix, Int(edge.one), Int(edge.other)), core[Int(edge.one)], core[Int(edge.other)]
                    )
                    #expect(abs(edge.length - least.squareRoot()) <= 1e-12 * edge.length)
                }
            }
            // whatever the threads
            #expect(trees[0].edges.map(\.one) == trees[1].edges.map(\.one))
            #expect(trees[0].edges.map(\.other) == trees[1].edges.map(\.other))
        }
    }
}
