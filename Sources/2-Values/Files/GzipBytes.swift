/// Bytes in memory as a gzip file holds them.
package enum GzipBytes {
    /// One gzip member, without name and time stamp: the same bytes give the same result. Throws ``WriteError``.
    package static func compressed(_ bytes: [UInt8]) throws -> [UInt8] {
        let deflater = try Deflater(path: "gzip in memory")
        var result: [UInt8] = []
        try bytes.withUnsafeBytes { source in try deflater.deflate(source) { result.append(contentsOf: $0) } }
        try deflater.finish { result.append(contentsOf: $0) }
        return result
    }
}
