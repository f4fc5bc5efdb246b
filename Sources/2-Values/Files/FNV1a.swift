/// The hash of Fowler, Noll and Vo (FNV-1a, 64 bits): the same number for the same bytes on every machine.
///
/// Its high bits are not evenly spread; those of ``mixed`` are.
///
/// Public, for the compiler takes no `package` function into its callers in other modules.
@frozen
public struct FNV1a {
    /// The hash as it is.
    public var value: UInt64 = 0xCBF2_9CE4_8422_2325

    /// The hash of no bytes.
    @inlinable
    public init() {}

    /// Adds bytes.
    @inlinable
    public mutating func add(_ bytes: some Sequence<UInt8>) {
        // Bytes that lie in one piece are taken as such: where the compiler knows no more of them than that they are a
        // sequence, each costs fifty times as much.
        if bytes.withContiguousStorageIfAvailable({ add($0) }) == nil {
            for byte in bytes { add(byte) }
        }
    }

    /// Adds bytes that lie in one piece.
    @inlinable
    public mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) {
        for byte in bytes { add(byte) }
    }

    /// Adds a byte.
    @inlinable
    public mutating func add(_ byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x100_0000_01B3
    }

    /// The hash with its bits spread evenly.
    @inlinable
    public var mixed: UInt64 { FNV1a.mixed(value) }

    /// A one-to-one change of bits (the finalizer of MurmurHash3).
    @inlinable
    public static func mixed(_ bits: UInt64) -> UInt64 {
        var bits = bits
        bits = (bits ^ bits >> 33) &* 0xFF51_AFD7_ED55_8CCD
        bits = (bits ^ bits >> 33) &* 0xC4CE_B9FE_1A85_EC53
        return bits ^ bits >> 33
    }

    /// Adds the eight bytes of a number, the lowest first.
    @inlinable
    public mutating func add(_ number: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) {
            value = (value ^ (number >> UInt64(shift) & 0xFF)) &* 0x100_0000_01B3
        }
    }
}
