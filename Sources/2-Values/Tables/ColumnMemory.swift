/// The arrays of columns whose cells are about to be read, all made before the first cell is, and then filled by any thread:
/// so their memory lies together, and large pages fit in.
enum ColumnMemory {
    /// Makes an array for each column, one inside the other's closure, and has `fill` fill all of them.
    ///
    /// - Parameters:
    ///   - types: of the columns.
    ///   - rows: cells of each.
    ///   - fill: gets the first cell of each column. Numbers and truth values must be written, all of them; texts are empty at
    ///     first. It is not called for no rows.
    /// - Throws: what `fill` throws.
    static func values(
        of types: [ColumnType], rows: Int, fill: ([UnsafeMutableRawPointer]) throws -> Void
    ) throws -> [Column.Values] {
        rows == 0 ? types.map { Column.Values(empty: $0) } : try values(types[...], rows, [], fill)
    }

    private static func values(
        _ types: ArraySlice<ColumnType>, _ rows: Int, _ memory: [UnsafeMutableRawPointer],
        _ fill: ([UnsafeMutableRawPointer]) throws -> Void
    ) throws -> [Column.Values] {
        guard let type = types.first else {
            try fill(memory)
            return []
        }
        var rest: [Column.Values] = []
        func array<Cell>(_ blank: Cell) throws -> [Cell] {
            try [Cell](unsafeUninitializedCapacity: rows) { buffer, count in
                guard let base = buffer.baseAddress else { return }
                LargePages.prefer(UnsafeMutableBufferPointer(start: base, count: rows))
                if Cell.self == String.self { base.initialize(repeating: blank, count: rows) }
                count = rows
                rest = try values(types.dropFirst(), rows, memory + [UnsafeMutableRawPointer(base)], fill)
            }
        }
        let own: Column.Values =
            switch type {
            case .boolean: .boolean(try array(false))
            case .int32: .int32(try array(0))
            case .int64: .int64(try array(0))
            case .float: .float(try array(0))
            case .double: .double(try array(0))
            case .string: .string(try array(""))
            }
        return [own] + rest
    }
}
