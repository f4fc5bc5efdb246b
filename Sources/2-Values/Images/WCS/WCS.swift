internal import CWCSLib
public import Sky
internal import Synchronization

/// Where the pixels of an image lie on the sky: the celestial part of a FITS header's world coordinate system.
///
/// Read by WCSLib, so every projection of the FITS standard works (TAN, SIN, ZEA, TPV …), also the celestial axes of a
/// cube. Pixels count from 0 at the centre of the first pixel of the first (bottom) row, as in `FITSImage`; FITS itself
/// counts from 1. Sky positions are right ascension and declination in ICRS or FK5 J2000, which differ by 0.03 arcsec at most;
/// other frames are refused.
///
/// ```swift
/// let image = try FITSImage(contentsOf: "frame-r.fits")
/// let wcs = try WCS(image.header)
/// let pixel = try wcs.pixel(of: galaxy)
/// ```
public final class WCS: @unchecked Sendable {  // `native` is touched only inside `lock`
    /// A position in pixels, from 0 at the first pixel's centre.
    public struct Pixel: Sendable, Equatable {
        public var x, y: Double

        public init(x: Double, y: Double) {
            self.x = x
            self.y = y
        }
    }

    /// Sky area of a pixel at the reference point, as the side of a square: arcseconds.
    public let pixelScaleArcsec: Double

    private let native: UnsafeMutablePointer<wcsprm>
    private let lock = Mutex<Void>(())
    private let longitude, latitude: Int
    /// WCSLib's header parser keeps global state.
    private static let parser = Mutex<Void>(())

    /// Reads the celestial system from a header.
    /// - Throws: ``WCSError`` when the header has none, has one of another frame, or WCSLib finds it inconsistent.
    public init(_ header: FITSHeader) throws(WCSError) {
        let native = UnsafeMutablePointer<wcsprm>.allocate(capacity: 1)
        native.initialize(to: wcsprm())
        native.pointee.flag = -1
        do throws(WCSError) {
            try WCS.parser.withLock { _ throws(WCSError) in try WCS.parse(header, into: native) }
            try WCSError.check(wcsset(native), native, doing: "the system is inconsistent")
            guard native.pointee.lng >= 0, native.pointee.lat >= 0, native.pointee.naxis == 2 else {
                throw WCSError(message: "the header gives no pair of celestial axes (CTYPE1, CTYPE2)")
            }
            try WCS.checkFrame(native)
        } catch {
            wcsfree(native)
            native.deallocate()
            throw error
        }
        self.native = native
        longitude = Int(native.pointee.lng)
        latitude = Int(native.pointee.lat)
        pixelScaleArcsec = WCS.scale(native)
    }

    deinit {
        wcsfree(native)
        native.deallocate()
    }

    /// The pixel at which a sky position lies, inside the image or not.
    /// - Throws: ``WCSError`` when the position has no pixel, as one 90° or more from the centre of a TAN projection.
    public func pixel(of position: SkyCoordinate) throws(WCSError) -> Pixel {
        try lock.withLock { _ throws(WCSError) in
            var world = [0.0, 0.0]
            world[longitude] = position.ra.degrees
            world[latitude] = position.dec.degrees
            var phi = 0.0
            var theta = 0.0
            var plane = [0.0, 0.0]
            var pixel = [0.0, 0.0]
            var state: Int32 = 0
            let status = wcss2p(native, 1, 2, &world, &phi, &theta, &plane, &pixel, &state)
            try WCSError.check(
                status, native, doing: "the position \(position.ra.degrees) \(position.dec.degrees) has no pixel")
            return Pixel(x: pixel[0] - 1, y: pixel[1] - 1)
        }
    }

    /// The sky position of a pixel; fractions and places outside the image are allowed.
    /// - Throws: ``WCSError`` where the projection does not reach.
    public func position(of pixel: Pixel) throws(WCSError) -> SkyCoordinate {
        try lock.withLock { _ throws(WCSError) in
            var place = [pixel.x + 1, pixel.y + 1]
            var phi = 0.0
            var theta = 0.0
            var plane = [0.0, 0.0]
            var world = [0.0, 0.0]
            var state: Int32 = 0
            let status = wcsp2s(native, 1, 2, &place, &plane, &phi, &theta, &world, &state)
            try WCSError.check(status, native, doing: "pixel (\(pixel.x), \(pixel.y)) has no sky position")
            let turned = world[longitude].truncatingRemainder(dividingBy: 360)
            do throws(CoordinateError) {
                return try SkyCoordinate(
                    ra: Angle(degrees: turned < 0 ? turned + 360 : turned), dec: Angle(degrees: world[latitude]))
            } catch {
                throw WCSError(message: "pixel (\(pixel.x), \(pixel.y)): \(error)")
            }
        }
    }

    /// Reads all systems of the header and keeps the celestial axes of the primary one.
    private static func parse(_ header: FITSHeader, into native: UnsafeMutablePointer<wcsprm>) throws(WCSError) {
        let header = header.withNamedSystem
        try check(header)
        var text = header.cards.compactMap(record).joined().utf8.map { CChar(bitPattern: $0) }
        let records = text.count / 80
        text.append(0)
        var rejected: Int32 = 0
        var systems: Int32 = 0
        var list: UnsafeMutablePointer<wcsprm>?
        let status = wcspih(&text, Int32(records), WCSHDR_all, 0, &rejected, &systems, &list)
        try WCSError.check(status, nil, doing: "the header cannot be parsed")
        defer { wcsvfree(&systems, &list) }
        guard systems > 0, let list else {
            throw WCSError(message: "the header has no world coordinate system")
        }
        // One entry that means either: the two axes keep their order. WCSLib writes their numbers into the array.
        var axes = [Int32](repeating: 0, count: Int(max(list.pointee.naxis, 2)))
        axes[0] = Int32(WCSSUB_LONGITUDE | WCSSUB_LATITUDE)
        var count: Int32 = 1
        try WCSError.check(wcssub(1, list, &count, &axes, native), list, doing: "the celestial axes cannot be taken")
        guard count == 2 else {
            throw WCSError(message: "the header gives no pair of celestial axes (CTYPE1, CTYPE2)")
        }
    }

    /// Looks for what WCSLib would take for 0 or refuse without a name: numbers that are none, and units of no angle.
    private static func check(_ header: FITSHeader) throws(WCSError) {
        for axis in 1...2
        where ["RA", "DEC"].contains(String(header.string("CTYPE\(axis)")?.prefix { $0 != "-" } ?? "")) {
            let keywords = ["CRVAL\(axis)", "CRPIX\(axis)", "CDELT\(axis)", "CROTA\(axis)"]
            for keyword in keywords + ["CD", "PC"].flatMap({ ["\($0)\(axis)_1", "\($0)\(axis)_2"] })
            where header[keyword] == .undefined {
                throw WCSError(message: "\(keyword) is no number; correct the header")
            }
            if let unit = header.string("CUNIT\(axis)"), FITSHeader.unit(unit) == nil {
                throw WCSError(message: "CUNIT\(axis) = '\(unit)' is no unit of an angle; correct the header (deg)")
            }
        }
    }

    /// The card as 80 characters; nil for what cannot matter here: text and comments.
    private static func record(_ card: FITSCard) -> String? {
        let value: String
        switch card.value {
        case .string(let text): value = "'" + text.replacing("'", with: "''") + "'"
        case .integer(let number): value = String(number)
        case .real(let number): value = String(number)
        case .logical(let flag): value = flag ? "T" : "F"
        case .undefined, .commentary: return nil
        }
        guard card.keyword.count <= 8, value.count <= 70, value.utf8.allSatisfy({ $0 < 128 }) else { return nil }
        let keyword = card.keyword + String(repeating: " ", count: 8 - card.keyword.count)
        let line = keyword + "= " + value
        return line + String(repeating: " ", count: 80 - line.count)
    }

    /// Square root of the sky area of one pixel, from the linear part at the reference point.
    private static func scale(_ native: UnsafeMutablePointer<wcsprm>) -> Double {
        let linear = native.pointee.lin
        // WCSLib makes no matrix when the axes are not turned.
        guard linear.unity == 0, let matrix = linear.piximg else {
            return abs(linear.cdelt[0] * linear.cdelt[1]).squareRoot() * 3600
        }
        return abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]).squareRoot() * 3600
    }
}
