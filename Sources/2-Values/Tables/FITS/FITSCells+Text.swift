internal import Files

extension FITSCells {
    /// Unpacks numbers of an ASCII table (FITS standard 4.0, section 7.2.5).
    ///
    /// A number without a decimal point in a column of reals has one before its last digits, as many as TFORM says; its
    /// exponent begins with E or D. Blank cells, TNULL and NaN are missing.
    ///
    /// - Parameters:
    ///   - first: the cell in the first row.
    ///   - places: digits after the decimal point; nil for whole numbers.
    /// - Returns: the first row whose cell is no such number.
    func unpackNumbers(_ first: UnsafeRawPointer, stride: Int, count: Int, start: Int, places: Int?) -> Int? {
        let power = (0..<(places ?? 0)).reduce(1.0) { power, _ in power * 10 }
        return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: field.form.size) { cell in
            for row in 0..<count {
                var (length, hasPoint) = (0, false)
                for byte in Self.word(first + row * stride, width: field.form.size) {
                    hasPoint = hasPoint || byte == UInt8(ascii: ".")
                    cell[length] = byte | 0x20 == UInt8(ascii: "d") ? UInt8(ascii: "E") : byte
                    length += 1
                }
                let word = UnsafeBufferPointer(rebasing: cell[..<length])
                if word.isEmpty || DecimalNumber.equal(word, "nan") || isNull(first + row * stride) {
                    store(nil, start + row)
                    continue
                }
                switch DecimalNumber.value(word) {
                case .integer(let value):
                    if places == nil { store(value, start + row) } else { store(Double(value) / power, start + row) }
                case .real(let value):
                    guard places != nil else { return row }
                    store(hasPoint ? value : value / power, start + row)
                case .none: return row
                }
            }
            return nil
        }
    }

    /// What is wrong with a cell that could not be unpacked, and what to do.
    func fault(_ row: UnsafeRawPointer) -> (problem: String, remedy: String) {
        switch field.form {
        case .digits, .decimal:
            (
                "'\(String(decoding: Self.word(row + field.offset, width: field.form.size), as: UTF8.self))' is not a "
                    + "\(field.form.isInteger ? "whole number" : "number") of the column's format",
                "Mend the cell, or leave the column out"
            )
        // Such numbers are looked for before.
        default: ("the number is larger than 9223372036854775807", "The file was changed while it was read: run again")
        }
    }

    /// Whether a cell of an ASCII table is the text that stands for a missing one.
    func isNull(_ cell: UnsafeRawPointer) -> Bool {
        guard let null = field.nullText else { return false }
        return Self.word(cell, width: field.form.size).elementsEqual(null)
    }

    /// A cell's bytes without the blanks around them.
    private static func word(_ cell: UnsafeRawPointer, width: Int) -> UnsafeRawBufferPointer {
        let bytes = UnsafeRawBufferPointer(start: cell, count: width)
        var (start, end) = (0, width)
        while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0 { end -= 1 }
        while start < end, bytes[start] == 0x20 { start += 1 }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<end])
    }

    private func store(_ value: Int64?, _ row: Int) {
        switch place {
        case .int32(let cells): cells[row] = Int32(value ?? 0)
        case .int64(let cells): cells[row] = value.map { $0 &+ field.shift } ?? 0
        default: return store(value.map { Double($0) } ?? .nan, row)
        }
        if value == nil { missing?[row] = true }
    }

    private func store(_ value: Double, _ row: Int) {
        let (scale, zero) = field.scaling ?? (1, 0)
        if case .double(let cells) = place { cells[row] = value * scale + zero }
    }
}
