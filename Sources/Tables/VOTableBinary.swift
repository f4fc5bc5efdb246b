internal import Files

/// Takes the rows out of the base64 stream of BINARY or BINARY2 (VOTable 1.4, sections 5.3 and 5.4).
struct VOTableBinary {
    /// How the cells of a field lie in the stream, and where they go.
    private struct Layout {
        /// Values a cell; -1 where each cell says it itself.
        let count: Int
        /// Bytes of a value; 0 stands for bits.
        let valueSize: Int
        /// Number of the column; -1 for none.
        let target: Int

        func size(_ count: Int) -> Int { valueSize == 0 ? (count + 7) / 8 : count * valueSize }
    }

    private let path: String
    private let names: [String]
    private let layouts: [Layout]
    /// BINARY2: each row begins with one bit a field, set where the cell is missing.
    private let flagBytes: Int
    /// Bytes of a row; nil where that differs.
    private let rowSize: Int?
    /// Decoded bytes of rows that are not complete yet.
    private var bytes: [UInt8] = []
    private var base64 = Base64Decoder()

    /// - Parameters:
    ///   - targets: number of the column that each field is read into; -1 for none.
    ///   - hasFlags: true for BINARY2.
    init(_ fields: [VOTableField], targets: [Int], hasFlags: Bool, path: String) {
        self.path = path
        names = fields.map(\.name)
        layouts = zip(fields, targets).map { field, target in
            Layout(
                count: field.count ?? -1, valueSize: field.datatype == .bit ? 0 : field.datatype.size, target: target)
        }
        flagBytes = hasFlags ? (fields.count + 7) / 8 : 0
        let isFixed = layouts.allSatisfy { $0.count >= 0 }
        rowSize = isFixed ? layouts.reduce(flagBytes) { $0 + $1.size($1.count) } : nil
    }

    /// Decodes a piece of the stream and adds the rows that are complete.
    ///
    /// - Parameters:
    ///   - row: number of the next row, for messages.
    ///   - line: line of the file, for messages.
    /// - Returns: how many rows were added.
    mutating func decode(
        _ piece: UnsafeBufferPointer<UInt8>, into columns: inout [VOTableColumn], row: Int, line: Int
    ) throws -> Int {
        guard base64.decode(piece, into: &bytes) else {
            throw InputError(
                file: path, problem: "the data in line \(line) are not base64", remedy: "Fetch or write the file again")
        }
        // Many pieces are shorter than a row: looking at the same bytes again and again would cost.
        guard bytes.count >= max(rowSize ?? 0, 1 << 14) else { return 0 }
        return try addRows(to: &columns, row: row)
    }

    /// Adds the last rows; returns how many. Throws ``InputError`` when the stream ends within a row.
    mutating func finish(into columns: inout [VOTableColumn], row: Int) throws -> Int {
        let rows = try addRows(to: &columns, row: row)
        guard bytes.isEmpty, base64.isComplete else {
            throw InputError(
                file: path, row: row + rows, problem: "the stream of data ends within the row: the file was cut short",
                remedy: "Fetch or write the file again")
        }
        return rows
    }

    private mutating func addRows(to columns: inout [VOTableColumn], row: Int) throws -> Int {
        var rows = 0
        let used = try bytes.withUnsafeBytes { bytes in
            var cursor = Cursor(bytes)
            while cursor.offset < bytes.count {
                guard let size = try rowSize ?? measure(cursor, row: row + rows), size > 0, cursor.has(size) else {
                    break
                }
                read(&cursor, into: &columns)
                rows += 1
            }
            return cursor.offset
        }
        bytes.removeSubrange(..<used)
        return rows
    }

    /// Bytes of the row at `cursor`; nil when the count of a cell is not there yet.
    private func measure(_ start: Cursor, row: Int) throws -> Int? {
        var cursor = start
        cursor.offset += flagBytes
        for index in layouts.indices {
            var count = layouts[index].count
            if count < 0 {
                guard cursor.has(4) else { return nil }
                count = Int(cursor.integer(Int32.self))
                guard count >= 0 else {
                    throw InputError(
                        file: path, row: row, column: names[index],
                        problem: "the cell says that it has \(count) values",
                        remedy: "The file is damaged: fetch or write it again")
                }
            }
            cursor.offset += layouts[index].size(count)
        }
        return cursor.offset - start.offset
    }

    /// Reads the row at `cursor`, which is complete.
    private func read(_ cursor: inout Cursor, into columns: inout [VOTableColumn]) {
        let flags = cursor.take(flagBytes)
        for index in layouts.indices {
            let layout = layouts[index]
            let count = layout.count < 0 ? Int(cursor.integer(Int32.self)) : layout.count
            var cell = Cursor(cursor.take(layout.size(count)))
            guard layout.target >= 0 else { continue }
            if flagBytes > 0, flags[index / 8] & (0x80 >> UInt8(index % 8)) != 0 {
                columns[layout.target].builder.appendMissing()
            } else {
                columns[layout.target].append(&cell)
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
        builder.strings.append(text == null ? "" : text)
    }
}
