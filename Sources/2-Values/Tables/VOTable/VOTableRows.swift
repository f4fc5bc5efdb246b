/// Rows in the form in which a VOTable stores them, until they are written.
struct VOTableRows {
    /// Why a cell cannot be written.
    struct Unwritable: Error {
        let column: String
        let problem: String
        let remedy: String
    }

    private var bytes: [UInt8] = []

    /// Adds a row of TABLEDATA. A missing cell is empty.
    mutating func appendText(_ row: Int, of batch: Table) throws(Unwritable) {
        append("<TR>")
        for column in batch.columns {
            append("<TD>")
            if column.hasValue(row) { try appendText(row, of: column) }
            append("</TD>")
        }
        append("</TR>\n")
    }

    /// Adds a row of BINARY2: a bit a column, set where the cell is missing, then the cells.
    mutating func appendBinary(_ row: Int, of batch: Table) throws(Unwritable) {
        let flags = bytes.count
        bytes.append(contentsOf: repeatElement(0, count: (batch.columns.count + 7) / 8))
        for (index, column) in batch.columns.enumerated() {
            if !column.hasValue(row) { bytes[flags + index / 8] |= 0x80 >> UInt8(index % 8) }
            try appendBinary(row, of: column)
        }
    }

    /// The text of the rows added since the last call.
    mutating func takeText() -> [UInt8] {
        defer { bytes.removeAll(keepingCapacity: true) }
        return bytes
    }

    /// The rows added since the last call in base64, in lines of 76 digits; what does not fill a line is kept for the next
    /// call unless this is the last.
    mutating func takeBase64(isLast: Bool) -> [UInt8] {
        let lineBytes = 57
        let count = isLast ? bytes.count : bytes.count / lineBytes * lineBytes
        var result: [UInt8] = []
        result.reserveCapacity(count / lineBytes * 77 + 80)
        bytes.withUnsafeBufferPointer { bytes in
            for line in stride(from: 0, to: count, by: lineBytes) {
                Self.appendBase64(
                    UnsafeBufferPointer(rebasing: bytes[line..<min(line + lineBytes, count)]), to: &result)
                result.append(UInt8(ascii: "\n"))
            }
        }
        bytes.removeSubrange(..<count)
        return result
    }

    // MARK: - Cells

    private mutating func appendText(_ row: Int, of column: Column) throws(Unwritable) {
        switch column.values {
        case .boolean(let cells): append(cells[row] ? "T" : "F")
        case .int32(let cells): append("\(try checked(cells[row], column))")
        case .int64(let cells): append("\(try checked(cells[row], column))")
        case .float(let cells): append(cells[row].isInfinite ? cells[row] < 0 ? "-Inf" : "+Inf" : "\(cells[row])")
        case .double(let cells): append(cells[row].isInfinite ? cells[row] < 0 ? "-Inf" : "+Inf" : "\(cells[row])")
        case .text(let cells):
            guard appendEscaped(cells[row]) else {
                throw Unwritable(
                    column: column.name, problem: "the text holds a control character, and XML has none",
                    remedy: "Take it out, or write another format")
            }
        }
    }

    private mutating func appendBinary(_ row: Int, of column: Column) throws(Unwritable) {
        let hasValue = column.hasValue(row)
        switch column.values {
        case .boolean(let cells): bytes.append(hasValue ? UInt8(ascii: cells[row] ? "T" : "F") : UInt8(ascii: " "))
        case .int32(let cells): append(bigEndian: hasValue ? try checked(cells[row], column) : .min)
        case .int64(let cells): append(bigEndian: hasValue ? try checked(cells[row], column) : .min)
        case .float(let cells): append(bigEndian: cells[row].bitPattern)
        case .double(let cells): append(bigEndian: cells[row].bitPattern)
        case .text(let cells):
            append(bigEndian: UInt32(cells[row].utf16.count))
            for unit in cells[row].utf16 { append(bigEndian: unit) }
        }
    }

    /// The least value stands for a missing cell, and is not one itself.
    private func checked<Value: FixedWidthInteger>(_ value: Value, _ column: Column) throws(Unwritable) -> Value {
        guard value == .min else { return value }
        throw Unwritable(
            column: column.name, problem: "\(value) stands for a missing number in the VOTables that are written here",
            remedy: "Leave the cell empty if that is meant, or write another format")
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

    private mutating func append(bigEndian value: some FixedWidthInteger) {
        withUnsafeBytes(of: value.bigEndian) { bytes.append(contentsOf: $0) }
    }

    /// Adds text as XML. Returns false where it has a character that XML has not.
    private mutating func appendEscaped(_ text: String) -> Bool {
        var previous: (UInt8, UInt8) = (0, 0)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): append("&amp;")
            case UInt8(ascii: "<"): append("&lt;")
            case UInt8(ascii: ">"): append("&gt;")
            case UInt8(ascii: "\r"): append("&#13;")
            case UInt8(ascii: "\n"), UInt8(ascii: "\t"): bytes.append(byte)
            case 0..<32: return false
            default:
                // U+FFFE and U+FFFF
                if previous == (0xEF, 0xBF), byte >= 0xBE { return false }
                bytes.append(byte)
            }
            previous = (previous.1, byte)
        }
        return true
    }

    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    private static func appendBase64(_ bytes: UnsafeBufferPointer<UInt8>, to result: inout [UInt8]) {
        digits.withUnsafeBufferPointer { digits in
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let count = min(3, bytes.count - start)
                var bits: UInt32 = 0
                for index in 0..<3 { bits = bits << 8 | (index < count ? UInt32(bytes[start + index]) : 0) }
                for index in 0..<4 {
                    result.append(
                        index <= count ? digits[Int(bits >> UInt32(18 - 6 * index) & 63)] : UInt8(ascii: "="))
                }
            }
        }
    }
}
