import CMachine
import TestSupport
import Testing

/// The inner loops that are compiled for several instruction sets.
@Suite struct ClonesTests {
    /// Every clone that this machine can run gives the bits of the plain one.
    @Test func allGiveTheSameBits() throws {
        var random = SplitMix(state: 11)
        let (length, lanes) = (90, Int(cm_lanes))
        let stride = lanes + 3
        let source = (0..<length * stride).map { _ in Float(random.next() >> 40) * 0x1p-12 - 700 }
        let stretches = [
            cm_stretches(start: 3.3, skew: 0.07, step: 1.37, count: 55),
            cm_stretches(start: -4.2, skew: -0.31, step: 0.21, count: 400),
            cm_stretches(start: 88.6, skew: 1.9, step: -3.7, count: 25),
        ]
        var results: [[Float]?] = []
        for clone in 0..<Int32(cm_clones) {
            var all: [Float]? = []
            for part in stretches {
                var target = [Float](repeating: .nan, count: part.count * lanes)
                let runs = cm_column_means_by(clone, source, stride, length, part, 1.5, &target, lanes)
                #expect(target.allSatisfy(\.isNaN) == !runs)
                all = runs ? (all ?? []) + target : nil
            }
            results.append(all)
        }
        let plain = try #require(results[Int(cm_clones) - 1])
        for clone in results.compactMap({ $0 }) {
            #expect(clone.map(\.bitPattern) == plain.map(\.bitPattern))
        }
        var best = [Float](repeating: 0, count: stretches[0].count * lanes)
        cm_column_means(source, stride, length, stretches[0], 1.5, &best, lanes)
        #expect(best.map(\.bitPattern) == plain[..<best.count].map(\.bitPattern))
        #expect(!cm_column_means_by(Int32(cm_clones), source, stride, length, stretches[0], 1.5, &best, lanes))
    }
}
