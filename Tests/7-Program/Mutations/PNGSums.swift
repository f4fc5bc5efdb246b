/// The checksums of a PNG file, set right after the damage, so that it reaches what lies behind them.
enum PNGSums {
    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    static func mend(_ bytes: inout [UInt8]) {
        var place = signature.count
        while place + 12 <= bytes.count {
            let length = bytes[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
            guard place + 12 + length <= bytes.count else { return }
            let sum = crc(bytes[place + 4..<place + 8 + length])
            for byte in 0..<4 {
                bytes[place + 8 + length + byte] = UInt8(truncatingIfNeeded: sum >> UInt32(24 - 8 * byte))
            }
            place += 12 + length
        }
    }

    /// CRC-32 of ISO 3309, as PNG has it.
    private static func crc(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        ~bytes.reduce(~0) { sum, byte in
            (0..<8).reduce(sum ^ UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
    }
}
