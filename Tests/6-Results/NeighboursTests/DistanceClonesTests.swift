import CMachine
import TestSupport
import Testing

/// The distances that are compiled for several instruction sets.
@Suite struct DistanceClonesTests {
    @Test(arguments: [1, 7, 16, 37, 64, 100, 128, 1_000])
    func allGiveTheSameBits(dimension: Int) throws {
        var random = SplitMix(state: 5)
        let count = 9
        let rows = (0..<count * dimension).map { _ in Float(random.next() >> 40) * 0x1p-20 - 8 }
        let query = Array(rows[..<dimension].reversed())
        let which: [Int32] = [8, 0, 3, 3, 7, 1, 2]
        for metric in [cm_squared_euclidean, cm_cosine] {
            var results: [[Float]] = []
            for clone in 0..<Int32(cm_clones) {
                var (all, some) = ([Float](repeating: .nan, count: count), [Float](repeating: .nan, count: which.count))
                guard cm_distances_by(clone, query, rows, dimension, nil, count, metric, &all) else {
                    #expect(all.allSatisfy { $0.isNaN })
                    continue
                }
                #expect(cm_distances_by(clone, query, rows, dimension, which, which.count, metric, &some))
                #expect(some == which.map { all[Int($0)] })
                results.append(all)
            }
            let plain = try #require(results.last)
            for result in results { #expect(result.map(\.bitPattern) == plain.map(\.bitPattern)) }
            var best = plain
            cm_distances(query, rows, dimension, nil, count, metric, &best)
            #expect(best.map(\.bitPattern) == plain.map(\.bitPattern))
            for row in 0..<count {
                let exact = NeighbourData.distance(
                    query, Array(rows[row * dimension..<(row + 1) * dimension]), isCosine: metric == cm_cosine)
                let found = metric == cm_cosine ? Double(plain[row]) : Double(plain[row]).squareRoot()
                #expect(abs(found - exact) <= 1e-5 * max(1, exact))
            }
        }
        var none = [Float](repeating: 0, count: count)
        #expect(!cm_distances_by(Int32(cm_clones), query, rows, dimension, nil, count, cm_cosine, &none))
    }
}
