internal import Files
public import Process
public import Vectors
internal import Workers

/// Nearest rows of a matrix by a graph of neighbours in layers (HNSW: Malkov and Yashunin, IEEE TPAMI 42, 824, 2020;
/// arXiv:1603.09320): not always the nearest, but nearly, and in a hundredth of the time.
///
/// A file holds the links alone, at a fifth of the size of a matrix of 128 columns. It is mapped and searched where it
/// lies, beside the mapped matrix: opening it reads a page, and memory holds what searches have looked at. The same
/// matrix, settings and seed give the same bytes, on any number of threads.
///
/// These two are why it is our own. hnswlib 0.6 to 0.8 keeps a copy of the vectors in its file and loads all of it, and
/// its links depend on which thread was first; USearch maps its file, which has a copy of the vectors too, and its links
/// depend on the threads as well.
///
/// ```swift
/// try NeighbourIndex(of: file.matrix, by: .euclidean).write(to: "e.index", sum: sum)
/// let index = try NeighbourIndex("e.index", of: file.matrix, by: .euclidean, sum: sum)
/// let alike = try index.nearest(toRow: 7, count: 10)
/// ```
public struct NeighbourIndex: Sendable {
    public let matrix: Matrix
    private let storage: IndexStorage
    /// The file, for messages.
    private let path: String?

    public var metric: NeighbourMetric { storage.layout.metric }

    /// Known ones that a search keeps unless told otherwise: enough for 99 of 100 on embeddings.
    public static let breadth = 128

    /// Makes the index of a matrix, in memory. Rows that are not finite are left out, and by cosine those of zeros.
    ///
    /// - Parameter threads: nil takes all cores. The result does not depend on them.
    /// - Throws: ``Process/Interrupted`` after a signal, in work that heeds it.
    public init(
        of matrix: Matrix, by metric: NeighbourMetric, settings: IndexSettings = IndexSettings(), threads: Int? = nil,
        progress: ProgressReporter = .silent
    ) throws {
        self.matrix = matrix
        storage = try IndexBuilder.build(matrix, metric, settings, threads: threads, progress: progress)
        path = nil
    }

    /// Maps the index of a matrix.
    ///
    /// - Parameter sum: SHA-256 of the matrix's file, in hexadecimal.
    /// - Throws: ``InputError`` when there is no such file, it is no whole index, or that of another matrix or metric.
    public init(_ path: String, of matrix: Matrix, by metric: NeighbourMetric, sum: String) throws {
        let storage = try IndexStorage(path)
        let layout = storage.layout
        guard layout.sum == sum, layout.rows == matrix.rowCount, layout.dimension == matrix.columnCount else {
            throw InputError(
                file: path,
                problem: "this is the index of another embedding (\(layout.rows) rows of \(layout.dimension) numbers, "
                    + "SHA-256 \(layout.sum.prefix(12))…)", remedy: "Remove it, or give another name: it is made anew")
        }
        guard layout.metric == metric else {
            throw InputError(
                file: path, problem: "this index is for the \(layout.metric.rawValue) metric",
                remedy: "Choose that one, or give another name for an index of the \(metric.rawValue) one")
        }
        (self.matrix, self.storage, self.path) = (matrix, storage, path)
    }

    /// Writes the index, atomically.
    ///
    /// - Parameter sum: SHA-256 of the matrix's file, in hexadecimal.
    /// - Throws: ``WriteError``; nothing is then left under `path`.
    public func write(to path: String, sum: String) throws { try storage.write(to: path, sum: sum) }

    /// The rows nearest to a vector, ascending by distance, ties by lower row.
    ///
    /// - Parameters:
    ///   - query: as long as the rows, or it traps.
    ///   - count: how many, 1 or more; fewer come where there are fewer.
    ///   - breadth: known ones that the search keeps, at least `count`: more find more, and take longer.
    /// - Throws: ``InputError`` when the index is damaged.
    public func nearest(to query: [Float], count: Int, breadth: Int? = nil) throws -> [Neighbour] {
        precondition(query.count == matrix.columnCount, "\(query.count) numbers for \(matrix.columnCount) columns")
        return try matrix.withValues { values in
            guard let first = values.baseAddress else { return [] }
            return try query.withUnsafeBufferPointer { query in
                guard let query = query.baseAddress else { return [] }
                let search = search(first)
                try descend(search, query)
                return try walk(search, query, count: count, breadth: breadth)
            }
        }
    }

    /// Rows that are found at all.
    private var vectors: Int { storage.layout.nodes + storage.layout.repeats }

    /// The rows nearest to one of them, which is not among them; see ``nearest(to:count:breadth:)``. None where that row is
    /// not in the index.
    public func nearest(toRow row: Int, count: Int, breadth: Int? = nil) throws -> [Neighbour] {
        try matrix.withValues { values in
            guard let first = values.baseAddress else { return [] }
            return try nearest(toRow: row, count: count, breadth: breadth, search(first), first)
        }
    }

    /// The nearest rows of every row, itself left out.
    ///
    /// - Returns: axes (row, rank); where a row has fewer, or is not in the index, -1 and infinity.
    /// - Throws: ``InputError`` when the index is damaged; ``Process/Interrupted`` after a signal, in work that heeds it.
    public func graph(
        count: Int, breadth: Int? = nil, threads: Int? = nil, progress: ProgressReporter = .silent
    ) throws -> (indices: [Int32], distances: [Float]) {
        var indices = [Int32](repeating: -1, count: matrix.rowCount * count)
        var distances = [Float](repeating: .infinity, count: matrix.rowCount * count)
        let piece = 1024
        let pieces = (matrix.rowCount + piece - 1) / piece
        progress.begin("Neighbours", total: matrix.rowCount)
        defer { progress.end() }
        try Workers.inOrder(
            count: pieces, threads: threads ?? Workers.cores,
            maker: {
                { item in
                    try StopSignal.check(.goesOn)
                    let rows = item * piece..<min((item + 1) * piece, matrix.rowCount)
                    return try matrix.withValues { values in
                        guard let first = values.baseAddress else { return [] }
                        let search = search(first)
                        return try rows.map {
                            try nearest(toRow: $0, count: count, breadth: breadth, search, first)
                        }
                    }
                }
            },
            handOver: { (item: Int, found: [[Neighbour]]) in
                for (place, neighbours) in found.enumerated() {
                    for (rank, neighbour) in neighbours.enumerated() {
                        let cell = (item * piece + place) * count + rank
                        (indices[cell], distances[cell]) = (Int32(neighbour.row), neighbour.distance)
                    }
                }
                progress.advance(to: min((item + 1) * piece, matrix.rowCount))
            })
        return (indices, distances)
    }

    private func search(_ values: UnsafePointer<Float>) -> IndexSearch {
        IndexSearch(
            values: values, rowCount: matrix.rowCount, dimension: matrix.columnCount, metric: metric.kernel,
            degree: max(storage.layout.lowestDegree, storage.layout.degree))
    }

    /// Finds where a search in the lowest layer begins.
    private func descend(_ search: IndexSearch, _ query: UnsafePointer<Float>) throws {
        guard storage.layers.count > 1 else { return }
        try sound { () throws(IndexSearch.Damage) in try search.descend(storage.layers[1...], from: 0, to: query) }
    }

    private func nearest(
        toRow row: Int, count: Int, breadth: Int?, _ search: IndexSearch, _ values: UnsafePointer<Float>
    ) throws -> [Neighbour] {
        precondition((0..<matrix.rowCount).contains(row), "row \(row) of \(matrix.rowCount)")
        let first = Int(storage.first(of: Int32(row)))
        let query = values + row * matrix.columnCount
        guard storage.isNode(first) else { return [] }
        // The row itself is where its neighbours are.
        try sound { () throws(IndexSearch.Damage) in
            try search.begin(Int32(first), of: storage.layers[0], breadth: 1, query)
        }
        return try walk(search, query, count: count + 1, breadth: breadth, isRow: true)
            .filter { $0.row != row }.prefix(count).map(\.self)
    }

    /// Searches the lowest layer from where the last search has ended.
    private func walk(
        _ search: IndexSearch, _ query: UnsafePointer<Float>, count: Int, breadth: Int?, isRow: Bool = false
    ) throws -> [Neighbour] {
        let (lowest, rows) = (storage.layers[0], storage.words(storage.layout.upperRows))
        let breadth = max(count, breadth ?? max(Self.breadth, 2 * count))
        try sound { () throws(IndexSearch.Damage) in
            try search.goOn(breadth: breadth, lowest, query) { isRow ? $0 : rows[Int($0)] }
            try search.walk(lowest, query)
        }
        var found: [Neighbour] = []
        for place in 0..<search.beam.count {
            let (row, ranked) = search.beam[place]
            let distance = metric.distance(ranked)
            // Enough, and none of the same distance may follow that a lower row belongs before.
            if found.count >= count, distance > found[count - 1].distance { break }
            found.append(Neighbour(row: Int(row), distance: distance))
            for later in storage.later(than: row) { found.append(Neighbour(row: Int(later), distance: distance)) }
        }
        // Links lead from everywhere to everywhere, but nothing proves it: then all rows are looked at.
        if found.count < min(count, vectors) {
            let vector = Array(UnsafeBufferPointer(start: query, count: matrix.columnCount))
            return ExactSearch(matrix, by: metric).nearest(to: [vector], count: count, threads: 1)[0]
        }
        found.sort { ($0.distance, $0.row) < ($1.distance, $1.row) }
        return Array(found.prefix(count))
    }

    private func sound(_ body: () throws(IndexSearch.Damage) -> Void) throws(InputError) {
        do throws(IndexSearch.Damage) {
            try body()
        } catch {
            throw InputError(
                file: path, problem: "the index is damaged: one of its links leads nowhere",
                remedy: "Remove it: it is made again")
        }
    }
}
