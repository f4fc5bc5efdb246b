internal import Foundation
package import Torch

/// Adds vectors in the order of a ``SumTree``, as they come, by several threads: each vector is added into a neighbour's
/// as soon as both are there, and its memory goes back to the pool.
package final class TreeSum: @unchecked Sendable {  // `lock` guards what waits; a vector belongs to who has taken it
    private let tree: SumTree
    private let pool: VectorPool
    private let lock = NSLock()
    private var waiting: [Range<Int>: Tensor] = [:]

    package init(_ tree: SumTree, pool: VectorPool) {
        self.tree = tree
        self.pool = pool
    }

    /// Takes the vector of part `number`, which nobody else may use any more.
    package func take(_ number: Int, _ vector: Tensor) throws(TorchError) {
        var (node, vector) = (number..<number + 1, vector)
        while let (sibling, parent) = tree.family(of: node) {
            let other: Tensor? = lock.withLock {
                if let other = waiting.removeValue(forKey: sibling) { return other }
                waiting[node] = vector
                return nil
            }
            guard let other else { return }
            let (left, right) = node.lowerBound < sibling.lowerBound ? (vector, other) : (other, vector)
            try left.addInPlace(right)
            pool.give(back: right)
            (node, vector) = (parent, left)
        }
        lock.withLock { waiting[node] = vector }
    }

    /// The sums so far, in ascending order: one for each of the largest nodes whose parts have all come.
    package var sums: [(node: Range<Int>, vector: Tensor)] {
        lock.withLock { waiting.sorted { $0.key.lowerBound < $1.key.lowerBound }.map { ($0.key, $0.value) } }
    }
}

/// Vectors of one length that are used again and again.
package final class VectorPool: @unchecked Sendable {  // `lock` guards the list
    private let length: Int
    private let lock = NSLock()
    private var free: [Tensor] = []

    package init(length: Int) { self.length = length }

    /// A vector (length) in float32 of zeros.
    package func zeros() throws(TorchError) -> Tensor {
        guard let vector = lock.withLock({ free.popLast() }) else { return try Tensor.zeros([length]) }
        return try vector.fill(0)
    }

    package func give(back vector: Tensor) { lock.withLock { free.append(vector) } }
}
