internal import CMachine
internal import Process
internal import Synchronization
internal import Vectors
internal import Workers

/// The search behind ``NeighbourGraph/exact(_:count:threads:progress:)``: candidates by products of matrices, whose
/// distances are then computed one by one, so that rounding neither changes them nor reorders them. Where rounding may have
/// lost a neighbour (many duplicates), the row is compared with all others.
struct ExactNeighbours {
    let points: Matrix
    let count: Int
    let threads: Int
    let progress: ProgressReporter

    /// Queries of a block.
    private static let blockRows = 1020

    /// A neighbour, or what may be one.
    private struct Candidate: Comparable {
        let squared: Float
        let index: Int32

        static func < (left: Candidate, right: Candidate) -> Bool {
            (left.squared, left.index) < (right.squared, right.index)
        }
    }

    /// What all threads read.
    private struct Sources {
        let points: UnsafePointer<Float>
        let queries: UnsafePointer<Float>
        let centre: [Float]
        let norms: [Float]
        let queryNorms: [Float]
        let mostNorm: Float
        /// Whether query i is point i.
        let areSame: Bool
        /// Candidates of each query.
        let kept: Int
    }

    /// Their neighbours.
    ///
    /// - Parameter queries: nil stands for the points themselves, each of which is not its own neighbour.
    func find(_ queries: Matrix?) throws -> NeighbourGraph {
        let all = (queries ?? points).rowCount
        let blockRows = min(Self.blockRows, max(12, (all + threads - 1) / threads))
        let blocks = (all + blockRows - 1) / blockRows
        var indices = [Int32](repeating: 0, count: all * count)
        var distances = [Float](repeating: 0, count: all * count)
        progress.begin("neighbours", total: all)
        defer { progress.end() }
        let done = Atomic<Int>(0)
        let next = Atomic<Int>(0)
        points.withValues { values in
            (queries ?? points).withValues { queryValues in
                guard let values = values.baseAddress, let queryValues = queryValues.baseAddress else { return }
                let sources = sources(values, queryValues, queries)
                indices.withUnsafeMutableBufferPointer { indices in
                    distances.withUnsafeMutableBufferPointer { distances in
                        let (indices, distances) = (indices, distances)
                        Workers.perform(min(threads, blocks)) { _ in
                            let memory = UnsafeMutableRawPointer.allocate(
                                byteCount: cm_nearest_memory(blockRows, points.columnCount, sources.kept),
                                alignment: 64)
                            defer { memory.deallocate() }
                            while true {
                                let block = next.add(1, ordering: .relaxed).oldValue
                                guard block < blocks, !StopSignal.isRequested else { return }
                                let rows = (block * blockRows)..<min(all, (block + 1) * blockRows)
                                search(rows, sources, memory, indices, distances)
                                let before = done.add(rows.count, ordering: .relaxed).oldValue
                                progress.advance(to: before + rows.count)
                            }
                        }
                    }
                }
            }
        }
        try StopSignal.check(.goesOn)
        return NeighbourGraph(indices: indices, distances: distances, count: count)
    }

    private func sources(
        _ points: UnsafePointer<Float>, _ queries: UnsafePointer<Float>, _ matrix: Matrix?
    ) -> Sources {
        let (rows, columns) = (self.points.rowCount, self.points.columnCount)
        var sums = [Double](repeating: 0, count: columns)
        for row in 0..<rows {
            let vector = points + row * columns
            for column in 0..<columns { sums[column] += Double(vector[column]) }
        }
        let centre = sums.map { Float($0 / Double(rows)) }
        func norms(_ vectors: UnsafePointer<Float>, _ count: Int) -> [Float] {
            [Float](unsafeUninitializedCapacity: count) { buffer, filled in
                let parts = Workers.parts(count: count, threads: threads)
                let start = buffer.baseAddress
                Workers.perform(parts) { part in
                    let share = Workers.share(part, of: parts, count: count)
                    guard let start else { return }
                    cm_centred_norms(
                        vectors + share.lowerBound * columns, share.count, columns, centre, start + share.lowerBound)
                }
                filled = count
            }
        }
        let own = norms(points, rows)
        precondition(own.allSatisfy(\.isFinite), "vectors hold numbers that are not finite")
        let others = matrix.map { norms(queries, $0.rowCount) } ?? own
        precondition(others.allSatisfy(\.isFinite), "vectors hold numbers that are not finite")
        let available = matrix == nil ? rows - 1 : rows
        return Sources(
            points: points, queries: queries, centre: centre, norms: own, queryNorms: others,
            mostNorm: own.max() ?? 0, areSame: matrix == nil, kept: min(available, count + max(8, count / 8)))
    }

    /// Finds the neighbours of a block of queries.
    private func search(
        _ rows: Range<Int>, _ sources: Sources, _ memory: UnsafeMutableRawPointer,
        _ indices: UnsafeMutableBufferPointer<Int32>, _ distances: UnsafeMutableBufferPointer<Float>
    ) {
        let (columns, kept) = (points.columnCount, sources.kept)
        var found = [Int32](repeating: 0, count: rows.count * kept)
        var values = [Float](repeating: 0, count: rows.count * kept)
        cm_nearest(
            sources.queries + rows.lowerBound * columns, rows.count, sources.points, points.rowCount, columns,
            sources.centre, sources.norms, sources.areSame ? rows.lowerBound : -1, kept, memory, &found, &values)
        var exact = [Float](repeating: 0, count: kept)
        // Rounding of a sum of so many products, which grows as a random walk, taken four times.
        let rounding = 4 * (Float(columns).squareRoot() + 4) * Float.ulpOfOne / 2
        let isWhole = kept == points.rowCount - (sources.areSame ? 1 : 0)
        for row in rows {
            let query = sources.queries + row * columns
            let own = (row - rows.lowerBound) * kept
            let limit = values[own..<(own + kept)].max() ?? 0
            var candidates = found[own..<(own + kept)].withUnsafeBufferPointer { found in
                cm_squared_distances(query, sources.points, columns, found.baseAddress, 0, kept, &exact)
                return zip(exact, found).map { Candidate(squared: $0, index: $1) }
            }
            candidates.sort()
            let norm = sources.queryNorms[row]
            let isSafe = candidates[count - 1].squared + rounding * (norm + sources.mostNorm) < limit + norm
            if !isSafe && !isWhole { candidates = compareAll(row, sources) }
            for rank in 0..<count {
                indices[row * count + rank] = candidates[rank].index
                distances[row * count + rank] = candidates[rank].squared.squareRoot()
            }
        }
    }

    /// The nearest of all points, each of whose distances is computed.
    private func compareAll(_ row: Int, _ sources: Sources) -> [Candidate] {
        let columns = points.columnCount
        var best: [Candidate] = []
        var limit = Float.infinity
        var part = [Float](repeating: 0, count: 4096)
        for start in stride(from: 0, to: points.rowCount, by: part.count) {
            let length = min(part.count, points.rowCount - start)
            cm_squared_distances(sources.queries + row * columns, sources.points, columns, nil, start, length, &part)
            for place in 0..<length where part[place] < limit && !(sources.areSame && start + place == row) {
                best.append(Candidate(squared: part[place], index: Int32(start + place)))
                guard best.count == 2 * count else { continue }
                best.sort()
                best.removeLast(count)
                limit = best[count - 1].squared
            }
        }
        best.sort()
        return best
    }
}
