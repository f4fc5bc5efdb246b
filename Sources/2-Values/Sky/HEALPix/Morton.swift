/// Bits of two numbers taken in turns.
enum Morton {
    /// The lower 32 bits of `value` at the even places of the result.
    @inline(__always)
    static func spread(_ value: Int) -> UInt64 {
        var bits = UInt64(truncatingIfNeeded: value) & 0xFFFF_FFFF
        bits = (bits | (bits << 16)) & 0x0000_FFFF_0000_FFFF
        bits = (bits | (bits << 8)) & 0x00FF_00FF_00FF_00FF
        bits = (bits | (bits << 4)) & 0x0F0F_0F0F_0F0F_0F0F
        bits = (bits | (bits << 2)) & 0x3333_3333_3333_3333
        return (bits | (bits << 1)) & 0x5555_5555_5555_5555
    }

    /// The number whose bits stand at the even places of `bits`.
    @inline(__always)
    static func even(_ bits: UInt64) -> Int {
        var value = bits & 0x5555_5555_5555_5555
        value = (value | (value >> 1)) & 0x3333_3333_3333_3333
        value = (value | (value >> 2)) & 0x0F0F_0F0F_0F0F_0F0F
        value = (value | (value >> 4)) & 0x00FF_00FF_00FF_00FF
        value = (value | (value >> 8)) & 0x0000_FFFF_0000_FFFF
        return Int((value | (value >> 16)) & 0xFFFF_FFFF)
    }
}
