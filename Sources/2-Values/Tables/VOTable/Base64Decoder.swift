/// Decodes base64 (RFC 4648) that comes in pieces; blanks and line ends are skipped.
struct Base64Decoder {
    private var bits: UInt32 = 0
    private var digits = 0
    private var padding = 0

    private static let blank: UInt8 = 64
    private static let invalid: UInt8 = 65
    private static let values: [UInt8] = {
        var values = [UInt8](repeating: invalid, count: 256)
        let alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
        for (value, character) in alphabet.enumerated() { values[Int(character)] = UInt8(value) }
        for character in " \t\r\n".utf8 { values[Int(character)] = blank }
        return values
    }()

    /// True when nothing is left of a group of four digits.
    var isComplete: Bool { padding == 0 ? digits == 0 : digits + padding == 4 }

    /// Appends what a piece holds to `bytes`. Returns false when it is not base64.
    mutating func decode(_ piece: UnsafeBufferPointer<UInt8>, into bytes: inout [UInt8]) -> Bool {
        bytes.reserveCapacity(bytes.count + piece.count / 4 * 3 + 3)
        return Self.values.withUnsafeBufferPointer { values in
            for character in piece {
                let value = values[Int(character)]
                if value < Self.blank {
                    guard padding == 0 else { return false }
                    bits = bits << 6 | UInt32(value)
                    digits += 1
                    if digits == 4 {
                        bytes.append(UInt8(truncatingIfNeeded: bits >> 16))
                        bytes.append(UInt8(truncatingIfNeeded: bits >> 8))
                        bytes.append(UInt8(truncatingIfNeeded: bits))
                        digits = 0
                    }
                } else if character == UInt8(ascii: "=") {
                    guard digits + padding < 4, digits >= 2 else { return false }
                    if padding == 0 {
                        bytes.append(UInt8(truncatingIfNeeded: bits >> (digits == 3 ? 10 : 4)))
                        if digits == 3 { bytes.append(UInt8(truncatingIfNeeded: bits >> 2)) }
                    }
                    padding += 1
                } else if value == Self.invalid {
                    return false
                }
            }
            return true
        }
    }
}
