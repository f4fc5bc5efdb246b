internal import Files

/// A short number by which another version of a tile is told: its length and some of its bytes.
///
/// A survey's new version of a tile differs all over, so a few places are enough; no more is read, as tiles are many and
/// large. A copy of a file has the same signature, whatever its date.
enum TileSignature {
    private static let places = 8
    private static let bytes = 4096

    /// Hexadecimal digits. Throws ``InputError`` when the file cannot be read.
    static func of(_ path: String) throws -> String {
        let file = try MappedFile(path)
        let size = file.bytes.count
        let count = min(bytes, size)
        var sum = 0xCBF2_9CE4_8422_2325 ^ UInt64(size)
        for place in 0..<places {
            let first = (size - count) / (places - 1) * place
            for byte in file.bytes[first..<first + count] { sum = (sum ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
        return String(sum, radix: 16)
    }
}
