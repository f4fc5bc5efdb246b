/// ZIP archives with members that are stored as they are.
enum Zip {
    /// - Parameter isWide: sizes and places in 64 bits, as archives beyond 4 GB have them.
    static func archive(_ members: [(name: String, bytes: [UInt8])], isWide: Bool = false) -> [UInt8] {
        var archive: [UInt8] = []
        var list: [UInt8] = []
        for (name, bytes) in members {
            let extra =
                isWide
                ? number(1, 2) + number(24, 2) + number(bytes.count, 8) + number(bytes.count, 8)
                    + number(archive.count, 8)
                : []
            // Version, flags, method, time, date, sum, sizes, lengths of the name and of the extra field.
            func description(_ extra: [UInt8]) -> [UInt8] {
                number(20, 2) + number(0, 6) + number(0x21, 2) + number(Int(crc(bytes)), 4)
                    + narrow(bytes.count, extra.isEmpty) + narrow(bytes.count, extra.isEmpty)
                    + number(name.utf8.count, 2) + number(extra.count, 2)
            }
            list += number(0x0201_4B50, 4) + number(20, 2) + description(extra) + number(0, 10)
            list += narrow(archive.count, extra.isEmpty) + Array(name.utf8) + extra
            archive += number(0x0403_4B50, 4) + description([]) + Array(name.utf8) + bytes
        }
        let start = archive.count
        archive += list
        if isWide {
            let record = archive.count
            archive += number(0x0606_4B50, 4) + number(44, 8) + number(45, 2) + number(45, 2) + number(0, 8)
            archive += number(members.count, 8) + number(members.count, 8) + number(list.count, 8) + number(start, 8)
            archive += number(0x0706_4B50, 4) + number(0, 4) + number(record, 8) + number(1, 4)
        }
        let count = isWide ? 0xFFFF : members.count
        archive += number(0x0605_4B50, 4) + number(0, 4) + number(count, 2) + number(count, 2)
        return archive + number(list.count, 4) + narrow(start, !isWide) + number(0, 2)
    }

    /// In 32 bits, or the mark that it stands elsewhere.
    private static func narrow(_ value: Int, _ isHere: Bool) -> [UInt8] { number(isHere ? value : 0xFFFF_FFFF, 4) }

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
