/// Memory that the cells of one field are unpacked into.
struct FITSCells {
    /// First cell, of the field's type.
    enum Place {
        case boolean(UnsafeMutablePointer<Bool>)
        case int32(UnsafeMutablePointer<Int32>)
        case int64(UnsafeMutablePointer<Int64>)
        case float(UnsafeMutablePointer<Float>)
        case double(UnsafeMutablePointer<Double>)
        case text(FITSTexts)

        /// The place where cells of a type begin.
        ///
        /// - Parameter texts: of a column of text, which has no memory.
        init?(_ memory: UnsafeMutableRawPointer?, _ type: ColumnType, texts: FITSTexts?) {
            if let texts {
                self = .text(texts)
                return
            }
            guard let memory else { return nil }
            func place<Cell>(_ cell: Cell.Type) -> UnsafeMutablePointer<Cell> { memory.assumingMemoryBound(to: cell) }
            switch type {
            case .boolean: self = .boolean(place(Bool.self))
            case .int32: self = .int32(place(Int32.self))
            case .int64: self = .int64(place(Int64.self))
            case .float: self = .float(place(Float.self))
            case .double: self = .double(place(Double.self))
            case .string: return nil
            }
        }
    }

    let field: FITSField
    let place: Place
    /// Marks of missing cells, all false at first; nil for fields that have none.
    let missing: UnsafeMutablePointer<Bool>?

    /// Unpacks a stretch of rows.
    ///
    /// - Parameters:
    ///   - bytes: the first of these rows.
    ///   - stride: bytes of a row.
    ///   - start: row of the memory that the first of them goes to.
    /// - Returns: the first row of the stretch (from 0) whose cell cannot be kept: an integer beyond `Int64`, what
    ///   is no number in an ASCII table; nil when all can.
    func unpack(_ bytes: UnsafeRawPointer, stride: Int, count: Int, start: Int) -> Int? {
        let first = bytes + field.offset
        switch field.form {
        case .digits: return unpackNumbers(first, stride: stride, count: count, start: start, places: nil)
        case .decimal(_, let places):
            return unpackNumbers(first, stride: stride, count: count, start: start, places: places)
        default: break
        }
        switch place {
        case .boolean(let cells):
            for row in 0..<count {
                let byte = (first + row * stride).load(as: UInt8.self)
                cells[start + row] = byte == UInt8(ascii: "T")
                if byte != UInt8(ascii: "T"), byte != UInt8(ascii: "F") { missing?[start + row] = true }
            }
        case .float(let cells):
            for row in 0..<count {
                cells[start + row] = Float(bitPattern: (first + row * stride).bigEndian(UInt32.self))
            }
        case .double(let cells):
            unpackDoubles(first, stride: stride, count: count, cells + start)
        case .int32(let cells):
            let shift = Int32(field.shift)
            switch field.form {
            case .uint8:
                integers(first, stride, count, start) { (value: UInt8, row) in cells[row] = Int32(value) + shift }
            case .int16:
                integers(first, stride, count, start) { (value: Int16, row) in cells[row] = Int32(value) + shift }
            default: integers(first, stride, count, start) { (value: Int32, row) in cells[row] = value }
            }
        case .int64(let cells):
            let shift = field.shift
            switch field.form {
            case .uint8:
                integers(first, stride, count, start) { (value: UInt8, row) in cells[row] = Int64(value) + shift }
            case .int16:
                integers(first, stride, count, start) { (value: Int16, row) in cells[row] = Int64(value) + shift }
            case .int32:
                integers(first, stride, count, start) { (value: Int32, row) in cells[row] = Int64(value) + shift }
            default:
                var bad: Int?
                let turn = field.isUnsigned64 ? Int64.min : 0
                integers(first, stride, count, start) { (value: Int64, row) in
                    cells[row] = (value ^ turn) &+ shift
                    if turn != 0, value >= 0, value != field.null, bad == nil { bad = row - start }
                }
                return bad
            }
        case .text(let cells):
            if field.isUnsigned64 {
                integers(first, stride, count, start) { (value: Int64, row) in
                    var text = String(UInt64(bitPattern: value ^ .min))
                    text.withUTF8 { cells.store($0, row) }
                }
            } else {
                unpackText(first, stride: stride, count: count, cells, start)
            }
        }
        return nil
    }

    /// Integers, with marks for those that stand for a missing cell, whose value becomes 0.
    @inline(__always)
    private func integers<Stored: FixedWidthInteger>(
        _ first: UnsafeRawPointer, _ stride: Int, _ count: Int, _ start: Int, _ store: (Stored, Int) -> Void
    ) {
        if let missing, let null = field.null {
            for row in 0..<count {
                let value = (first + row * stride).bigEndian(Stored.self)
                store(value, start + row)
                if Int64(value) == null { missing[start + row] = true }
            }
        } else {
            for row in 0..<count { store((first + row * stride).bigEndian(Stored.self), start + row) }
        }
    }

    private func unpackDoubles(
        _ first: UnsafeRawPointer, stride: Int, count: Int, _ cells: UnsafeMutablePointer<Double>
    ) {
        let (scale, zero) = field.scaling ?? (1, 0)
        func scaled<Stored: FixedWidthInteger>(_ type: Stored.Type) {
            for row in 0..<count {
                let value = (first + row * stride).bigEndian(type)
                cells[row] = Int64(value) == field.null ? .nan : Double(value) * scale + zero
            }
        }
        switch field.form {
        case .uint8: scaled(UInt8.self)
        case .int16: scaled(Int16.self)
        case .int32: scaled(Int32.self)
        case .int64: scaled(Int64.self)
        case .float:
            for row in 0..<count {
                let value = Float(bitPattern: (first + row * stride).bigEndian(UInt32.self))
                cells[row] = Double(value) * scale + zero
            }
        default:
            if field.scaling == nil {
                for row in 0..<count {
                    cells[row] = Double(bitPattern: (first + row * stride).bigEndian(UInt64.self))
                }
            } else {
                for row in 0..<count {
                    cells[row] = Double(bitPattern: (first + row * stride).bigEndian(UInt64.self)) * scale + zero
                }
            }
        }
    }

    private func unpackText(
        _ first: UnsafeRawPointer, stride: Int, count: Int, _ cells: FITSTexts, _ firstRow: Int
    ) {
        let width = field.form.size
        for row in 0..<count {
            let start = (first + row * stride).assumingMemoryBound(to: UInt8.self)
            var end = 0
            while end < width, start[end] != 0 { end += 1 }
            while end > 0, start[end - 1] == 0x20 { end -= 1 }
            if isNull(first + row * stride) { end = 0 }
            cells.store(UnsafeBufferPointer(start: start, count: end), firstRow + row)
        }
    }
}

extension UnsafeRawPointer {
    @inline(__always)
    fileprivate func bigEndian<Value: FixedWidthInteger>(_ type: Value.Type) -> Value {
        Value(bigEndian: loadUnaligned(as: type))
    }
}
