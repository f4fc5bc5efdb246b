import Maps
import Neighbours
import Testing
import Vectors

@Suite struct AffinitiesTests {
    private func dense(_ affinities: Affinities, columns: Int) -> [Float] {
        var values = [Float](repeating: 0, count: affinities.rowCount * columns)
        for row in 0..<affinities.rowCount {
            for entry in affinities.starts[row]..<affinities.starts[row + 1] {
                values[row * columns + Int(affinities.columns[entry])] = affinities.weights[entry]
            }
        }
        return values
    }

    private func expectSame(_ values: [Float], _ golden: Matrix) {
        golden.withValues { golden in
            #expect(values.count == golden.count)
            for (value, expected) in zip(values, golden) {
                let difference = abs(value - expected)
                guard difference > 1e-8 + 1e-4 * expected else { continue }
                #expect(value == expected)
                return
            }
        }
    }

    @Test func jointAsOpenTSNE() throws {
        let vectors = try MapGoldens.matrix("vectors")
        let count = Affinities.neighbours(for: [10], points: vectors.rowCount)
        #expect(count == 30)
        let affinities = Affinities(try NeighbourGraph.exact(vectors, count: count), perplexities: [10])
        expectSame(dense(affinities, columns: vectors.rowCount), try MapGoldens.matrix("affinities"))
        #expect(abs(affinities.sum - 1) < 1e-5)
    }

    @Test func severalScalesAsOpenTSNE() throws {
        let vectors = try MapGoldens.matrix("vectors")
        let count = Affinities.neighbours(for: [5, 20], points: vectors.rowCount)
        let affinities = Affinities(try NeighbourGraph.exact(vectors, count: count), perplexities: [5, 20])
        expectSame(dense(affinities, columns: vectors.rowCount), try MapGoldens.matrix("multiscale"))
    }

    @Test func newPointsAsOpenTSNE() throws {
        let (vectors, new) = (try MapGoldens.matrix("vectors"), try MapGoldens.matrix("new_vectors"))
        let graph = try NeighbourGraph.exact(of: new, among: vectors, count: 15)
        let affinities = Affinities(ofNew: graph, perplexities: [5])
        expectSame(dense(affinities, columns: vectors.rowCount), try MapGoldens.matrix("new_affinities"))
    }

    @Test func symmetricWhateverTheThreads() throws {
        let (vectors, _) = MapGoldens.groups(3000, columns: 5, groups: 4, seed: 1)
        let graph = try NeighbourGraph.exact(vectors, count: 15)
        let affinities = Affinities(graph, perplexities: [5], threads: 1)
        #expect(affinities == Affinities(graph, perplexities: [5], threads: 3))
        var entries: [SIMD2<Int32>: Float] = [:]
        for row in 0..<affinities.rowCount {
            for entry in affinities.starts[row]..<affinities.starts[row + 1] {
                entries[SIMD2(Int32(row), affinities.columns[entry])] = affinities.weights[entry]
            }
        }
        #expect(entries.allSatisfy { entries[SIMD2($0.key.y, $0.key.x)] == $0.value })
    }

    /// Where all neighbours are equally far, none counts more.
    @Test func duplicatesShareEvenly() {
        let graph = NeighbourGraph(
            indices: [1, 2, 0, 2, 0, 1], distances: [Float](repeating: 0, count: 6), count: 2)
        let affinities = Affinities(graph, perplexities: [1])
        #expect(affinities.weights.allSatisfy { abs($0 - 1.0 / 6) < 1e-6 })
    }
}
