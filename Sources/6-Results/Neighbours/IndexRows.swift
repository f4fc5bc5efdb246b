internal import Files
internal import Foundation
internal import Randomness
internal import Vectors
internal import Workers

/// The rows of a matrix that an index has as nodes, in the order in which they are put in: from the highest layer down, at
/// random within each.
struct IndexRows {
    /// Rows, in order.
    private(set) var order: [Int32] = []
    /// Nodes of each layer above the lowest, falling; these are the first of `order`.
    private(set) var upper: [Int] = []
    /// Pairs of the first row and a later one with the same vector, ascending.
    private(set) var repeats: [(first: Int32, later: Int32)] = []

    init(_ matrix: Matrix, _ metric: NeighbourMetric, degree: Int, seed: UInt64, threads: Int) {
        let sums = Self.sums(matrix, metric, threads)
        let isRepeated = findRepeats(matrix, sums)
        // A row is in layer l with probability degree^-l.
        let scale = 1 / log(Double(max(2, degree)))
        var keyed: [(level: Int, key: UInt64, row: Int32)] = []
        for (row, sum) in sums.enumerated() where sum != nil && !isRepeated[row] {
            var generator = SeededGenerator(seed, UInt64(row))
            let level = Int(-log(1 - generator.uniform()) * scale)
            keyed.append((max(0, min(level, 24)), generator.next(), Int32(row)))
        }
        keyed.sort { ($1.level, $0.key, $0.row) < ($0.level, $1.key, $1.row) }
        order = keyed.map(\.row)
        // The layers that only one node is in lead nowhere, but for a lowest upper one, where a search begins.
        if !keyed.isEmpty {
            for level in 1...25 {
                let count = keyed.prefix { $0.level >= level }.count
                if count < 2 { break }
                upper.append(count)
            }
            if upper.isEmpty { upper = [1] }
        }
    }

    /// A number for each row that depends on its vector alone; nil for rows that are nobody's neighbours.
    private static func sums(_ matrix: Matrix, _ metric: NeighbourMetric, _ threads: Int) -> [UInt64?] {
        let parts = Workers.parts(count: matrix.rowCount, threads: threads)
        return matrix.withValues { values in
            [UInt64?](unsafeUninitializedCapacity: matrix.rowCount) { buffer, count in
                nonisolated(unsafe) let buffer = buffer
                Workers.perform(parts) { part in
                    for row in Workers.share(part, of: parts, count: matrix.rowCount) {
                        let vector = values[row * matrix.columnCount..<(row + 1) * matrix.columnCount]
                        var sum: UInt64 = 0x9E37_79B9_7F4A_7C15
                        var (isFinite, hasDirection) = (true, false)
                        for value in vector {
                            isFinite = isFinite && value.isFinite
                            hasDirection = hasDirection || value != 0
                            sum = (sum ^ UInt64(value.bitPattern)) &* 0xFF51_AFD7_ED55_8CCD
                            sum ^= sum >> 32
                        }
                        let isNode = isFinite && (hasDirection || metric == .euclidean)
                        (buffer.baseAddress! + row).initialize(to: isNode ? sum : nil)
                    }
                }
                count = matrix.rowCount
            }
        }
    }

    /// Finds rows with the same bits; these are as near to everything as the first, and linking all of them with one
    /// another would leave no link to others.
    private mutating func findRepeats(_ matrix: Matrix, _ sums: [UInt64?]) -> [Bool] {
        var isRepeated = [Bool](repeating: false, count: sums.count)
        var rows = sums.indices.filter { sums[$0] != nil }
        rows.sort { (sums[$0] ?? 0, $0) < (sums[$1] ?? 0, $1) }
        matrix.withValues { values in
            func isSame(_ left: Int, _ right: Int) -> Bool {
                let columns = matrix.columnCount
                return (0..<columns).allSatisfy {
                    values[left * columns + $0].bitPattern == values[right * columns + $0].bitPattern
                }
            }
            var start = 0
            while start < rows.count {
                var end = start + 1
                while end < rows.count, sums[rows[end]] == sums[rows[start]] { end += 1 }
                var firsts: [Int] = []
                for row in rows[start..<end] where end - start > 1 {
                    if let first = firsts.first(where: { isSame($0, row) }) {
                        isRepeated[row] = true
                        repeats.append((Int32(first), Int32(row)))
                    } else {
                        firsts.append(row)
                    }
                }
                start = end
            }
        }
        repeats.sort { ($0.first, $0.later) < ($1.first, $1.later) }
        return isRepeated
    }
}
