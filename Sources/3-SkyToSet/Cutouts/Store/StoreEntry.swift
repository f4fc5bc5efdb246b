internal import Files

/// Where one cutout lies, under the hash of its name. 24 bytes, as in the index file.
struct StoreEntry: Sendable, Equatable {
    /// See ``hash(_:)``.
    var hash: UInt64
    /// First byte of the content in its shard; its header stands in the 512 bytes before.
    var offset: UInt64
    var shard: UInt32
    /// Bytes of the content.
    var count: UInt32

    /// Evenly spread over 64 bits: FNV-1a, then the end of splitmix64.
    static func hash(_ name: String) -> UInt64 {
        var sum = FNV1a()
        sum.add(name.utf8)
        var value = sum.value
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
