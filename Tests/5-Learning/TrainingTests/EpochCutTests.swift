import Testing
import Training

/// Every galaxy once an epoch, whatever the number of ranks; sums in one order.
@Suite struct EpochCutTests {
    static let cuts = [(100, 32, 8), (97, 32, 8), (65, 32, 8), (7, 32, 8), (33, 32, 32), (50, 20, 8), (1, 4, 4)]

    @Test(arguments: cuts, [1, 2, 3, 4, 8]) func everyGalaxyComesOnce(_ sizes: (Int, Int, Int), ranks: Int) {
        let cut = EpochCut(count: sizes.0, batch: sizes.1, part: sizes.2)
        var seen = [Int](repeating: 0, count: sizes.0)
        for step in 0..<cut.steps {
            var parts: [Int] = []
            for rank in 0..<ranks {
                for (number, places) in RankShare(cut, rank: rank, ranks: ranks, keepsParts: true).parts(of: step) {
                    parts.append(number)
                    #expect(places.count <= sizes.2 && !places.isEmpty)
                    #expect(places.count == sizes.2 || places.upperBound == cut.places(of: step).upperBound)
                    for place in places { seen[place] += 1 }
                }
            }
            #expect(parts == Array(0..<cut.parts(of: step)))
            #expect(cut.parts(of: step) <= cut.mostParts)
        }
        #expect(seen.allSatisfy { $0 == 1 })
    }

    /// Where each rank takes its share at once, none is without a galaxy.
    @Test(arguments: [(100, 32), (97, 32), (65, 32), (34, 32), (32, 32), (9, 32)], [1, 2, 3, 4, 8])
    func everyRankHasAShareOfEachStep(_ sizes: (Int, Int), ranks: Int) {
        let cut = EpochCut(count: sizes.0, batch: sizes.1, part: 5, least: ranks)
        var seen = [Int](repeating: 0, count: sizes.0)
        for rank in 0..<ranks {
            let share = RankShare(cut, rank: rank, ranks: ranks, keepsParts: false)
            for step in 0..<cut.steps {
                #expect(!share.parts(of: step).isEmpty)
                for (_, places) in share.parts(of: step) { for place in places { seen[place] += 1 } }
            }
        }
        #expect(seen.allSatisfy { $0 == 1 })
    }

    @Test(arguments: [1, 2, 3, 4, 5, 8, 13]) func nodesCoverWhatARankHas(count: Int) {
        let tree = SumTree(count: count)
        for start in 0..<count {
            for end in start + 1...count {
                let nodes = tree.nodes(within: start..<end)
                #expect(nodes.flatMap(Array.init) == Array(start..<end))
                for node in nodes {
                    guard let (sibling, parent) = tree.family(of: node) else {
                        #expect(node == 0..<count)
                        continue
                    }
                    #expect(parent.count == node.count + sibling.count)
                    #expect(!(start <= parent.lowerBound && parent.upperBound <= end), "\(node) is not the largest")
                }
            }
        }
    }

    /// Four ranks of two parts each hold one node each: nothing more than that goes over the wire.
    @Test func equalSharesAreOneNode() {
        let tree = SumTree(count: 8)
        for rank in 0..<4 { #expect(tree.nodes(within: 2 * rank..<2 * rank + 2) == [2 * rank..<2 * rank + 2]) }
        #expect(tree.halves(of: 0..<5) == (0..<4, 4..<5))
        #expect(tree.halves(of: 0..<6) == (0..<4, 4..<6))
    }
}
