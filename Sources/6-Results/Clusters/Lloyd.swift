internal import CMachine
internal import Neighbours
internal import Process
internal import Vectors
internal import Workers

/// Lloyd's algorithm from one start, with Hamerly's bounds.
struct Lloyd {
    private let rows: CentredRows
    private let threads: Int?
    private let count: Int
    /// Around the mean of the rows, axes (centre, column).
    private(set) var centres: [Float]
    private(set) var iterations = 0
    /// Of each row, and places that fill the last block.
    private var nearest: [Int32]
    /// The distance from the own centre is no larger, that from the others no smaller.
    private var upper, lower: [Float]
    /// Sums of the rows of each centre around the mean, axes (centre, column), and how many they are.
    private var sums: [Double]
    private var sizes: [Int]

    var labels: [Int32] { Array(nearest.prefix(rows.rowCount)) }

    /// What a distance by products may be wrong by, as a part of the row's length; more than is seen.
    private static let doubt: Float = 1e-3

    /// Assigns every row to its nearest centre.
    init(_ rows: CentredRows, _ start: [Float], threads: Int?) {
        self.rows = rows
        self.threads = threads
        count = start.count / rows.columnCount
        centres = start
        nearest = [Int32](repeating: 0, count: rows.placeCount)
        upper = [Float](repeating: 0, count: rows.placeCount)
        lower = upper
        sums = [Double](repeating: 0, count: start.count)
        sizes = [Int](repeating: 0, count: count)
        assignAll()
    }

    /// Sum of the squared distances of the rows from their centres.
    func inertia() -> Double {
        let columns = rows.columnCount
        var parts = [Double](repeating: 0, count: (rows.rowCount + 511) / 512)
        rows.matrix.withValues { values in
            parts.withUnsafeMutableBufferPointer { parts in
                nonisolated(unsafe) let (parts, values) = (parts, values)
                centres.withUnsafeBufferPointer { centres in
                    rows.mean.withUnsafeBufferPointer { mean in
                        Workers.each(parts.count, threads: threads) { part in
                            var sum = 0.0
                            for row in part * 512..<min(rows.rowCount, part * 512 + 512) {
                                let own = values.baseAddress! + row * columns
                                let centre = centres.baseAddress! + Int(nearest[row]) * columns
                                sum += Self.squaredDistance(own, mean.baseAddress!, centre, columns)
                            }
                            parts[part] = sum
                        }
                    }
                }
            }
        }
        return parts.reduce(0, +)
    }

    /// Of a row less the mean from a centre; always added up in the same order.
    private static func squaredDistance(
        _ row: UnsafePointer<Float>, _ mean: UnsafePointer<Float>, _ centre: UnsafePointer<Float>, _ count: Int
    ) -> Double {
        func load(_ pointer: UnsafePointer<Float>) -> SIMD8<Float> {
            UnsafeRawPointer(pointer).loadUnaligned(as: SIMD8<Float>.self)
        }
        var sums = SIMD8<Double>()
        let whole = count / 8 * 8
        for place in stride(from: 0, to: whole, by: 8) {
            let apart = SIMD8<Double>(load(row + place) - load(mean + place)) - SIMD8<Double>(load(centre + place))
            sums += apart * apart
        }
        var sum = sums.sum()
        for place in whole..<count {
            let apart = Double(row[place] - mean[place]) - Double(centre[place])
            sum += apart * apart
        }
        return sum
    }

    /// Moves the centres until they stay.
    mutating func perform(_ most: Int, tolerance: Double) throws {
        addAll()
        while iterations < most {
            try StopSignal.check(
                Interrupted(howToGoOn: "Nothing was written; the same command starts from the beginning."))
            iterations += 1
            fillEmpty()
            let moves = moveCentres()
            let changed = reassign(moves)
            if changed.isEmpty || moves.reduce(0, { $0 + $1 * $1 }) <= tolerance * rows.variance { break }
            update(changed)
        }
    }

    // MARK: assigning

    private mutating func assignAll() {
        let halves = rows.halves(centres)
        let (columns, size, blocks) = (rows.columnCount, PackedRows.blockSize, rows.packed.blockCount)
        let (rows, centres, count, threads) = (self.rows, self.centres, self.count, self.threads)
        nearest.withUnsafeMutableBufferPointer { nearest in
            upper.withUnsafeMutableBufferPointer { upper in
                lower.withUnsafeMutableBufferPointer { lower in
                    nonisolated(unsafe) let (nearest, upper, lower) = (nearest, upper, lower)
                    Workers.each((blocks + CentredRows.blocks - 1) / CentredRows.blocks, threads: threads) { item in
                        let first = item * CentredRows.blocks
                        let last = min(blocks, first + CentredRows.blocks)
                        let place = first * size
                        cm_nearest_centres(
                            rows.packed.values, columns, first, last, centres, halves, count,
                            nearest.baseAddress! + place, upper.baseAddress! + place, lower.baseAddress! + place)
                        for place in place..<last * size {
                            (upper[place], lower[place]) = Self.bounds(upper[place], lower[place], rows.lengths[place])
                        }
                    }
                }
            }
        }
    }

    private static func bounds(_ best: Float, _ second: Float, _ length: Float) -> (upper: Float, lower: Float) {
        (max(0, length + 2 * best).squareRoot(), max(0, length + 2 * second).squareRoot())
    }

    /// Rows whose cluster has changed, in order, with the earlier one.
    private mutating func reassign(_ moves: [Double]) -> [(row: Int32, from: Int32)] {
        let farthest = Float(moves.max() ?? 0)
        let second = Float(
            moves.enumerated().filter { $0.offset != moves.firstIndex(of: moves.max() ?? 0) }
                .map(\.element).max() ?? 0)
        let mover = Int32(moves.firstIndex(of: moves.max() ?? 0) ?? 0)
        let steps = moves.map { Float($0) }
        var doubtful: [Int32] = []
        for row in 0..<rows.rowCount {
            let own = nearest[row]
            let (near, far) = (upper[row] + steps[Int(own)], lower[row] - (own == mover ? second : farthest))
            upper[row] = near
            lower[row] = far
            if !(near * (1 + Self.doubt) < far) { doubtful.append(Int32(row)) }
        }
        if doubtful.count * 2 > rows.rowCount {
            let before = nearest
            assignAll()
            return (0..<Int32(rows.rowCount)).filter { before[Int($0)] != nearest[Int($0)] }.map {
                ($0, before[Int($0)])
            }
        }
        let found = choices(doubtful)
        var changed: [(row: Int32, from: Int32)] = []
        for (place, row) in doubtful.enumerated() {
            let own = Int(row)
            (upper[own], lower[own]) = Self.bounds(found.best[place], found.second[place], rows.lengths[own])
            guard found.nearest[place] != nearest[own] else { continue }
            changed.append((row, nearest[own]))
            nearest[own] = found.nearest[place]
        }
        return changed
    }

    /// The nearest centres of some rows, which are packed anew.
    private func choices(_ chosen: [Int32]) -> (nearest: [Int32], best: [Float], second: [Float]) {
        let halves = rows.halves(centres)
        let (columns, size) = (rows.columnCount, PackedRows.blockSize)
        let blocks = (chosen.count + size - 1) / size
        var nearest = [Int32](repeating: 0, count: blocks * size)
        var (best, second) = ([Float](repeating: 0, count: blocks * size), [Float](repeating: 0, count: blocks * size))
        nearest.withUnsafeMutableBufferPointer { nearest in
            best.withUnsafeMutableBufferPointer { best in
                second.withUnsafeMutableBufferPointer { second in
                    nonisolated(unsafe) let (nearest, best, second) = (nearest, best, second)
                    Workers.each((blocks + 7) / 8, threads: threads) { item in
                        let (first, last) = (item * 8, min(blocks, item * 8 + 8))
                        withUnsafeTemporaryAllocation(of: Float.self, capacity: (last - first) * size * columns) {
                            packed in
                            let target = packed.baseAddress!
                            for place in first * size..<last * size {
                                let row = Int(chosen[min(place, chosen.count - 1)])
                                let source = rows.packed.values + row / size * columns * size + row % size
                                let own = target + (place / size - first) * columns * size + place % size
                                for column in 0..<columns { own[column * size] = source[column * size] }
                            }
                            cm_nearest_centres(
                                target, columns, 0, last - first, centres, halves, count,
                                nearest.baseAddress! + first * size, best.baseAddress! + first * size,
                                second.baseAddress! + first * size)
                        }
                    }
                }
            }
        }
        return (nearest, best, second)
    }

    // MARK: moving

    /// The centres to the means of their rows; how far each has moved.
    private mutating func moveCentres() -> [Double] {
        let columns = rows.columnCount
        return (0..<count).map { centre in
            guard sizes[centre] > 0 else { return 0 }
            var move = 0.0
            for place in centre * columns..<(centre + 1) * columns {
                let value = Float(sums[place] / Double(sizes[centre]))
                let step = Double(value) - Double(centres[place])
                move += step * step
                centres[place] = value
            }
            return move.squareRoot()
        }
    }

    /// A centre that has lost all rows takes the one that is farthest from its own.
    private mutating func fillEmpty() {
        for centre in 0..<count where sizes[centre] == 0 {
            var farthest = -1
            for row in 0..<rows.rowCount where sizes[Int(nearest[row])] > 1 {
                if farthest < 0 || upper[row] > upper[farthest] { farthest = row }
            }
            guard farthest >= 0, upper[farthest] > 0 else { return }
            let from = nearest[farthest]
            nearest[farthest] = Int32(centre)
            upper[farthest] = 0
            lower[farthest] = 0
            update([(Int32(farthest), from)])
        }
    }

    private mutating func addAll() {
        for row in 0..<rows.rowCount { sizes[Int(nearest[row])] += 1 }
        add((0..<Int32(rows.rowCount)).map { ($0, -1) })
    }

    private mutating func update(_ changed: [(row: Int32, from: Int32)]) {
        for (row, from) in changed {
            sizes[Int(from)] -= 1
            sizes[Int(nearest[Int(row)])] += 1
        }
        add(changed)
    }

    /// Adds rows to the sums of their centres and takes them off those they are from; each column in order of the rows,
    /// whatever the threads.
    private mutating func add(_ changed: [(row: Int32, from: Int32)]) {
        let columns = rows.columnCount
        let parts = max(1, min(changed.count > 4096 ? threads ?? Workers.cores : 1, columns / 16))
        let width = (columns + parts - 1) / parts
        let (rows, nearest) = (self.rows, self.nearest)
        rows.matrix.withValues { values in
            sums.withUnsafeMutableBufferPointer { sums in
                nonisolated(unsafe) let (sums, values) = (sums.baseAddress!, values)
                rows.mean.withUnsafeBufferPointer { mean in
                    Workers.each(parts, threads: threads) { part in
                        let strip = part * width..<max(part * width, min(columns, (part + 1) * width))
                        for (row, from) in changed {
                            let own = values.baseAddress! + Int(row) * columns
                            let target = sums + Int(nearest[Int(row)]) * columns
                            for column in strip { target[column] += Double(own[column] - mean[column]) }
                            guard from >= 0 else { continue }
                            let earlier = sums + Int(from) * columns
                            for column in strip { earlier[column] -= Double(own[column] - mean[column]) }
                        }
                    }
                }
            }
        }
    }
}
