internal import CMachine
internal import Workers

/// ``OutsideSearch`` in few dimensions, by a k-d tree.
package final class TreeSearch: OutsideSearch {
    private let tree: KDTree
    package let neighbourCount: Int
    package let neighbours: [Int32]
    package let core: [Double]

    /// - Parameters:
    ///   - neighbours: the core distance is that of this neighbour; 1 ..< the number of points, or it traps.
    ///   - threads: nil takes all cores.
    package init(_ tree: KDTree, neighbours count: Int, threads: Int?) {
        precondition(count > 0 && count < tree.count, "\(count) neighbours among \(tree.count) points")
        self.tree = tree
        neighbourCount = count
        let found = tree.nearestSlots(count: count, threads: threads)
        neighbours = found.neighbours
        core = (0..<tree.count).map { found.distances[($0 + 1) * count - 1] }
    }

    package var count: Int { tree.count }

    package func row(of slot: Int) -> Int { Int(tree.rows[slot]) }

    package func outside(
        slots: [Int32], component: [Int32], cutoffs: [Double], threads: Int?
    ) -> (partners: [Int32], distances: [Double]) {
        var nodeCore = [Double](repeating: 0, count: tree.nodeCount)
        var nodeComponent = [Int32](repeating: 0, count: tree.nodeCount)
        cm_tree_components(tree.storage, core, component, &nodeCore, &nodeComponent)
        var distances = [Double](repeating: 0, count: slots.count)
        var partners = [Int32](repeating: -1, count: slots.count)
        core.withUnsafeBufferPointer { core in
            component.withUnsafeBufferPointer { component in
                nodeCore.withUnsafeBufferPointer { nodeCore in
                    nodeComponent.withUnsafeBufferPointer { nodeComponent in
                        nonisolated(unsafe) var known = cm_components(
                            core: core.baseAddress, component: component.baseAddress, node_core: nodeCore.baseAddress,
                            node_component: nodeComponent.baseAddress)
                        partners.withUnsafeMutableBufferPointer { partners in
                            distances.withUnsafeMutableBufferPointer { distances in
                                Workers.each((slots.count + Self.block - 1) / Self.block, threads: threads) { item in
                                    let first = item * Self.block
                                    slots.withUnsafeBufferPointer {
                                        cm_tree_outside(
                                            tree.storage, &known, $0.baseAddress! + first,
                                            min(Self.block, slots.count - first), cutoffs,
                                            partners.baseAddress! + first, distances.baseAddress! + first)
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
        return (partners, distances)
    }
}
