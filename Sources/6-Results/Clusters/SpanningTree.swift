package import Neighbours
package import Process

/// The minimum spanning tree of points by their mutual reachability distances, by Borůvka's algorithm (1926) with what is
/// known of each point kept from round to round: an edge that is its shortest one to the outside stays that until its other
/// end is inside, and what was no nearer than a bound never comes nearer, for components only grow.
///
/// The same points give the same tree, whatever the threads. Where edges are equally long there are several minimum trees;
/// this is one of them.
package struct SpanningTree {
    /// An edge between two rows; the distance is not squared.
    package struct Edge {
        package var one, other: Int32
        package var length: Double
    }

    /// In order of length, ties by the rows.
    package private(set) var edges: [Edge] = []
    /// Rounds it took.
    private(set) var rounds = 0

    package init(_ search: some OutsideSearch, threads: Int?, progress: ProgressReporter = .silent) {
        let count = search.count
        edges.reserveCapacity(count)
        var sets = UnionFind(count)
        var state = State(search)
        progress.begin("Spanning tree", total: count - 1)
        while edges.count < count - 1 {
            rounds += 1
            for (slot, partner, distance) in state.shortestEdges(search, threads) {
                let (one, other) = (sets.find(slot), sets.find(partner))
                guard one != other else { continue }
                sets.unite(one, other)
                let rows = (Int32(search.row(of: Int(slot))), Int32(search.row(of: Int(partner))))
                edges.append(
                    Edge(one: min(rows.0, rows.1), other: max(rows.0, rows.1), length: distance.squareRoot()))
            }
            state.relabel(&sets)
            progress.advance(to: edges.count)
        }
        progress.end()
        edges.sort { ($0.length, $0.one, $0.other) < ($1.length, $1.one, $1.other) }
    }

    /// What is known of each slot and component between two rounds.
    private struct State {
        let count: Int
        /// Component of each slot, numbered by their first slots; with the places that the search wants behind.
        var component: [Int32]
        var componentCount: Int
        /// The nearest outside point of each slot, while it is outside; -1 where unknown.
        var partners: [Int32]
        /// How far that is; where unknown what nothing outside is nearer than.
        var distances: [Double]

        init(_ search: some OutsideSearch) {
            count = search.count
            componentCount = count
            component = (0..<Int32(search.core.count)).map { $0 < search.count ? $0 : 0 }
            partners = [Int32](repeating: -1, count: count)
            distances = Array(search.core.prefix(count))
        }

        /// The shortest edge of each component.
        mutating func shortestEdges(
            _ search: some OutsideSearch, _ threads: Int?
        ) -> [(slot: Int32, partner: Int32, distance: Double)] {
            refresh(search)
            var cutoffs = [Double](repeating: .infinity, count: componentCount)
            for slot in 0..<count where partners[slot] >= 0 {
                cutoffs[Int(component[slot])] = min(cutoffs[Int(component[slot])], distances[slot])
            }
            // where nothing is known of a component yet, the most promising of its points goes first
            var first = [Int32](repeating: -1, count: componentCount)
            for slot in 0..<count where cutoffs[Int(component[slot])] == .infinity {
                let own = Int(component[slot])
                if first[own] < 0 || distances[slot] < distances[Int(first[own])] { first[own] = Int32(slot) }
            }
            let seeds = first.filter { $0 >= 0 }
            if !seeds.isEmpty { look(seeds, &cutoffs, search, threads) }
            let others = (0..<Int32(count)).filter { slot in
                partners[Int(slot)] < 0 && distances[Int(slot)] < cutoffs[Int(component[Int(slot)])]
            }
            if !others.isEmpty { look(others, &cutoffs, search, threads) }
            var best = [Int32](repeating: -1, count: componentCount)
            for slot in 0..<count where partners[slot] >= 0 {
                let own = Int(component[slot])
                if best[own] < 0 || distances[slot] < distances[Int(best[own])] { best[own] = Int32(slot) }
            }
            return best.filter { $0 >= 0 }.map { ($0, partners[Int($0)], distances[Int($0)]) }
        }

        /// Forgets partners that are inside now, and takes those neighbours that are as near as any can be.
        private mutating func refresh(_ search: some OutsideSearch) {
            let width = search.neighbourCount
            search.neighbours.withUnsafeBufferPointer { neighbours in
                search.core.withUnsafeBufferPointer { core in
                    for slot in 0..<count {
                        let partner = partners[slot]
                        if partner >= 0, component[Int(partner)] != component[slot] { continue }
                        partners[slot] = -1
                        // beyond its core distance it was told so by a search of all points
                        guard distances[slot] <= core[slot] else { continue }
                        for rank in 0..<width {
                            let neighbour = Int(neighbours[slot * width + rank])
                            guard component[neighbour] != component[slot], core[neighbour] <= core[slot] else {
                                continue
                            }
                            partners[slot] = Int32(neighbour)
                            break
                        }
                    }
                }
            }
        }

        private mutating func look(
            _ slots: [Int32], _ cutoffs: inout [Double], _ search: some OutsideSearch, _ threads: Int?
        ) {
            let found = search.outside(slots: slots, component: component, cutoffs: cutoffs, threads: threads)
            for (place, slot) in slots.enumerated() {
                let own = Int(component[Int(slot)])
                partners[Int(slot)] = found.partners[place]
                distances[Int(slot)] = max(distances[Int(slot)], found.distances[place])
                if found.partners[place] >= 0 { cutoffs[own] = min(cutoffs[own], found.distances[place]) }
            }
        }

        mutating func relabel(_ sets: inout UnionFind) {
            var numbers = [Int32](repeating: -1, count: count)
            var next: Int32 = 0
            for slot in 0..<count {
                let set = Int(sets.find(Int32(slot)))
                if numbers[set] < 0 {
                    numbers[set] = next
                    next += 1
                }
                component[slot] = numbers[set]
            }
            componentCount = Int(next)
        }
    }
}
