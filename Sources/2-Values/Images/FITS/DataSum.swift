/// The sum by which a FITS header tells whether a unit's data are what was written: its 32-bit words, big-endian, added in
/// ones' complement (FITS standard 4.0, appendix J).
package struct DataSum {
    /// Sums of the first, second, third and fourth bytes of the words: added apart, so that no word has to be turned round.
    private var places = SIMD4<UInt64>()

    package init() {}

    /// Adds the next of the unit's blocks of 2880 bytes.
    package mutating func add(_ blocks: UnsafeRawBufferPointer) {
        precondition(blocks.count % 2880 == 0, "\(blocks.count) bytes are no whole FITS blocks")
        blocks.withMemoryRebound(to: UInt64.self) { pairs in
            // Four lanes of 16 bits: every other byte of two words.
            let lanes: UInt64 = 0x00FF_00FF_00FF_00FF
            var start = 0
            while start < pairs.count {
                // As many as a lane can add.
                let end = min(start + 257, pairs.count)
                var first: UInt64 = 0
                var second: UInt64 = 0
                for index in start..<end {
                    let pair = UInt64(littleEndian: pairs[index])
                    first &+= pair & lanes
                    second &+= pair >> 8 & lanes
                }
                start = end
                for shift: UInt64 in [0, 32] {
                    let (odd, even) = (first >> shift, second >> shift)
                    places &+= SIMD4(odd, even, odd >> 16, even >> 16) & 0xFFFF
                }
            }
        }
    }

    /// The sum of all that was added.
    package var value: UInt32 {
        var sum: UInt64 = 0
        for place in 0..<4 { sum += DataSum.folded(DataSum.folded(places[place]) << UInt64(24 - 8 * place)) }
        return UInt32(DataSum.folded(sum))
    }

    /// What goes beyond 32 bits comes back at the low end.
    private static func folded(_ sum: UInt64) -> UInt64 {
        let once = sum & 0xFFFF_FFFF + sum >> 32
        return once & 0xFFFF_FFFF + once >> 32
    }
}
