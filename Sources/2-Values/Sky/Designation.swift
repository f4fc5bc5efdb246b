/// The name that a position has by itself: `J012621.15+032909.9`, hours with a hundredth of a second, degrees with a tenth of
/// an arcsecond, truncated and never rounded (IAU, Specifications concerning designations, 3.2.2).
///
/// ```swift
/// Designation.text(ra: 21.588125, dec: 3.486083)  // "J012621.15+032909.8"
/// ```
package enum Designation {
    /// What rounding of a decimal fraction to a double may take away, in units of the last digit.
    private static let slack = 1e-6

    /// Bytes of a name.
    package static let length = 19

    /// - Parameters:
    ///   - ra: right ascension, 0 ..< 360 degrees.
    ///   - dec: declination, −90…90 degrees.
    package static func text(ra: Double, dec: Double) -> String {
        String(unsafeUninitializedCapacity: length) { bytes in
            write(ra: ra, dec: dec, to: UnsafeMutableRawBufferPointer(bytes))
            return length
        }
    }

    /// Writes the name into ``length`` bytes; parameters as in ``text(ra:dec:)``.
    package static func write(ra: Double, dec: Double, to bytes: UnsafeMutableRawBufferPointer) {
        var seconds = Int(ra * 24000 + slack) % 8_640_000
        var arcseconds = Int(dec.magnitude * 36000 + slack)
        func put(_ value: Int, at place: Int) {
            bytes[place] = UInt8(48 + value / 10)
            bytes[place + 1] = UInt8(48 + value % 10)
        }
        bytes[0] = UInt8(ascii: "J")
        put(seconds / 360_000, at: 1)
        seconds %= 360_000
        put(seconds / 6000, at: 3)
        seconds %= 6000
        put(seconds / 100, at: 5)
        bytes[7] = UInt8(ascii: ".")
        put(seconds % 100, at: 8)
        bytes[10] = dec.sign == .minus && dec != 0 ? UInt8(ascii: "-") : UInt8(ascii: "+")
        put(arcseconds / 36000, at: 11)
        arcseconds %= 36000
        put(arcseconds / 600, at: 13)
        arcseconds %= 600
        put(arcseconds / 10, at: 15)
        bytes[17] = UInt8(ascii: ".")
        bytes[18] = UInt8(48 + arcseconds % 10)
    }
}
