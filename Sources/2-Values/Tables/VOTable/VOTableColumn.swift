internal import Files

/// A column of a VOTable while it is read.
struct VOTableColumn {
    /// Why a cell could not be read.
    struct Unreadable: Error {
        let problem: String
    }

    let datatype: VOTableField.Datatype
    var builder: ColumnBuilder
    /// What stands for a missing cell.
    let null: String?
    private let nullText: [UInt8]?
    private let nullInteger: Int64?
    private let nullNumber: Double?

    init(_ field: VOTableField, _ info: ColumnInfo) {
        datatype = field.datatype
        null = field.null
        builder = ColumnBuilder(info)
        nullText = field.null.map { Array($0.utf8) }
        (nullInteger, nullNumber) = (nullText ?? []).withUnsafeBufferPointer {
            (Self.integer(Self.trimmed($0)), Self.number(Self.trimmed($0)))
        }
    }

    /// Adds the cell that a TD holds.
    mutating func append(text: UnsafeBufferPointer<UInt8>) throws(Unreadable) {
        if datatype.isText {
            if let nullText, text.elementsEqual(nullText) { return builder.appendMissing() }
            return builder.texts.append(String(decoding: text, as: UTF8.self))
        }
        let cell = Self.trimmed(text)
        if cell.isEmpty || (nullText.map { cell.elementsEqual($0) } ?? false) { return builder.appendMissing() }
        switch datatype {
        case .float, .double:
            guard let value = Self.number(cell) else { throw Self.unreadable(text, "a number") }
            append(value)
        case .boolean, .bit:
            if cell.count == 1 && cell[0] == UInt8(ascii: "?") { return builder.appendMissing() }
            guard let value = Self.boolean(cell) else { throw Self.unreadable(text, "true or false") }
            builder.booleans.append(value)
        default:
            guard let value = Self.integer(cell), limits.contains(value) else {
                throw Self.unreadable(text, "a whole number of the type \(datatype.rawValue)")
            }
            append(value)
        }
    }

    /// Adds a number, missing where it stands for a missing one.
    mutating func append(_ value: Double) {
        if datatype == .float {
            builder.floats.append(Float(value) == nullNumber.map(Float.init) ? .nan : Float(value))
        } else {
            builder.doubles.append(value == nullNumber ? .nan : value)
        }
    }

    /// Adds a whole number, missing where it stands for a missing one.
    mutating func append(_ value: Int64) {
        guard value != nullInteger else { return builder.appendMissing() }
        if datatype == .long {
            builder.int64s.append(value)
        } else {
            builder.int32s.append(Int32(truncatingIfNeeded: value))
        }
    }

    private var limits: ClosedRange<Int64> {
        switch datatype {
        case .unsignedByte: 0...255
        case .short: Int64(Int16.min)...Int64(Int16.max)
        case .int: Int64(Int32.min)...Int64(Int32.max)
        default: .min ... .max
        }
    }

    private static func boolean(_ cell: UnsafeBufferPointer<UInt8>) -> Bool? {
        if cell.count == 1 {
            switch cell[0] {
            case UInt8(ascii: "T"), UInt8(ascii: "t"), UInt8(ascii: "1"): return true
            case UInt8(ascii: "F"), UInt8(ascii: "f"), UInt8(ascii: "0"): return false
            default: return nil
            }
        }
        return CellText.boolean(cell)
    }

    /// Decimal, or hexadecimal behind `0x`.
    private static func integer(_ cell: UnsafeBufferPointer<UInt8>) -> Int64? {
        switch DecimalNumber.value(cell) {
        case .integer(let value): return value
        case .real: return nil
        case .none:
            guard cell.count > 2, cell[0] == UInt8(ascii: "0"), cell[1] | 0x20 == UInt8(ascii: "x") else { return nil }
            return Int64(String(decoding: cell[2...], as: UTF8.self), radix: 16)
        }
    }

    /// A number; NaN and infinities by name.
    private static func number(_ cell: UnsafeBufferPointer<UInt8>) -> Double? {
        switch DecimalNumber.value(cell) {
        case .integer(let value): value == 0 && cell.first == UInt8(ascii: "-") ? -0.0 : Double(value)
        case .real(let value): value
        case .none: DecimalNumber.equal(cell, "nan") ? .nan : nil
        }
    }

    private static func unreadable(_ text: UnsafeBufferPointer<UInt8>, _ expected: String) -> Unreadable {
        Unreadable(problem: "'\(shortened(String(decoding: text, as: UTF8.self)))' is not \(expected)")
    }

    private static func trimmed(_ text: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
        guard let first = text.first, let last = text.last, first <= 32 || last <= 32 else { return text }
        var (start, end) = (0, text.count)
        while start < end, text[start] <= 32 { start += 1 }
        while end > start, text[end - 1] <= 32 { end -= 1 }
        return UnsafeBufferPointer(rebasing: text[start..<end])
    }
}
