/// Reads decimal numbers from text exactly as `strtod` does: correctly rounded to the nearest double, ties to even.
enum DecimalNumber {
    /// What stands in the text.
    enum Value {
        /// Not a decimal number, with nothing before or after it.
        case none
        /// Digits only, with or without a sign, that an `Int64` holds.
        case integer(Int64)
        /// Any other decimal number, `inf` and `infinity` (in any case) among them.
        case real(Double)
    }

    /// Reads the whole of `text`; hexadecimal numbers and `nan` are none.
    ///
    /// Up to 19 digits and powers of ten up to 27 are rounded here with integers of 128 bits; what goes beyond is left
    /// to the standard library.
    static func value(_ text: UnsafeBufferPointer<UInt8>) -> Value {
        guard var next = text.baseAddress else { return .none }
        let end = next + text.count
        var isNegative = false
        if next < end, next.pointee == UInt8(ascii: "-") || next.pointee == UInt8(ascii: "+") {
            isNegative = next.pointee == UInt8(ascii: "-")
            next += 1
        }
        let start = next
        var mantissa: UInt64 = 0
        while next < end, case let digit = next.pointee &- 48, digit < 10 {
            mantissa = mantissa &* 10 &+ UInt64(digit)
            next += 1
        }
        var digits = next - start
        if next == end, digits > 0, digits < 19 {
            return .integer(isNegative ? -Int64(mantissa) : Int64(mantissa))
        }
        var exponent = 0
        if next < end, next.pointee == UInt8(ascii: ".") {
            next += 1
            let fraction = next
            while next < end, case let digit = next.pointee &- 48, digit < 10 {
                mantissa = mantissa &* 10 &+ UInt64(digit)
                next += 1
            }
            exponent = fraction - next
            digits -= exponent
        } else if next == end, digits >= 19 {
            if let whole = Int64(String(decoding: text, as: UTF8.self)) { return .integer(whole) }
            return .real(slow(text))
        }
        guard digits > 0 else { return infinity(start, end, isNegative) }
        if next < end, next.pointee | 0x20 == UInt8(ascii: "e") {
            next += 1
            guard let power = power(&next, end) else { return .none }
            exponent += power
        }
        guard next == end else { return .none }
        if digits > 19 {
            // Zeros in front do not count.
            var first = start
            while first < end, first.pointee == 48 || first.pointee == UInt8(ascii: ".") {
                if first.pointee == 48 { digits -= 1 }
                first += 1
            }
            if digits > 19 { return .real(slow(text)) }
        }
        guard let magnitude = rounded(mantissa, exponent) else { return .real(slow(text)) }
        return .real(isNegative ? -magnitude : magnitude)
    }

    static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

    /// The number after the `e`; nil when there is none.
    private static func power(_ next: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> Int? {
        var isNegative = false
        if next < end, next.pointee == UInt8(ascii: "-") || next.pointee == UInt8(ascii: "+") {
            isNegative = next.pointee == UInt8(ascii: "-")
            next += 1
        }
        let start = next
        var power = 0
        while next < end, case let digit = next.pointee &- 48, digit < 10 {
            power = min(power * 10 + Int(digit), 1_000_000)
            next += 1
        }
        return next == start ? nil : isNegative ? -power : power
    }

    private static func infinity(
        _ start: UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, _ isNegative: Bool
    ) -> Value {
        let word = UnsafeBufferPointer(start: start, count: end - start)
        guard equal(word, "inf") || equal(word, "infinity") else { return .none }
        return .real(isNegative ? -.infinity : .infinity)
    }

    /// True when `word` is `lowercase` but for its case.
    static func equal(_ word: UnsafeBufferPointer<UInt8>, _ lowercase: StaticString) -> Bool {
        guard word.count == lowercase.utf8CodeUnitCount else { return false }
        return word.indices.allSatisfy { word[$0] | 0x20 == lowercase.utf8Start[$0] | 0x20 }
    }

    /// `mantissa` / 10^`decimals`, correctly rounded, for up to 22 decimals.
    ///
    /// - Parameter tens: ``tens``, so that the inner loop need not ask whether it has been made.
    @inline(__always)
    static func divided(_ mantissa: UInt64, _ decimals: Int, _ tens: UnsafePointer<Double>) -> Double {
        if mantissa <= 1 << 53 { return Double(mantissa) / tens[decimals] }
        return quotient(mantissa, decimals)
    }

    /// `mantissa` · 10^`exponent`, correctly rounded; nil where this way of doing it does not reach.
    private static func rounded(_ mantissa: UInt64, _ exponent: Int) -> Double? {
        if mantissa == 0 { return 0 }
        guard exponent >= -27, exponent <= 27 else { return nil }
        if mantissa <= 1 << 53, exponent >= -22, exponent <= 22 {
            // Both are exact, so one operation rounds once (Clinger 1990).
            return exponent < 0 ? Double(mantissa) / tens[-exponent] : Double(mantissa) * tens[exponent]
        }
        if exponent < 0 { return quotient(mantissa, -exponent) }
        let (high, low) = mantissa.multipliedFullWidth(by: fives[exponent])
        if high == 0 { return scaled(low, exponent) }
        let room = high.leadingZeroBitCount
        let top = high << room | (room == 0 ? 0 : low >> (64 - room))
        return scaled(top | (low << room == 0 ? 0 : 1), 64 - room + exponent)
    }

    /// `mantissa` (not 0) / 10^`power`, correctly rounded, for powers up to 27.
    ///
    /// The quotient by 5^power has 63 bits or more; a remainder is kept as its last bit, and one conversion rounds.
    private static func quotient(_ mantissa: UInt64, _ power: Int) -> Double {
        let divisor = fives[power]
        let (shift, room) = (mantissa.leadingZeroBitCount, divisor.leadingZeroBitCount)
        let wide = mantissa << shift
        let (quotient, remainder) = (divisor << room).dividingFullWidth((wide >> 1, wide << 63))
        return scaled(quotient | (remainder == 0 ? 0 : 1), room - shift - 63 - power)
    }

    /// `number` rounded to a double, times 2^`exponent` (far from the ends of the range).
    private static func scaled(_ number: UInt64, _ exponent: Int) -> Double {
        Double(number) * Double(bitPattern: UInt64(1023 + exponent) << 52)
    }

    /// For what is known to be a decimal number.
    private static func slow(_ text: UnsafeBufferPointer<UInt8>) -> Double {
        guard let value = Double(String(decoding: text, as: UTF8.self)) else {
            preconditionFailure("'\(String(decoding: text, as: UTF8.self))' has the form of a number")
        }
        return value
    }

    /// 10^0…10^22, all exact.
    nonisolated(unsafe) static let tens = table((0...22).map { power in pow10(power) })
    /// 5^0…5^27, all within 64 bits.
    nonisolated(unsafe) private static let fives = table(
        (0...27).map { power in (0..<power).reduce(UInt64(1)) { value, _ in value * 5 } })

    private static func pow10(_ power: Int) -> Double {
        (0..<power).reduce(1) { value, _ in value * 10 }
    }

    /// Memory that is never given back and never changes: reading it costs no reference count.
    private static func table<Element>(_ elements: [Element]) -> UnsafePointer<Element> {
        let memory = UnsafeMutablePointer<Element>.allocate(capacity: elements.count)
        memory.initialize(from: elements, count: elements.count)
        return UnsafePointer(memory)
    }
}
