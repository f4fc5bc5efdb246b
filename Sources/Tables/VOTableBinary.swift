internal import Files

/// Takes the rows out of the base64 stream of BINARY or BINARY2 (VOTable 1.4, sections 5.3 and 5.4).
struct VOTableBinary {
    /// BINARY2: each row begins with one bit a field, set where the cell is missing.
    private let hasFlags: Bool
    private let flagBytes: Int
    /// Bytes of a row; nil where that differs.
    private let rowSize: Int?
    /// Decoded bytes of rows that are not complete yet.
    private var bytes: [UInt8] = []
    private var base64 = Base64Decoder()

    init(_ fields: [VOTableField], hasFlags: Bool) {
        self.hasFlags = hasFlags
        flagBytes = hasFlags ? (fields.count + 7) / 8 : 0
        var size: Int? = flagBytes
        for field in fields { size = size.flatMap { size in field.count.map { size + field.size($0) } } }
        rowSize = size
    }

    /// Decodes a piece of the stream and adds the rows that are complete.
    ///
    /// - Parameters:
    ///   - targets: number of the column that each field is read into; -1 for none.
    ///   - row: number of the next row.
    ///   - line: line of the file, for messages.
    /// - Returns: how many rows were added.
    mutating func decode(
        _ piece: UnsafeBufferPointer<UInt8>, _ fields: [VOTableField], _ targets: [Int],
        _ columns: inout [VOTableColumn], path: String, row: Int, line: Int
    ) throws -> Int {
        guard base64.decode(piece, into: &bytes) else {
            throw InputError(
                file: path, problem: "the data in line \(line) are not base64", remedy: "Fetch or write the file again")
        }
        var rows = 0
        let used = try bytes.withUnsafeBytes { bytes in
            var cursor = Cursor(bytes)
            while cursor.offset < bytes.count {
                let start = cursor.offset
                guard let size = try rowSize ?? measure(cursor, fields, path, row + rows), bytes.count - start >= size
                else { return start }
                read(&cursor, fields, targets, &columns)
                rows += 1
                // An empty row would never end.
                guard cursor.offset > start else { return start }
            }
            return cursor.offset
        }
        bytes.removeSubrange(..<used)
        return rows
    }

    /// Throws ``InputError`` when the stream ends within a row.
    func finish(path: String, row: Int) throws {
        guard bytes.isEmpty, base64.isComplete else {
            throw InputError(
                file: path, row: row, problem: "the stream of data ends within the row: the file was cut short",
                remedy: "Fetch or write the file again")
        }
    }

    /// Bytes of the row at `cursor`; nil when the count of a cell is not there yet.
    private func measure(_ start: Cursor, _ fields: [VOTableField], _ path: String, _ row: Int) throws -> Int? {
        var cursor = start
        cursor.offset += flagBytes
        for field in fields {
            if let count = field.count {
                cursor.offset += field.size(count)
                continue
            }
            guard cursor.has(4) else { return nil }
            let count = cursor.integer(Int32.self)
            guard count >= 0 else {
                throw InputError(
                    file: path, row: row, column: field.name, problem: "the cell says that it has \(count) values",
                    remedy: "The file is damaged: fetch or write it again")
            }
            cursor.offset += field.size(Int(count))
        }
        return cursor.offset - start.offset
    }

    /// Reads the row at `cursor`, which is complete.
    private func read(
        _ cursor: inout Cursor, _ fields: [VOTableField], _ targets: [Int], _ columns: inout [VOTableColumn]
    ) {
        let flags = cursor.take(flagBytes)
        for index in fields.indices {
            let count = fields[index].count ?? Int(cursor.integer(Int32.self))
            var cell = Cursor(cursor.take(fields[index].size(count)))
            let target = targets[index]
            guard target >= 0 else { continue }
            if hasFlags, flags[index / 8] & (0x80 >> UInt8(index % 8)) != 0 {
                columns[target].builder.appendMissing()
            } else {
                columns[target].append(&cell)
            }
        }
    }

    /// A place in big-endian bytes.
    struct Cursor {
        private let bytes: UnsafeRawBufferPointer
        var offset = 0

        init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

        func has(_ count: Int) -> Bool { bytes.count - offset >= count }

        mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type) -> Value {
            defer { offset += MemoryLayout<Value>.size }
            return Value(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: type))
        }

        mutating func take(_ count: Int) -> UnsafeRawBufferPointer {
            defer { offset += count }
            return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + count])
        }

        /// What is left.
        var rest: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: bytes[offset...]) }
    }
}

extension VOTableColumn {
    /// Adds the cell at `cell`, which holds it and nothing else.
    fileprivate mutating func append(_ cell: inout VOTableBinary.Cursor) {
        switch field.datatype {
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
        case .floatComplex, .doubleComplex: preconditionFailure("'\(field.name)' is no plain column")
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
        append(String(decoding: bytes[..<end], as: UTF8.self))
    }

    private mutating func append(units bytes: UnsafeRawBufferPointer) {
        var units: [UInt16] = []
        for offset in stride(from: 0, to: bytes.count - 1, by: 2) {
            let unit = UInt16(bytes[offset]) << 8 | UInt16(bytes[offset + 1])
            if unit == 0 { break }
            units.append(unit)
        }
        append(String(decoding: units, as: UTF16.self))
    }

    private mutating func append(_ text: String) {
        builder.strings.append(text == field.null ? "" : text)
    }
}
