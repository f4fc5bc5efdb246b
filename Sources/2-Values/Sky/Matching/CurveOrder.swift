internal import Workers

/// Positions in the order of the HEALPix curve, so that what is near on the sky is mostly near in memory.
struct CurveOrder {
    /// The vectors of the positions, in the order in which these were given.
    let vectors: [UnitVector]
    /// Indices of the positions along the curve; equal places in rising order of index.
    let indices: [UInt32]
    /// Pixels of order 29 along the curve; none unless it is complete.
    let keys: [UInt64]

    /// - Parameters:
    ///   - isComplete: also sorts positions within 13 arcsec of each other, which a search tree needs and a list of
    ///     queries does not.
    init(_ positions: UnsafeBufferPointer<SkyCoordinate>, isComplete: Bool, threads: Int?) {
        let count = positions.count
        precondition(count < 1 << 31, "\(count) positions are more than an index can hold")
        let parts = Workers.parts(count: count, threads: threads)
        let keys = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: count)
        let packed = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: count)
        defer {
            keys.deallocate()
            packed.deallocate()
        }
        vectors = [UnitVector](unsafeUninitializedCapacity: count) { buffer, initialized in
            nonisolated(unsafe) let (vectors, keys, packed, positions) = (buffer, keys, packed, positions)
            Workers.perform(parts) { part in
                let finest = HEALPix(order: 29)
                for index in Workers.share(part, of: parts, count: count) {
                    let position = positions[index]
                    let dec = UnitVector.sineAndCosine(of: position.dec)
                    let vector = UnitVector(ra: position.ra, dec: dec)
                    let quarters = dec.cosine == 0 ? 0 : position.ra.degrees * (1.0 / 90)
                    let pixel = finest.pixel(quarters: quarters, sine: dec.sine, cosine: dec.cosine)
                    let key = UInt64(truncatingIfNeeded: pixel)
                    (vectors.baseAddress! + index).initialize(to: vector)
                    (keys.baseAddress! + index).initialize(to: key)
                    (packed.baseAddress! + index).initialize(to: ((key >> 30) << 32) | UInt64(index))
                }
            }
            initialized = count
        }
        RadixSort.sort(packed, bits: 32..<64, parts: parts) { $0 }
        if isComplete { Self.refine(packed, keys) }
        indices = packed.map { UInt32(truncatingIfNeeded: $0) }
        self.keys = isComplete ? indices.map { keys[Int($0)] } : []
    }

    /// Calls `body` with the positions of a share of the curve, in its order.
    ///
    /// They are fetched in blocks, so that the waits for memory overlap.
    @inline(__always)
    func forEach(
        in share: Range<Int>, of positions: [SkyCoordinate],
        _ body: (_ index: Int, _ position: SkyCoordinate, _ vector: UnitVector) -> Void
    ) {
        let block = 256
        withUnsafeTemporaryAllocation(of: (Int, SkyCoordinate, UnitVector).self, capacity: block) { buffer in
            for start in stride(from: share.lowerBound, to: share.upperBound, by: block) {
                let count = min(block, share.upperBound - start)
                for place in 0..<count {
                    let index = Int(indices[start + place])
                    buffer.initializeElement(at: place, to: (index, positions[index], vectors[index]))
                }
                for place in 0..<count { body(buffer[place].0, buffer[place].1, buffer[place].2) }
            }
        }
    }

    /// Sorts runs of equal upper key bits by the lower 30.
    private static func refine(_ packed: UnsafeMutableBufferPointer<UInt64>, _ keys: UnsafeMutableBufferPointer<UInt64>)
    {
        var start = 0
        while start < packed.count {
            let upper = packed[start] >> 32
            var end = start + 1
            while end < packed.count, packed[end] >> 32 == upper { end += 1 }
            if end - start > 1 {
                for place in start..<end {
                    let index = packed[place] & 0xFFFF_FFFF
                    packed[place] = ((keys[Int(index)] & 0x3FFF_FFFF) << 32) | index
                }
                packed[start..<end].sort()
            }
            start = end
        }
    }
}
