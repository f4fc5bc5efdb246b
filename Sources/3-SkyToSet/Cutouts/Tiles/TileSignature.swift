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
        var sum = FNV1a()
        sum.value ^= UInt64(size)
        for place in 0..<places {
            let first = (size - count) / (places - 1) * place
            sum.add(file.bytes[first..<first + count])
        }
        return String(sum.value, radix: 16)
    }
}
