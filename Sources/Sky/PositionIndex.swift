/// Finds the positions within a radius of a point.
///
/// Positions lie sorted by declination; a query looks through the band of declinations that the radius spans and
/// measures each separation, so that right ascension 0 and the poles need no special treatment.
public struct PositionIndex: Sendable {
    private let positions: [SkyCoordinate]
    /// Indices into `positions` in order of declination.
    private let order: [Int]

    /// - Parameter positions: the positions to search among; results are indices into this array.
    public init(_ positions: [SkyCoordinate]) {
        self.positions = positions
        order = positions.indices.sorted {
            (positions[$0].dec.degrees, $0) < (positions[$1].dec.degrees, $1)
        }
    }

    /// Indices of the positions whose separation from `center` is at most `radius`, in rising order.
    public func indices(within radius: Angle, of center: SkyCoordinate) -> [Int] {
        // The slack covers the rounding of the separation, about 1e-14 degrees.
        let slack = 1e-11
        let lowest = center.dec.degrees - radius.degrees - slack
        let highest = center.dec.degrees + radius.degrees + slack
        var result: [Int] = []
        var place = firstPlace(atOrAbove: lowest)
        while place < order.count {
            let index = order[place]
            let position = positions[index]
            if position.dec.degrees > highest { break }
            if center.separation(to: position) <= radius { result.append(index) }
            place += 1
        }
        return result.sorted()
    }

    private func firstPlace(atOrAbove declination: Double) -> Int {
        var (low, high) = (0, order.count)
        while low < high {
            let middle = (low + high) / 2
            if positions[order[middle]].dec.degrees < declination {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
