/// The arrays of columns of numbers and truth values whose cells are about to be read, all made before the first cell is, and then filled by any thread:
/// so their memory lies together, and large pages fit in.
enum ColumnMemory {
    /// Makes an array for each of those columns, one inside the other's closure, and has `fill` fill all of them.
    ///
    /// - Parameters:
    ///   - types: of the columns.
    ///   - rows: cells of each.
    ///   - texts: the cells of a column of text, by its place: asked for after `fill`.
    ///   - fill: gets the first cell of each column, nil of text. All cells must be written. It is not called for no rows.
    /// - Throws: what `fill` throws.
    static func values(
        of types: [ColumnType], rows: Int, texts: (Int) -> Texts, fill: ([UnsafeMutableRawPointer?]) throws -> Void
    ) throws -> [Column.Values] {
        rows == 0 ? types.map { Column.Values(empty: $0) } : try values(types[...], rows, [], texts, fill)
    }

    private static func values(
        _ types: ArraySlice<ColumnType>, _ rows: Int, _ memory: [UnsafeMutableRawPointer?], _ texts: (Int) -> Texts,
        _ fill: ([UnsafeMutableRawPointer?]) throws -> Void
    ) throws -> [Column.Values] {
        guard let type = types.first else {
            try fill(memory)
            return []
        }
        var rest: [Column.Values] = []
        func array<Cell>(of type: Cell.Type) throws -> [Cell] {
            try [Cell](unsafeUninitializedCapacity: rows) { buffer, count in
                guard let base = buffer.baseAddress else { return }
                LargePages.prefer(UnsafeMutableBufferPointer(start: base, count: rows))
                count = rows
                rest = try values(types.dropFirst(), rows, memory + [UnsafeMutableRawPointer(base)], texts, fill)
            }
        }
        func text() throws -> Texts {
            rest = try values(types.dropFirst(), rows, memory + [nil], texts, fill)
            return texts(types.startIndex)
        }
        let own: Column.Values =
            switch type {
            case .boolean: .boolean(try array(of: Bool.self))
            case .int32: .int32(try array(of: Int32.self))
            case .int64: .int64(try array(of: Int64.self))
            case .float: .float(try array(of: Float.self))
            case .double: .double(try array(of: Double.self))
            case .string: .text(try text())
            }
        return [own] + rest
    }
}
