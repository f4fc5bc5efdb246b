internal import CCrypto

/// A SHA-256 or MD5 sum, over bytes that come in pieces.
///
/// MD5 is here because publishers of weights print it; it guards against damage in transit, not against malice.
///
/// ```swift
/// try Checksum.hexadecimal(.sha256, ofFile: "weights.h5") == stated
/// ```
public final class Checksum {
    /// Which sum.
    public enum Algorithm: String, Sendable, CaseIterable, Codable {
        case sha256
        case md5
    }

    /// libcrypto refused, for instance MD5 on a machine in FIPS mode.
    public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
        public let algorithm: Algorithm
        /// The libcrypto function that failed.
        public let function: String
        public var description: String { "libcrypto could not compute \(algorithm.rawValue): \(function) failed." }
    }

    public let algorithm: Algorithm
    private let context: OpaquePointer

    /// A sum over nothing yet. Throws ``Failure``.
    public init(_ algorithm: Algorithm) throws {
        self.algorithm = algorithm
        guard let context = EVP_MD_CTX_new() else {
            throw Failure(algorithm: algorithm, function: "EVP_MD_CTX_new")
        }
        let digest =
            switch algorithm {
            case .sha256: EVP_sha256()
            case .md5: EVP_md5()
            }
        guard EVP_DigestInit_ex(context, digest, nil) == 1 else {
            EVP_MD_CTX_free(context)
            throw Failure(algorithm: algorithm, function: "EVP_DigestInit_ex")
        }
        self.context = context
    }

    deinit { EVP_MD_CTX_free(context) }

    /// Adds bytes to the sum. Throws ``Failure``.
    public func update(_ bytes: UnsafeRawBufferPointer) throws {
        guard EVP_DigestUpdate(context, bytes.baseAddress, bytes.count) == 1 else {
            throw Failure(algorithm: algorithm, function: "EVP_DigestUpdate")
        }
    }

    /// Adds bytes to the sum. Throws ``Failure``.
    public func update(_ bytes: some Collection<UInt8>) throws {
        let done: Void? = try bytes.withContiguousStorageIfAvailable { try update(UnsafeRawBufferPointer($0)) }
        if done == nil {
            try Array(bytes).withUnsafeBytes { try update($0) }
        }
    }

    /// The sum so far in lower-case hexadecimal (64 digits for SHA-256, 32 for MD5); more bytes may follow.
    ///
    /// Throws ``Failure``.
    public func hexadecimal() throws -> String {
        try digest().map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    /// The first eight bytes of the sum so far, the first of them the highest: the first 16 digits of ``hexadecimal()``. More
    /// bytes may follow.
    ///
    /// Throws ``Failure``.
    package func firstBytes() throws -> UInt64 { try digest().prefix(8).reduce(0) { $0 << 8 | UInt64($1) } }

    private func digest() throws -> ArraySlice<UInt8> {
        guard let copy = EVP_MD_CTX_new() else {
            throw Failure(algorithm: algorithm, function: "EVP_MD_CTX_new")
        }
        defer { EVP_MD_CTX_free(copy) }
        guard EVP_MD_CTX_copy_ex(copy, context) == 1 else {
            throw Failure(algorithm: algorithm, function: "EVP_MD_CTX_copy_ex")
        }
        var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
        var count: UInt32 = 0
        guard EVP_DigestFinal_ex(copy, &digest, &count) == 1 else {
            throw Failure(algorithm: algorithm, function: "EVP_DigestFinal_ex")
        }
        return digest.prefix(Int(count))
    }

    /// The sum of `bytes` in lower-case hexadecimal. Throws ``Failure``.
    public static func hexadecimal(_ algorithm: Algorithm, of bytes: some Collection<UInt8>) throws -> String {
        let checksum = try Checksum(algorithm)
        try checksum.update(bytes)
        return try checksum.hexadecimal()
    }

    /// The sum of a file as it lies on disk (gzip is not decompressed) in lower-case hexadecimal.
    ///
    /// Throws ``InputError`` when the file cannot be read, ``Failure`` when libcrypto refuses.
    public static func hexadecimal(_ algorithm: Algorithm, ofFile path: String) throws -> String {
        let checksum = try Checksum(algorithm)
        let reader = try ByteReader(path, decompressing: false)
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            let count = try reader.read(into: &buffer)
            if count == 0 { return try checksum.hexadecimal() }
            try buffer.withUnsafeBytes { try checksum.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }
}
