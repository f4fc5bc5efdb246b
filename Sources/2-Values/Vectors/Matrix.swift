internal import Files

/// A matrix of float32, row-major, whose rows may have identifiers: feature vectors of galaxies, one a row.
///
/// It lies in memory or in a mapped `.npy` file, of which only what is looked at is read. Any number of threads may read it.
///
/// ```swift
/// let features = try Matrix(mapping: "embeddings.npy", ids: ids)
/// let nearest = features.distances(from: features[7], by: .cosine).enumerated().min { $0.element < $1.element }
/// let map = PCA(features, components: 2).transform(features)
/// try map.write(to: "map.npy")
/// ```
public struct Matrix: Sendable {
    /// Number of rows.
    public let rowCount: Int
    /// Number of columns, 1 or more.
    public let columnCount: Int
    /// Identifier of each row; nil where rows have none.
    public let ids: [String]?
    private let storage: Storage

    /// Where the numbers lie.
    private enum Storage: Sendable {
        case array([Float])
        /// From that byte on; a multiple of 4.
        case file(MappedFile, start: Int)
    }

    /// - Parameters:
    ///   - values: axes (row, column), row-major; whole rows, or it traps.
    ///   - columnCount: 1 or more.
    ///   - ids: one a row, or it traps.
    public init(_ values: [Float], columnCount: Int, ids: [String]? = nil) {
        precondition(
            columnCount > 0 && values.count % columnCount == 0,
            "\(values.count) numbers are no whole rows of \(columnCount)")
        let rows = values.count / columnCount
        precondition((ids?.count ?? rows) == rows, "\(ids?.count ?? 0) identifiers for \(rows) rows")
        rowCount = rows
        self.columnCount = columnCount
        self.ids = ids
        storage = .array(values)
    }

    /// Opens a matrix that NumPy or ``Npy`` has written. float32 in C order is mapped and takes no memory of its own;
    /// other floats, whole numbers and Fortran order are converted into memory.
    ///
    /// The file must not change while the matrix is in use.
    /// - Parameter ids: one a row.
    /// - Throws: ``InputError`` for a file that is cut off, is no array of two axes, has elements of another type or no
    ///   columns, or another number of rows than there are identifiers.
    public init(mapping path: String, ids: [String]? = nil) throws {
        let file = try MappedFile(path)
        let header = try NpyHeader(file.bytes, path: path) { NpyFloats(rawValue: $0)?.size }
        guard header.shape.count == 2, header.shape[1] > 0, let type = NpyFloats(rawValue: header.type) else {
            throw InputError(
                file: path, problem: "this is not a matrix: its shape is \(header.shape)",
                remedy: "Give an array of two axes, one row a galaxy")
        }
        rowCount = header.shape[0]
        columnCount = header.shape[1]
        self.ids = ids
        if let ids, ids.count != rowCount {
            throw InputError(
                file: path, problem: "it has \(rowCount) rows, and there are \(ids.count) identifiers",
                remedy: "Give the matrix and the identifiers of one run")
        }
        if type == .float32, !header.isFortran, header.start % MemoryLayout<Float>.alignment == 0 {
            storage = .file(file, start: header.start)
        } else {
            let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[header.start...])
            storage = .array(
                type.values(bytes, rows: rowCount, columns: columnCount, isFortran: header.isFortran))
        }
    }

    /// All numbers, axes (row, column), row-major; valid during the call.
    public func withValues<Result, Failure: Error>(
        _ body: (UnsafeBufferPointer<Float>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        switch storage {
        case .array(let values):
            return try values.withUnsafeBufferPointer { values throws(Failure) in try body(values) }
        case .file(let file, let start):
            let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[start...])
            defer { withExtendedLifetime(file) {} }
            return try body(bytes.assumingMemoryBound(to: Float.self))
        }
    }

    /// The vector of a row; 0 is the first.
    public subscript(row: Int) -> [Float] {
        precondition((0..<rowCount).contains(row), "row \(row) of \(rowCount)")
        return withValues { Array($0[(row * columnCount)..<((row + 1) * columnCount)]) }
    }

    /// True when all numbers of a row are finite; vectors of unreadable images are not.
    public func isFinite(_ row: Int) -> Bool {
        withValues { values in
            (row * columnCount..<(row + 1) * columnCount).allSatisfy { values[$0].isFinite }
        }
    }

    /// The matrix of the rows given, in the order given, in memory.
    public func gathered(_ rows: [Int]) -> Matrix {
        let values = withValues { values in
            [Float](unsafeUninitializedCapacity: rows.count * columnCount) { buffer, count in
                for (place, row) in rows.enumerated() {
                    precondition((0..<rowCount).contains(row), "row \(row) of \(rowCount)")
                    for column in 0..<columnCount {
                        buffer[place * columnCount + column] = values[row * columnCount + column]
                    }
                }
                count = rows.count * columnCount
            }
        }
        return Matrix(values, columnCount: columnCount, ids: ids.map { ids in rows.map { ids[$0] } })
    }

    /// Gives the memory back that holds what was read of a mapped file.
    public func release() {
        if case .file(let file, _) = storage { file.release() }
    }

    /// Writes the numbers as `.npy`, atomically; the identifiers are not part of it.
    ///
    /// - Throws: ``WriteError``; nothing is then left under `path`.
    public func write(to path: String) throws {
        try AtomicFile.write(path) { sink in
            try sink.write(NpyHeader.bytes(type: "<f4", shape: [rowCount, columnCount]))
            try withValues { try sink.write(UnsafeRawBufferPointer($0)) }
        }
    }
}
