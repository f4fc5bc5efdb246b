internal import Workers

extension MOC {
    /// Whether a position lies in the footprint.
    public func contains(_ position: SkyCoordinate) -> Bool {
        contains(pixel: HEALPix(order: 29).pixel(of: position))
    }

    /// Whether each of many positions lies in the footprint; fast.
    /// - Parameter threads: nil for one a core.
    public func contains(_ positions: [SkyCoordinate], threads: Int? = nil) -> [Bool] {
        let parts = Workers.parts(count: positions.count, threads: threads)
        return [Bool](unsafeUninitializedCapacity: positions.count) { buffer, initialized in
            nonisolated(unsafe) let results = buffer
            Workers.perform(parts) { part in
                let healpix = HEALPix(order: 29)
                for index in Workers.share(part, of: parts, count: positions.count) {
                    results.initializeElement(at: index, to: contains(pixel: healpix.pixel(of: positions[index])))
                }
            }
            initialized = positions.count
        }
    }

    /// Whether a pixel of order 29 lies in the footprint.
    private func contains(pixel: Int) -> Bool {
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].upperBound <= pixel { low = middle + 1 } else { high = middle }
        }
        return low < ranges.count && ranges[low].lowerBound <= pixel
    }
}
