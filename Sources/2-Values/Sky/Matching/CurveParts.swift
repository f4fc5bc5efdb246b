/// A stretch of the curve divided where its HEALPix pixels divide: the radix tree over sorted keys, eight parts a node
/// (after Karras 2012, "Maximizing Parallelism in the Construction of BVHs, Octrees, and k-d Trees").
///
/// Parts that end at the borders of pixels are compact; those of equal numbers of points are not, and cost a search three
/// times as many boxes.
struct CurveParts {
    /// The points of each part; at most eight parts.
    private(set) var ranges: [Range<Int>]

    /// - Parameters:
    ///   - range: places along the curve.
    ///   - keys: of all places, rising.
    ///   - leafSize: parts of at most this many points stay whole.
    init(of range: Range<Int>, keys: UnsafeBufferPointer<UInt64>, leafSize: Int) {
        ranges = [range]
        while ranges.count < 8 {
            var largest = 0
            for part in ranges.indices where ranges[part].count > ranges[largest].count { largest = part }
            let part = ranges[largest]
            if part.count <= leafSize { return }
            let middle = Self.border(in: part, keys)
            ranges[largest] = part.lowerBound..<middle
            ranges.insert(middle..<part.upperBound, at: largest + 1)
        }
    }

    /// The first place whose key has the highest bit in which the keys of a range differ; the middle when none does.
    private static func border(in range: Range<Int>, _ keys: UnsafeBufferPointer<UInt64>) -> Int {
        let last = keys[range.upperBound - 1]
        let difference = keys[range.lowerBound] ^ last
        if difference == 0 { return range.lowerBound + range.count / 2 }
        let bit = UInt64(63 - difference.leadingZeroBitCount)
        let start = (last >> bit) << bit
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < start { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
