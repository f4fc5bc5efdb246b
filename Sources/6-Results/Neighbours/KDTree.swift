internal import CMachine
package import Vectors
internal import Workers

/// A k-d tree (Bentley 1975) over the rows of a matrix with few columns, 1 up to about 20: exact nearest neighbours, and what
/// ``MutualReachability`` asks of it. It is balanced, split at the median of the widest side, with up to 16 points a leaf; distances
/// are Euclidean, in double precision.
///
/// ```swift
/// let tree = KDTree(map)
/// let (rows, distances) = tree.nearest(count: 10)  // of every row, itself left out
/// ```
///
/// The same matrix gives the same results, whatever the threads.
package final class KDTree: @unchecked Sendable {  // never changed after init
    /// Number of points.
    package let count: Int
    /// Number of coordinates.
    package let dimension: Int
    let storage: UnsafeMutablePointer<cm_kd_tree>
    /// Nodes of the tree, the leaves among them.
    let nodeCount: Int

    /// - Parameters:
    ///   - matrix: the points, one a row, all finite, one or more.
    ///   - threads: nil takes all cores.
    package init(_ matrix: Matrix, threads: Int? = nil) {
        precondition(matrix.rowCount > 0, "no tree without points")
        count = matrix.rowCount
        dimension = matrix.columnCount
        var depth = 0
        while count > Int(cm_leaf) << depth { depth += 1 }
        nodeCount = (2 << depth) - 1
        let leafNumbers = dimension * Int(cm_leaf) << depth
        storage = .allocate(capacity: 1)
        storage.initialize(
            to: cm_kd_tree(
                count: count, dimension: Int32(dimension), depth: Int32(depth),
                points: .allocate(capacity: count * dimension), rows: .allocate(capacity: count),
                boxes: .allocate(capacity: nodeCount * dimension * 2), leaves: .allocate(capacity: leafNumbers)))
        let (points, rows) = (storage.pointee.points!, storage.pointee.rows!)
        matrix.withValues { values in
            for place in values.indices { points[place] = Double(values[place]) }
        }
        for row in 0..<count { rows[row] = Int32(row) }
        // the upper levels one by one, what lies below them by several threads
        let shared = min(6, depth)
        nonisolated(unsafe) let tree = storage
        for level in 0..<shared {
            Workers.each(1 << level, threads: threads) { cm_tree_split(tree, Int32(level), $0, Int32(level)) }
        }
        Workers.each(1 << shared, threads: threads) { cm_tree_split(tree, Int32(shared), $0, Int32(depth)) }
    }

    deinit {
        storage.pointee.points.deallocate()
        storage.pointee.rows.deallocate()
        storage.pointee.boxes.deallocate()
        storage.pointee.leaves.deallocate()
        storage.deallocate()
    }

    /// The row that each slot of the tree holds: neighbours in the tree are neighbours in space.
    package var rows: UnsafeBufferPointer<Int32> { UnsafeBufferPointer(start: storage.pointee.rows, count: count) }

    /// The nearest neighbours of every row, itself left out.
    ///
    /// - Parameters:
    ///   - neighbours: how many, 1 ..< the number of points, or it traps.
    ///   - threads: nil takes all cores.
    /// - Returns: rows and distances, axes (row, rank), by rising distance, ties by the lower row.
    package func nearest(count neighbours: Int, threads: Int? = nil) -> (rows: [Int32], distances: [Float]) {
        precondition(neighbours > 0 && neighbours < count, "\(neighbours) neighbours among \(count) points")
        let slots = nearestSlots(count: neighbours, threads: threads)
        let rows = rows
        var found = [Int32](repeating: 0, count: count * neighbours)
        var distances = [Float](repeating: 0, count: count * neighbours)
        for slot in 0..<count {
            let target = Int(rows[slot]) * neighbours
            for rank in 0..<neighbours {
                found[target + rank] = rows[Int(slots.neighbours[slot * neighbours + rank])]
                distances[target + rank] = Float(slots.distances[slot * neighbours + rank].squareRoot())
            }
        }
        return (found, distances)
    }

    /// The nearest points of other positions.
    ///
    /// - Parameters:
    ///   - queries: axes (query, coordinate), or it traps.
    ///   - neighbours: how many, 1 up to the number of points, or it traps.
    /// - Returns: rows and distances, axes (query, rank), by rising distance, ties by the lower row.
    package func nearest(
        to queries: Matrix, count neighbours: Int, threads: Int? = nil
    ) -> (rows: [Int32], distances: [Double]) {
        precondition(queries.columnCount == dimension, "\(queries.columnCount) coordinates for \(dimension)")
        precondition(neighbours > 0 && neighbours <= count, "\(neighbours) neighbours among \(count) points")
        let places = queries.withValues { $0.map(Double.init) }
        var (found, distances) = places.withUnsafeBufferPointer {
            search($0.baseAddress!, queries.rowCount, isOwn: false, neighbours, threads)
        }
        let rows = rows
        for place in found.indices {
            found[place] = rows[Int(found[place])]
            distances[place] = distances[place].squareRoot()
        }
        return (found, distances)
    }

    /// The nearest neighbours of each slot's point, as slots, and their squared distances, axes (slot, rank).
    func nearestSlots(count neighbours: Int, threads: Int?) -> (neighbours: [Int32], distances: [Double]) {
        search(storage.pointee.points, count, isOwn: true, neighbours, threads)
    }

    private func search(
        _ queries: UnsafePointer<Double>, _ queryCount: Int, isOwn: Bool, _ neighbours: Int, _ threads: Int?
    ) -> (neighbours: [Int32], distances: [Double]) {
        var distances: [Double] = []
        let found = [Int32](unsafeUninitializedCapacity: queryCount * neighbours) { found, filled in
            distances = [Double](unsafeUninitializedCapacity: queryCount * neighbours) { distances, filled in
                let blocks = (queryCount + 1023) / 1024
                nonisolated(unsafe) let (found, distances, queries) = (found, distances, queries)
                Workers.each(blocks, threads: threads) { block in
                    let (first, last) = (block * 1024, min(queryCount, block * 1024 + 1024))
                    cm_tree_nearest(
                        self.storage, queries, first, last, isOwn ? 1 : 0, Int32(neighbours),
                        found.baseAddress! + first * neighbours, distances.baseAddress! + first * neighbours)
                }
                filled = queryCount * neighbours
            }
            filled = queryCount * neighbours
        }
        return (found, distances)
    }
}
