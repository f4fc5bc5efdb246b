internal import Foundation
internal import Randomness
public import Vectors
internal import Workers

/// How anomalous rows are by how few random cuts set them apart (Liu, Ting and Zhou, ICDM 2008).
///
/// Each tree cuts a random part of the rows along random columns at random places until a row is alone or the height is
/// reached that an average search would take; the score is 2^(-h / c) of the mean path's length h, to which a leaf of
/// several rows adds the average path of as many, and the average path c of a tree's rows: near 1 anomalous, below 0.5
/// ordinary. It is minus what scikit-learn's `IsolationForest.score_samples` gives.
///
/// ```swift
/// let scores = IsolationForest(of: matrix, seed: 1).scores(matrix)
/// ```
public struct IsolationForest: Sendable {
    /// A cut, or a leaf.
    private struct Node {
        /// Column; -1 in a leaf.
        var column: Int32
        /// Rows up to it go left.
        var cut: Float
        /// Number of the left one's node, the right one's follows; of a leaf nothing.
        var left: Int32
        /// Path's length where it ends here.
        var length: Float
    }

    private let trees: [[Node]]
    /// Average path of a tree's rows.
    private let average: Double

    /// Rows that a tree is made of, at most.
    public static let sample = 256

    /// Grows a forest.
    ///
    /// - Parameters:
    ///   - matrix: rows that are not finite take no part.
    ///   - trees: how many, 1 or more.
    ///   - threads: nil takes all cores. The result does not depend on them.
    public init(of matrix: Matrix, trees count: Int = 100, seed: UInt64 = 0, threads: Int? = nil) {
        precondition(count > 0, "one tree or more")
        let rows = (0..<matrix.rowCount).filter(matrix.isFinite)
        let size = min(Self.sample, rows.count)
        average = Self.averagePath(size)
        trees =
            (try? Workers.map(count: count, threads: threads ?? Workers.cores) { tree in
                var generator = SeededGenerator(seed, UInt64(tree))
                return Self.tree(matrix, Self.chosen(size, of: rows, &generator), &generator)
            }) ?? []
    }

    /// The score of every row, 0…1; NaN for rows that are not finite.
    public func scores(_ matrix: Matrix, threads: Int? = nil) -> [Float] {
        let parts = Workers.parts(count: matrix.rowCount, threads: threads)
        return matrix.withValues { values in
            [Float](unsafeUninitializedCapacity: matrix.rowCount) { buffer, count in
                nonisolated(unsafe) let buffer = buffer
                Workers.perform(parts) { part in
                    for row in Workers.share(part, of: parts, count: matrix.rowCount) {
                        let vector = UnsafeBufferPointer(
                            rebasing: values[row * matrix.columnCount..<(row + 1) * matrix.columnCount])
                        buffer[row] = vector.allSatisfy(\.isFinite) ? score(vector) : .nan
                    }
                }
                count = matrix.rowCount
            }
        }
    }

    private func score(_ vector: UnsafeBufferPointer<Float>) -> Float {
        var sum = 0.0
        for tree in trees {
            var node = 0
            while tree[node].column >= 0 {
                let isLeft = vector[Int(tree[node].column)] <= tree[node].cut
                node = Int(tree[node].left) + (isLeft ? 0 : 1)
            }
            sum += Double(tree[node].length)
        }
        guard average > 0 else { return 0.5 }
        return Float(exp2(-sum / Double(trees.count) / average))
    }

    /// Some of the rows, each once.
    private static func chosen(_ count: Int, of rows: [Int], _ generator: inout SeededGenerator) -> [Int] {
        guard count < rows.count else { return rows }
        // Floyd's sample, in the order of the draws.
        var (seen, result): (Set<Int>, [Int]) = ([], [])
        for last in rows.count - count..<rows.count {
            let drawn = generator.index(below: last + 1)
            let place = seen.insert(drawn).inserted ? drawn : last
            seen.insert(place)
            result.append(rows[place])
        }
        return result
    }

    private static func tree(_ matrix: Matrix, _ rows: [Int], _ generator: inout SeededGenerator) -> [Node] {
        let highest = Int(log2(Double(max(2, rows.count))).rounded(.up))
        var nodes = [Node(column: -1, cut: 0, left: 0, length: 0)]
        var open = [(node: 0, rows: rows, depth: 0)]
        matrix.withValues { values in
            while let (node, rows, depth) = open.popLast() {
                guard rows.count > 1, depth < highest,
                    let (column, cut) = cut(values, matrix.columnCount, rows, &generator)
                else {
                    nodes[node].length = Float(Double(depth) + averagePath(rows.count))
                    continue
                }
                let left = nodes.count
                nodes[node] = Node(column: Int32(column), cut: cut, left: Int32(left), length: 0)
                nodes += [Node(column: -1, cut: 0, left: 0, length: 0), Node(column: -1, cut: 0, left: 0, length: 0)]
                let isLeft = { (row: Int) in values[row * matrix.columnCount + column] <= cut }
                open.append((left + 1, rows.filter { !isLeft($0) }, depth + 1))
                open.append((left, rows.filter(isLeft), depth + 1))
            }
        }
        return nodes
    }

    /// A random column among those in which the rows differ, and a random place between the least and the largest.
    private static func cut(
        _ values: UnsafeBufferPointer<Float>, _ columns: Int, _ rows: [Int], _ generator: inout SeededGenerator
    ) -> (column: Int, cut: Float)? {
        // Columns in random order until one is not constant: as a random one of these.
        var order: [Int: Int] = [:]
        for drawn in 0..<columns {
            let place = drawn + generator.index(below: columns - drawn)
            let column = order[place] ?? place
            order[place] = order[drawn] ?? drawn
            var (least, largest) = (Float.infinity, -Float.infinity)
            for row in rows {
                let value = values[row * columns + column]
                (least, largest) = (min(least, value), max(largest, value))
            }
            guard least < largest else { continue }
            let between = Double(least) + (Double(largest) - Double(least)) * generator.uniform()
            // Rounding must not leave one side empty.
            return (column, min(Float(between), largest.nextDown))
        }
        return nil
    }

    /// Average length of an unsuccessful search in a binary tree of so many rows (equation 1 of the paper).
    private static func averagePath(_ count: Int) -> Double {
        switch count {
        case ...1: return 0
        case 2: return 1
        default:
            let others = Double(count - 1)
            return 2 * (log(others) + 0.577_215_664_901_532_9) - 2 * others / Double(count)
        }
    }
}
