import TestSupport
import Testing
import Workers

@Suite struct RadixSortTests {
    private struct Entry: Equatable {
        let key: UInt64
        let number: Int
    }

    @Test(arguments: [0, 1, 2, 1000, 70_000], [1, 2, 5])
    func `elements come by the bits that count, and equal ones as they were`(_ count: Int, _ parts: Int) {
        var mix = SplitMix(state: 5)
        // Few keys in the high bits, so that many are equal.
        let entries = (0..<count).map { Entry(key: mix.next() & 0xF000_0000_00FF_FFFF, number: $0) }
        for bits in [0..<64, 0..<24, 60..<64, 3..<9] {
            var sorted = entries
            sorted.withUnsafeMutableBufferPointer { RadixSort.sort($0, bits: bits, parts: parts) { $0.key } }
            func digits(_ entry: Entry) -> UInt64 {
                bits.count == 64 ? entry.key : entry.key >> UInt64(bits.lowerBound) & (1 << UInt64(bits.count) - 1)
            }
            let expected = entries.sorted { (digits($0), $0.number) < (digits($1), $1.number) }
            #expect(sorted == expected, "\(bits)")
        }
    }
}
