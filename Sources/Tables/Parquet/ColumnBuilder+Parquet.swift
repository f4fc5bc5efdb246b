internal import CArrow

extension ColumnBuilder {
    /// Adds the cells of a batch, whose type is that of the column.
    mutating func append(_ cells: ca_cells, rows: Int) {
        func values<Cell>(_ type: Cell.Type) -> UnsafeBufferPointer<Cell> {
            UnsafeBufferPointer(start: cells.values?.assumingMemoryBound(to: type), count: rows)
        }
        if let missing = cells.missing {
            // One byte that is 0 or 1, as a Bool is.
            mark(
                UnsafeBufferPointer(start: UnsafeRawPointer(missing).assumingMemoryBound(to: Bool.self), count: rows),
                from: count)
        }
        switch info.type {
        case .boolean: booleans.append(contentsOf: values(Bool.self))
        case .int32: int32s.append(contentsOf: values(Int32.self))
        case .int64: int64s.append(contentsOf: values(Int64.self))
        case .float: floats.append(contentsOf: values(Float.self))
        case .double: doubles.append(contentsOf: values(Double.self))
        case .string: append(texts: cells, rows: rows)
        }
    }

    private mutating func append(texts cells: ca_cells, rows: Int) {
        guard let offsets = cells.offsets else { return }
        let bytes = UnsafeRawPointer(cells.bytes)
        func text(_ number: Int) -> String {
            let length = Int(offsets[number + 1] - offsets[number])
            guard let bytes, length > 0 else { return "" }
            return String(
                decoding: UnsafeRawBufferPointer(start: bytes + Int(offsets[number]), count: length), as: UTF8.self)
        }
        guard let indices = cells.indices else {
            for row in 0..<rows { strings.append(text(row)) }
            return
        }
        guard cells.text_count < rows else {
            for row in 0..<rows { strings.append(indices[row] < 0 ? "" : text(Int(indices[row]))) }
            return
        }
        // A dictionary: each text is made once.
        let dictionary = (0..<Int(cells.text_count)).map(text)
        for row in 0..<rows { strings.append(indices[row] < 0 ? "" : dictionary[Int(indices[row])]) }
    }
}
