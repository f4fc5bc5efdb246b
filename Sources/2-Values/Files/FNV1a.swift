/// The hash of Fowler, Noll and Vo (FNV-1a, 64 bits): the same number for the same bytes on every machine.
///
/// Its high bits are not evenly spread: mix them where that counts.
@frozen
package struct FNV1a {
    package var value: UInt64 = 0xCBF2_9CE4_8422_2325

    @inlinable
    package init() {}

    @inlinable
    package mutating func add(_ bytes: some Sequence<UInt8>) {
        for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    /// Adds the eight bytes of a number, the lowest first.
    @inlinable
    package mutating func add(_ number: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) {
            value = (value ^ (number >> UInt64(shift) & 0xFF)) &* 0x100_0000_01B3
        }
    }
}
