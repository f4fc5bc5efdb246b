internal import CMachine

/// The tree of boxes over points.
final class PointTree {
    private let tree: OpaquePointer
    let count: Int
    private let leaves: Int

    init(count: Int, dimensions: Int) {
        tree = cm_tree_make(Int32(dimensions), count)
        self.count = count
        leaves = cm_tree_leaves(tree)
    }

    deinit { cm_tree_free(tree) }

    /// Takes the places of all points.
    ///
    /// - Parameter sorting: false keeps the points in the boxes where they were, which may be larger then.
    func take(_ places: Places, sorting: Bool, threads: Int) {
        if sorting { cm_tree_arrange(tree, places.values) }
        places.values.withUnsafeBufferPointer { values in
            Shares.pieces(of: leaves, length: 512, threads: threads) { _, leaves in
                cm_tree_fill(tree, values.baseAddress, leaves.lowerBound, leaves.count)
            }
        }
        cm_tree_sum(tree)
    }

    /// The forces of all points of `source` on those of this tree.
    func forces(from source: PointTree, opening: Float, threads: Int, into forces: inout Places) {
        forces.values.withUnsafeMutableBufferPointer { forces in
            let forces = forces
            Shares.pieces(of: cm_tree_groups(tree), length: 16, threads: threads) { _, groups in
                let memory = UnsafeMutableRawPointer.allocate(
                    byteCount: cm_tree_memory(source.tree), alignment: MemoryLayout<Int32>.alignment)
                defer { memory.deallocate() }
                cm_tree_forces(
                    source.tree, tree, opening, groups.lowerBound, groups.count,
                    memory.assumingMemoryBound(to: Int32.self), forces.baseAddress)
            }
        }
    }
}
