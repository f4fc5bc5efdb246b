/// A footprint: which parts of the sky a survey covers, as HEALPix pixels of different orders (IVOA Multi-Order Coverage
/// map 2.0, space dimension).
///
/// ```swift
/// let des = try MOC(contentsOf: "des_dr2.fits")
/// let here = MOC(covering: SkyCone(center: galaxy, radius: Angle(degrees: 2)), order: 10)
/// let inside = des.intersection(here).contains(galaxy)
/// ```
public struct MOC: Sendable, Hashable {
    /// The finest order that its pixels may have, 0…29.
    public let order: Int
    /// Pixels of order 29 as rising ranges that neither overlap nor touch.
    public let ranges: [Range<Int>]

    /// Nothing of the sky.
    public static let empty = MOC(order: 0, ranges: [])
    /// The whole sky.
    public static let full = MOC(order: 0, ranges: [0..<finestCount])

    static let finestCount = HEALPix(order: 29).pixelCount

    /// A footprint from ranges of pixels of order 29, in any order; they may overlap.
    /// - Parameter order: the footprint's own order; ranges are widened to its pixels.
    public init(order: Int, ranges: some Sequence<Range<Int>>) {
        let healpix = HEALPix(order: order)
        let mask = (1 << (2 * (29 - order))) - 1
        self.order = healpix.order
        self.ranges = Self.joined(
            ranges.filter { !$0.isEmpty }.map { range in
                precondition(
                    range.lowerBound >= 0 && range.upperBound <= Self.finestCount, "\(range) is not within order 29")
                return (range.lowerBound & ~mask)..<((range.upperBound + mask) & ~mask)
            })
    }

    /// A footprint from pixels of one order, in any order; they may repeat.
    public init(order: Int, pixels: some Sequence<Int>) {
        let shift = 2 * (29 - order)
        self.init(order: order, ranges: pixels.map { ($0 << shift)..<(($0 + 1) << shift) })
    }

    /// A footprint from pixels of several orders; they may overlap.
    /// - Parameter order: the footprint's own order; nil for that of the finest cell.
    public init(cells: some Sequence<MOCCell>, order: Int? = nil) {
        let cells = Array(cells)
        self.init(order: order ?? cells.map(\.order).max() ?? 0, ranges: cells.map(\.range))
    }

    /// The pixels of `order` that have a point in common with a region: a box or a cone.
    public init(covering region: some SkyRegion, order: Int) {
        let shift = 2 * (29 - order)
        let ranges = HEALPix(order: order).pixels(covering: region)
        self.init(order: order, ranges: ranges.map { ($0.lowerBound << shift)..<($0.upperBound << shift) })
    }

    /// The pixels of `order` that have a point in common with any of several regions.
    public init(covering regions: [some SkyRegion], order: Int) {
        self.init(order: order, ranges: regions.flatMap { MOC(covering: $0, order: order).ranges })
    }

    /// The pixels of `order` in which positions lie.
    public init(containing positions: [SkyCoordinate], order: Int) {
        let healpix = HEALPix(order: order)
        self.init(order: order, pixels: positions.map(healpix.pixel(of:)))
    }

    public var isEmpty: Bool { ranges.isEmpty }
    /// Its part of the whole sky, 0…1.
    public var skyFraction: Double { Double(ranges.reduce(0) { $0 + $1.count }) / Double(Self.finestCount) }
    /// Solid angle, steradians.
    public var area: Double { 4 * .pi * skyFraction }

    /// The fewest pixels that make up the footprint, along the curve.
    public var cells: [MOCCell] {
        ranges.flatMap { range in
            var cells: [MOCCell] = []
            var start = range.lowerBound
            while start < range.upperBound {
                let aligned = start == 0 ? 29 : min(29, start.trailingZeroBitCount / 2)
                let fitting = min(29, (Int.bitWidth - 1 - (range.upperBound - start).leadingZeroBitCount) / 2)
                let shift = min(aligned, fitting)
                cells.append(MOCCell(order: 29 - shift, pixel: start >> (2 * shift)))
                start += 1 << (2 * shift)
            }
            return cells
        }
    }

    /// Sorts ranges and joins those that overlap or touch.
    private static func joined(_ ranges: [Range<Int>]) -> [Range<Int>] {
        var result: [Range<Int>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = result.last, range.lowerBound <= last.upperBound {
                result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
            } else {
                result.append(range)
            }
        }
        return result
    }
}
