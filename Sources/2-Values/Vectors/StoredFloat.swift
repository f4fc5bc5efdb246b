/// How the numbers of vectors are stored in a file.
public enum StoredFloat: String, Sendable, CaseIterable {
    case float32
    /// Half precision (IEEE 754 binary16): 11 significant bits, up to 65504.
    case float16

    /// The type as NumPy writes it.
    var npy: String { self == .float32 ? "<f4" : "<f2" }

    /// The largest number, and the least that is no longer rounded to it but to infinity.
    package static let overflow: Float = 65520

    /// The bits of the nearest numbers of half precision, ties to even; infinite from 65520 on.
    package static func halves(_ values: [Float]) -> [UInt16] { values.map(half) }

    private static func half(_ value: Float) -> UInt16 {
        let bits = value.bitPattern
        let sign = UInt16(truncatingIfNeeded: bits >> 16) & 0x8000
        let size = bits & 0x7FFF_FFFF
        if size > 0x7F80_0000 { return sign | 0x7E00 }  // NaN
        if size >= overflow.bitPattern { return sign | 0x7C00 }
        if size < 0x3880_0000 {
            // Below the least normal half all are multiples of 2^-24.
            return sign | UInt16((Float(bitPattern: size) * 0x1p24).rounded(.toNearestOrEven))
        }
        // 13 bits fewer of the fraction, and another bias of the exponent.
        return sign | UInt16(truncatingIfNeeded: (size + 0xFFF + (size >> 13 & 1)) >> 13 &- 112 << 10)
    }
}
