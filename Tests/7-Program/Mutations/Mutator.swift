import Randomness

/// Damages files as disks, networks and editors do, and as nobody does.
struct Mutator {
    /// Whole files that the readers accept.
    let seeds: [[UInt8]]

    private static let numbers: [Int64] = [
        0, 1, -1, 7, 8, 16, 127, 128, 255, 256, 32_767, 32_768, 65_535, 1 << 20, 1 << 24, 1 << 31, (1 << 31) - 1,
        1 << 32,
        1 << 40, .max, .min,
    ]
    private static let words = [
        "0", "1", "-1", "99", "1000000", "2147483648", "4294967296", "9223372036854775807", "18446744073709551616",
        "1e308", "1e-320", "nan", "-inf", ".", "''", "\"", "\n", "\r\n", ",", ";", "\t", "#", "<", ">", "&", "]]>", "[",
        "{",
        "\0", "\u{FEFF}", "%s", "../",
    ].map { Array($0.utf8) }

    /// The file of a number: the same on every machine.
    func file(_ number: Int) -> [UInt8] {
        var random = SeededGenerator(0x6D75_7461, UInt64(number))
        var bytes = seeds[random.index(below: seeds.count)]
        repeat { mutate(&bytes, &random) } while random.chance(0.6)
        if bytes.starts(with: PNGSums.signature), random.chance(0.7) { PNGSums.mend(&bytes) }
        return bytes
    }

    private func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        guard !bytes.isEmpty else {
            bytes = [UInt8(truncatingIfNeeded: random.next())]
            return
        }
        let place = place(in: bytes, &random)
        switch random.index(below: 10) {
        case 0, 1: bytes[place] ^= 1 << UInt8(random.index(below: 8))
        case 2: bytes[place] = UInt8(truncatingIfNeeded: random.next())
        case 3:
            let number = Self.numbers[random.index(below: Self.numbers.count)]
            let width = 1 << random.index(below: 4)
            let isBig = random.chance(0.5)
            for byte in 0..<width where place + byte < bytes.count {
                bytes[place + byte] = UInt8(truncatingIfNeeded: number >> Int64(8 * (isBig ? width - 1 - byte : byte)))
            }
        case 4: bytes.removeSubrange(range(from: place, in: bytes, &random))
        case 5:
            let copied = bytes[range(from: place, in: bytes, &random)]
            bytes.insert(contentsOf: Array(copied), at: self.place(in: bytes, &random))
        case 6:
            let other = seeds[random.index(below: seeds.count)]
            guard !other.isEmpty else { return }
            let from = self.place(in: other, &random)
            bytes.replaceSubrange(
                range(from: place, in: bytes, &random), with: other[range(from: from, in: other, &random)])
        case 7: bytes.removeSubrange(place...)
        default:
            // A word in the place of a number or of some bytes.
            var end = place
            while end < bytes.count, end < place + 24, (0x30...0x39).contains(bytes[end]) { end += 1 }
            if end == place, random.chance(0.5) { end = min(bytes.count, place + 1 + random.index(below: 8)) }
            bytes.replaceSubrange(place..<end, with: Self.words[random.index(below: Self.words.count)])
        }
    }

    /// Anywhere, at the beginning of a record, or near one of the ends, where headers and footers are.
    private func place(in bytes: [UInt8], _ random: inout SeededGenerator) -> Int {
        let place = random.index(below: bytes.count)
        switch random.index(below: 6) {
        case 0: return place - place % [4, 8, 80, 512, 2880][random.index(below: 5)]
        case 1: return random.index(below: min(bytes.count, 512))
        case 2: return bytes.count - 1 - random.index(below: min(bytes.count, 512))
        default: return place
        }
    }

    private func range(from place: Int, in bytes: [UInt8], _ random: inout SeededGenerator) -> Range<Int> {
        let longest = random.chance(0.2) ? bytes.count : [8, 80, 600][random.index(below: 3)]
        return place..<min(bytes.count, place + 1 + random.index(below: longest))
    }
}
