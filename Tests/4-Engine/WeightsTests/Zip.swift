/// ZIP archives with members that are stored as they are.
enum Zip {
    static func archive(_ members: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var archive: [UInt8] = []
        var list: [UInt8] = []
        for (name, bytes) in members {
            // Version, flags, method, time, date, sum, sizes, length of the name, no extra field.
            let description =
                number(20, 2) + number(0, 2) + number(0, 2) + number(0, 2) + number(0x21, 2)
                + number(Int(crc(bytes)), 4)
                + number(bytes.count, 4) + number(bytes.count, 4) + number(name.utf8.count, 2) + number(0, 2)
            list += number(0x0201_4B50, 4) + number(20, 2) + description + number(0, 10) + number(archive.count, 4)
            list += Array(name.utf8)
            archive += number(0x0403_4B50, 4) + description + Array(name.utf8) + bytes
        }
        let end =
            number(0x0605_4B50, 4) + number(0, 4) + number(members.count, 2) + number(members.count, 2)
            + number(list.count, 4) + number(archive.count, 4) + number(0, 2)
        return archive + list + end
    }

    private static func number(_ value: Int, _ width: Int) -> [UInt8] {
        (0..<width).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> (8 * $0)) : 0 }
    }

    /// CRC-32 of ISO 3309.
    private static func crc(_ bytes: [UInt8]) -> UInt32 {
        let table = (0..<256).map {
            (0..<8).reduce(UInt32($0)) { sum, _ in sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
        }
        return ~bytes.reduce(~0) { $0 >> 8 ^ table[Int(UInt8(truncatingIfNeeded: $0) ^ $1)] }
    }
}
