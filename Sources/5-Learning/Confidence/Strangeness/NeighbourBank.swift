internal import CMachine
internal import Workers

/// Clean galaxies' places in the principal space, at unit length: a galaxy far from all of them is strange.
///
/// The score is the distance to the k-th nearest of them (Sun et al. 2022, "Out-of-Distribution Detection with Deep
/// Nearest Neighbors", ICML, algorithm 1).
struct NeighbourBank: Sendable, Equatable {
    /// Unit vectors, axes (galaxy, direction).
    let vectors: [Float]
    /// Directions.
    let columns: Int
    /// Which neighbour's distance counts; 1 is the nearest.
    let neighbour: Int

    private let norms: [Float]
    private let origin: [Float]

    /// Galaxies.
    var count: Int { vectors.count / columns }

    /// - Parameters:
    ///   - vectors: axes (galaxy, direction); scaled to unit length here.
    ///   - neighbour: 1 up to the number of galaxies.
    init(_ vectors: [Float], columns: Int, neighbour: Int) {
        precondition(
            columns > 0 && vectors.count % columns == 0 && (1...max(1, vectors.count / columns)).contains(neighbour),
            "neighbour \(neighbour) of \(vectors.count) numbers in \(columns) columns")
        self.vectors = Self.unit(vectors, columns)
        (self.columns, self.neighbour) = (columns, neighbour)
        origin = [Float](repeating: 0, count: columns)
        var norms = [Float](repeating: 0, count: vectors.count / columns)
        cm_centred_norms(self.vectors, norms.count, columns, origin, &norms)
        self.norms = norms
    }

    /// Distance of each of some vectors from its k-th nearest in the bank, 0…2.
    ///
    /// - Parameter queries: axes (row, direction); scaled to unit length here.
    func distances(of queries: [Float], threads: Int? = nil) -> [Double] {
        let queries = Self.unit(queries, columns)
        let rows = queries.count / columns
        let block = 256
        var result = [Double](repeating: 0, count: rows)
        result.withUnsafeMutableBufferPointer { result in
            let result = result  // each thread has its own rows
            Workers.each((rows + block - 1) / block, threads: threads) { number in
                let first = number * block
                self.search(queries, first, min(block, rows - first), result)
            }
        }
        return result
    }

    private func search(_ queries: [Float], _ first: Int, _ some: Int, _ result: UnsafeMutableBufferPointer<Double>) {
        let memory = UnsafeMutableRawPointer.allocate(
            byteCount: cm_nearest_memory(some, columns, neighbour), alignment: 64)
        defer { memory.deallocate() }
        var indices = [Int32](repeating: 0, count: some * neighbour)
        var values = [Float](repeating: 0, count: some * neighbour)
        var exact = [Float](repeating: 0, count: neighbour)
        queries.withUnsafeBufferPointer { queries in
            guard let start = queries.baseAddress else { return }
            let own = start + first * columns
            cm_nearest(own, some, vectors, count, columns, origin, norms, -1, neighbour, memory, &indices, &values)
            for row in 0..<some {
                indices.withUnsafeBufferPointer { indices in
                    cm_squared_distances(
                        own + row * columns, vectors, columns, indices.baseAddress! + row * neighbour, 0, neighbour,
                        &exact)
                }
                result[first + row] = Double(exact.max() ?? 0).squareRoot()
            }
        }
    }

    /// Vectors at unit length; what is all zeros stays.
    private static func unit(_ vectors: [Float], _ columns: Int) -> [Float] {
        var vectors = vectors
        for row in stride(from: 0, to: vectors.count, by: columns) {
            var sum = 0.0
            for place in row..<row + columns { sum += Double(vectors[place]) * Double(vectors[place]) }
            guard sum > 0 else { continue }
            let scale = 1 / sum.squareRoot()
            for place in row..<row + columns { vectors[place] = Float(Double(vectors[place]) * scale) }
        }
        return vectors
    }
}
