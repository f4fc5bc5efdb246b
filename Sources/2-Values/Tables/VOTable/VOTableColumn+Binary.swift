extension VOTableColumn {
    /// Adds the cell at `cell`, which holds it and nothing else.
    mutating func append(_ cell: inout VOTableCursor) {
        switch datatype {
        case .boolean: appendFlag(cell.integer(UInt8.self))
        case .bit: builder.booleans.append(cell.integer(UInt8.self) != 0)
        case .unsignedByte: append(Int64(cell.integer(UInt8.self)))
        case .short: append(Int64(cell.integer(Int16.self)))
        case .int: append(Int64(cell.integer(Int32.self)))
        case .long: append(cell.integer(Int64.self))
        case .float: append(Double(Float(bitPattern: cell.integer(UInt32.self))))
        case .double: append(Double(bitPattern: cell.integer(UInt64.self)))
        case .char: append(bytes: cell.rest)
        case .unicodeChar: append(units: cell.rest)
        case .floatComplex, .doubleComplex: preconditionFailure("a column of complex numbers")
        }
    }

    private mutating func appendFlag(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: "1"): builder.booleans.append(true)
        case UInt8(ascii: "F"), UInt8(ascii: "f"), UInt8(ascii: "0"): builder.booleans.append(false)
        default: builder.appendMissing()
        }
    }

    /// A text ends at the first zero byte.
    private mutating func append(bytes: UnsafeRawBufferPointer) {
        let end = bytes.firstIndex(of: 0) ?? bytes.endIndex
        append(String(decoding: UnsafeRawBufferPointer(rebasing: bytes[..<end]), as: UTF8.self))
    }

    /// Units of UTF-16; a text ends at the first zero.
    private mutating func append(units bytes: UnsafeRawBufferPointer) {
        let count = bytes.count / 2
        // Nearly every text is ASCII.
        let ascii = String(unsafeUninitializedCapacity: count) { text in
            for index in 0..<count {
                let byte = bytes[2 * index + 1]
                guard bytes[2 * index] == 0, byte < 0x80 else { return 0 }
                if byte == 0 { return index }
                text[index] = byte
            }
            return count
        }
        guard ascii.isEmpty else { return append(ascii) }
        var units: [UInt16] = []
        for index in 0..<count {
            let unit = UInt16(bytes[2 * index]) << 8 | UInt16(bytes[2 * index + 1])
            if unit == 0 { break }
            units.append(unit)
        }
        append(String(decoding: units, as: UTF16.self))
    }

    private mutating func append(_ text: String) {
        builder.texts.append(text == null ? "" : text)
    }
}
