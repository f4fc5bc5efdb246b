import Files
import Foundation
import TestSupport
import Testing

@Suite struct ChecksumTests {
    /// Test vectors of FIPS 180-4 and RFC 1321.
    @Test(arguments: [
        (Checksum.Algorithm.sha256, "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (.sha256, "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (.md5, "", "d41d8cd98f00b204e9800998ecf8427e"),
        (.md5, "message digest", "f96b697d7cb7938d525a2f31aaf161d0"),
    ])
    func knownVectors(algorithm: Checksum.Algorithm, text: String, expected: String) throws {
        #expect(try Checksum.hexadecimal(algorithm, of: Array(text.utf8)) == expected)
    }

    @Test func piecesAndFilesGiveTheSameSum() throws {
        let directory = try TemporaryDirectory()
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        let path = try directory.write("a.bin", Data(bytes))
        let whole = try Checksum.hexadecimal(.sha256, of: bytes)
        let checksum = try Checksum(.sha256)
        try checksum.update(bytes[..<100])
        #expect(try checksum.hexadecimal() != whole)
        try checksum.update(bytes[100...])
        #expect(try checksum.hexadecimal() == whole)
        #expect(try Checksum.hexadecimal(.sha256, ofFile: path) == whole)
    }

    @Test func compressedFilesCountAsTheyLieOnDisk() throws {
        let directory = try TemporaryDirectory()
        try AtomicFile.write(directory.file("a.gz"), compression: .gzip) { try $0.write("abc") }
        let data = try Data(contentsOf: URL(filePath: directory.file("a.gz")))
        let sum = try Checksum.hexadecimal(.md5, ofFile: directory.file("a.gz"))
        #expect(try sum == Checksum.hexadecimal(.md5, of: data))
    }
}
