extension MOC {
    /// What lies in either footprint.
    public func union(_ other: MOC) -> MOC {
        MOC(order: max(order, other.order), ranges: ranges + other.ranges)
    }

    /// What lies in both footprints.
    public func intersection(_ other: MOC) -> MOC {
        var common: [Range<Int>] = []
        var (left, right) = (ranges[...], other.ranges[...])
        while let first = left.first, let second = right.first {
            let range = first.clamped(to: second)
            if !range.isEmpty { common.append(range) }
            if first.upperBound < second.upperBound { left.removeFirst() } else { right.removeFirst() }
        }
        return MOC(order: max(order, other.order), ranges: common)
    }

    /// What lies outside of the footprint.
    public var complement: MOC {
        let starts = [0] + ranges.map(\.upperBound)
        let ends = ranges.map(\.lowerBound) + [Self.finestCount]
        return MOC(order: order, ranges: zip(starts, ends).map { $0..<$1 })
    }

    /// What lies in this footprint and not in the other.
    public func subtracting(_ other: MOC) -> MOC { intersection(other.complement) }

    /// Whether all of `other` lies in this footprint.
    public func isSuperset(of other: MOC) -> Bool { other.subtracting(self).isEmpty }
}
