internal import Glibc

/// The sky divided into 12 · 4^order pixels of equal area, numbered in the NESTED scheme.
///
/// Górski et al. 2005 (ApJ 622, 759), with the plane projection of Calabretta & Roukema 2007 (MNRAS 381, 865). Written
/// anew: the C and C++ libraries (chealpix, healpix_cxx) are under the GPL, and chealpix has neither neighbours nor
/// cones. Pixel numbers are those of healpy, astropy-healpix and mocpy with `nest=True`.
///
/// ```swift
/// let grid = HEALPix(order: 9)
/// let pixel = grid.pixel(of: galaxy)
/// let parent = grid.ancestor(of: pixel, at: 5)
/// ```
public struct HEALPix: Sendable, Hashable, Codable {
    /// The orders that 64-bit pixel numbers allow.
    public static let orders = 0...29

    /// Each order has four times the pixels of the one before; 0 has 12.
    public let order: Int

    /// - Parameter order: 0…29; traps on another.
    public init(order: Int) {
        precondition(Self.orders.contains(order), "HEALPix orders are 0 to 29, this is \(order)")
        self.order = order
    }

    /// Pixels along a side of each of the 12 base pixels: 2^order.
    public var side: Int { 1 << order }
    /// Number of pixels: 12 · 4^order.
    public var pixelCount: Int { 12 << (2 * order) }
    /// Area of every pixel, steradians.
    public var pixelArea: Double { 4 * .pi / Double(pixelCount) }
    /// Square root of the area of a pixel.
    public var resolution: Angle { Angle(radians: pixelArea.squareRoot()) }

    /// The coarsest order whose pixels are not larger (by square root of area) than `angle`; at most 29.
    public static func order(resolving angle: Angle) -> Int {
        orders.first { HEALPix(order: $0).resolution <= angle } ?? 29
    }

    /// The pixel that a position lies in, 0 ..< ``pixelCount``; on a border, the one that healpy takes.
    public func pixel(of position: SkyCoordinate) -> Int {
        // By way of the colatitude, as healpy does it, so that rounding on borders is the same.
        let colatitude = .pi / 2 - position.dec.radians
        let quarters = position.ra.radians * (2 / .pi)
        return pixel(quarters: quarters < 4 ? quarters : 0, sine: cos(colatitude), cosine: sin(colatitude))
    }

    /// - Parameters:
    ///   - quarters: right ascension in units of 90 degrees, 0 ..< 4.
    ///   - sine: of the declination.
    ///   - cosine: of the declination, not negative.
    @inline(__always)
    func pixel(quarters: Double, sine: Double, cosine: Double) -> Int {
        let (scale, last) = (Double(side), side - 1)
        if abs(sine) <= 2.0 / 3 {
            // Here the borders are straight lines of the plane: count those that run north-west, then north-east.
            let (along, height) = (scale * (0.5 + quarters), scale * (0.75 * sine))
            let (west, east) = (Int(along - height), Int(along + height))
            let (westFace, eastFace) = (west >> order, east >> order)
            let face = westFace == eastFace ? 4 + (westFace & 3) : westFace < eastFace ? westFace : 8 + eastFace
            return number(HEALPixCell(face: face, x: east & last, y: last - (west & last)))
        }
        // Towards the poles a base pixel narrows to this many pixels; 1 − |sin| has too few digits at the pole itself.
        let rest = cosine > 0.01 ? (3 * (1 - abs(sine))).squareRoot() : cosine / ((1 + abs(sine)) / 3).squareRoot()
        let quarter = min(3, Int(quarters))
        let fraction = quarters - Double(quarter)
        let right = min(last, Int(fraction * (scale * rest)))
        let left = min(last, Int((1 - fraction) * (scale * rest)))
        return number(
            sine > 0
                ? HEALPixCell(face: quarter, x: last - left, y: last - right)
                : HEALPixCell(face: 8 + quarter, x: right, y: left))
    }

    /// The middle of a pixel.
    public func center(of pixel: Int) -> SkyCoordinate {
        point(in: pixel, 0.5, 0.5)
    }

    /// The corners of a pixel: south, east, north, west.
    ///
    /// Edges between them are not arcs of great circles.
    public func corners(of pixel: Int) -> [SkyCoordinate] {
        [point(in: pixel, 0, 0), point(in: pixel, 1, 0), point(in: pixel, 1, 1), point(in: pixel, 0, 1)]
    }

    /// A point of a pixel.
    /// - Parameters:
    ///   - northEast: 0 at the south-western edge, 1 at the north-eastern.
    ///   - northWest: 0 at the south-eastern edge, 1 at the north-western.
    public func point(in pixel: Int, _ northEast: Double, _ northWest: Double) -> SkyCoordinate {
        let cell = cell(pixel)
        let scale = 1 / Double(side)
        return HEALPixPlane.position(
            face: cell.face, x: (Double(cell.x) + northEast) * scale, y: (Double(cell.y) + northWest) * scale)
    }

    /// The eight pixels around a pixel: south-west, west, north-west, north, north-east, east, south-east, south.
    ///
    /// nil where there is none: at eight points of the sky only three base pixels meet.
    public func neighbours(of pixel: Int) -> [Int?] {
        let cell = cell(pixel)
        return [(-1, 0), (-1, 1), (0, 1), (1, 1), (1, 0), (1, -1), (0, -1), (-1, -1)].map { dx, dy in
            HEALPixCell(face: cell.face, x: cell.x + dx, y: cell.y + dy).wrapped(side: side).map(number)
        }
    }

    /// The pixel at `order` that holds pixel `pixel` of this order.
    public func ancestor(of pixel: Int, at order: Int) -> Int {
        precondition(order <= self.order, "order \(order) is finer than \(self.order)")
        return pixel >> (2 * (self.order - order))
    }

    func cell(_ pixel: Int) -> HEALPixCell {
        precondition((0..<pixelCount).contains(pixel), "pixel \(pixel) is not within 0 ..< \(pixelCount)")
        let within = UInt64(truncatingIfNeeded: pixel) & ((1 << UInt64(2 * order)) - 1)
        return HEALPixCell(
            face: pixel >> (2 * order), x: Morton.even(within), y: Morton.even(within >> 1))
    }

    @inline(__always)
    func number(_ cell: HEALPixCell) -> Int {
        (cell.face << (2 * order)) | Int(truncatingIfNeeded: Morton.spread(cell.x) | (Morton.spread(cell.y) << 1))
    }
}
