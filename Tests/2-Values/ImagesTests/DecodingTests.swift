import Foundation
import Images
import TestSupport
import Testing

@Suite struct DecodingTests {
    @Test(arguments: [
        ("subsampled.jpg", 1), ("full.jpg", 1), ("progressive.jpg", 1), ("grey.jpg", 1), ("cmyk.jpg", 2),
        ("grey.png", 0),
        ("palette.png", 0), ("grey16.png", 1), ("bilevel.png", 0), ("alpha.png", 0),
    ])
    func equalsPillow(_ name: String, _ tolerance: Int) throws {
        let decoded = try Golden.image("decode/\(name)")
        #expect(largestDifference(decoded, try Golden.image("decode/\(name).expected.png")) <= tolerance)
    }

    @Test func pngKeepsEveryByte() throws {
        let decoded = try Golden.image("decode/colour.png")
        #expect(decoded.width == 41 && decoded.height == 33)
        #expect(decoded.pixels == (try Golden.bytes("decode/colour.raw")))
    }

    /// Pillow, torchvision and OpenCV leave the values of a picture with a gamma as they are.
    @Test(arguments: ["colour.png", "grey.png", "grey16.png", "palette.png"], [45455, 100_000])
    func aGammaBendsNothing(_ name: String, _ gamma: UInt32) throws {
        let bytes = try Golden.bytes("decode/\(name)")
        let body = Array("gAMA".utf8) + withUnsafeBytes(of: gamma.bigEndian) { Array($0) }
        var checksum: UInt32 = .max
        for byte in body {
            checksum ^= UInt32(byte)
            for _ in 0..<8 { checksum = checksum & 1 == 1 ? checksum >> 1 ^ 0xEDB8_8320 : checksum >> 1 }
        }
        let chunk = [0, 0, 0, 4] + body + withUnsafeBytes(of: (~checksum).bigEndian) { Array($0) }
        let bent = Array(bytes[..<33]) + chunk + bytes[33...]
        #expect(try RGBImage(decoding: bent, name: name) == RGBImage(decoding: bytes, name: name))
    }

    @Test func kindIsToldByContent() throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("really_a_png.jpg", Data(try Golden.bytes("decode/colour.png")))
        #expect(try RGBImage(contentsOf: path).width == 41)
    }

    @Test(arguments: ["subsampled.jpg", "progressive.jpg", "palette.png", "colour.png"])
    func everyTruncationIsAnError(_ name: String) throws {
        let bytes = try Golden.bytes("decode/\(name)")
        // A JPEG may lose its end marker's last byte, a PNG its empty last chunk, without losing a pixel.
        for count in 0..<(bytes.count - 14) {
            #expect(throws: ImageError.self, "\(name) cut to \(count) of \(bytes.count) bytes") {
                try RGBImage(decoding: Array(bytes.prefix(count)), name: name)
            }
        }
    }

    @Test func damageNeverCrashes() throws {
        for name in ["subsampled.jpg", "progressive.jpg", "cmyk.jpg", "palette.png", "grey16.png", "alpha.png"] {
            let bytes = try Golden.bytes("decode/\(name)")
            for position in stride(from: 0, to: bytes.count, by: 7) {
                var damaged = bytes
                damaged[position] ^= 0x55
                // Damage may go unseen in a JPEG's data; what matters is an answer.
                _ = try? RGBImage(decoding: damaged, name: name)
            }
        }
    }

    @Test(arguments: [
        ("", "is empty (0 bytes)"), ("id,file,label\n", "text"), ("<!DOCTYPE html><html>", "HTML"),
        ("SIMPLE  =                    T", "FITS file; let 'tuningfork cutouts' draw it"), ("BM6\u{0}\u{1}", "BMP"),
        ("\u{0}\u{0}\u{0}\u{1C}ftypavif", "AVIF"), ("\u{0}\u{0}\u{0}\u{0C}jP  \r\n", "JPEG 2000"),
        ("RIFF1234WEBP", "WebP"),
        ("RIFF1234WAVE", "sound"), ("version https://git-lfs.github.com/spec/v1\n", "git lfs pull"),
    ])
    func otherKindsAreNamed(_ content: String, _ words: String) throws {
        let directory = try TemporaryDirectory()
        let path = try directory.write("galaxy.jpg", content)
        let error = try #require(throws: ImageError.self) { try RGBImage(contentsOf: path) }
        #expect(error.file == path)
        #expect(error.description.contains(words))
        #expect(error.description.hasPrefix(path))
    }

    @Test func aNumPyArrayIsNamed() {
        #expect { try RGBImage(decoding: [0x93] + Array("NUMPY\u{1}".utf8), name: "a.npy") } throws: {
            "\($0)".contains("NumPy array")
        }
    }

    /// A FIFO has no writer, and would be waited for without end.
    @Test(.timeLimit(.minutes(1))) func whatIsNoFileIsNotWaitedFor() throws {
        let directory = try TemporaryDirectory()
        #expect(mkfifo(directory.file("a.jpg"), 0o600) == 0)
        for path in [directory.file("a.jpg"), directory.file("a.jpg#0+9"), "/dev/zero"] {
            let error = try #require(throws: ImageError.self) { try RGBImage(contentsOf: path) }
            #expect(error.reason.contains("a pipe or a device"), "\(error.reason)")
        }
        #expect { try FITSFile(directory.file("a.jpg")) } throws: { "\($0)".contains("is no regular file") }
    }

    @Test func theLongestSideIsTaken() throws {
        let bytes = try RGBImage(width: 20_000, height: 8).pngData()
        #expect(try RGBImage(decoding: bytes, name: "long").width == 20_000)
    }

    @Test func missingFileAndDirectoryAreNamed() throws {
        let directory = try TemporaryDirectory()
        let missing = try #require(throws: ImageError.self) { try RGBImage(contentsOf: directory.file("no.jpg")) }
        #expect(missing.reason == "does not exist")
        let folder = try #require(throws: ImageError.self) { try RGBImage(contentsOf: directory.path) }
        #expect(folder.reason.contains("directory"))
    }

    @Test(arguments: [(1, 1), (7, 100), (100, 7)])
    func tooSmallIsRefused(_ width: Int, _ height: Int) throws {
        let image = RGBImage(width: width, height: height)
        for bytes in [try image.pngData(), try image.jpegData()] {
            let error = try #require(throws: ImageError.self) { try RGBImage(decoding: bytes, name: "small") }
            #expect(error.reason.contains("too small"))
        }
    }

    @Test func smallestSizeIsTaken() throws {
        #expect(try RGBImage(decoding: RGBImage(width: 8, height: 8).pngData(), name: "small").width == 8)
    }

    /// Only headers: pixels of this size must never be allocated.
    @Test(arguments: [(20_000, 20_000), (20_001, 8), (8, 65_000), (12_000, 12_000)])
    func tooLargeIsRefusedFromTheHeader(_ width: Int, _ height: Int) throws {
        for bytes in [jpegHeader(width: width, height: height), try pngHeader(width: width, height: height)] {
            let error = try #require(throws: ImageError.self) { try RGBImage(decoding: bytes, name: "large") }
            #expect(error.reason.contains("too large"))
        }
    }

    /// A whole small JPEG whose frame header claims another size.
    private func jpegHeader(width: Int, height: Int) -> [UInt8] {
        var bytes = (try? RGBImage(width: 16, height: 16).jpegData()) ?? []
        guard let frame = bytes.indices.dropLast().first(where: { bytes[$0] == 0xFF && bytes[$0 + 1] == 0xC0 }) else {
            return []
        }
        bytes.replaceSubrange(
            (frame + 5)..<(frame + 9),
            with: [UInt8(height >> 8), UInt8(height & 255), UInt8(width >> 8), UInt8(width & 255)])
        return bytes
    }

    /// A whole small PNG whose header chunk, with its own checksum, claims another size.
    private func pngHeader(width: Int, height: Int) throws -> [UInt8] {
        var bytes = try RGBImage(width: 16, height: 16).pngData()
        for (start, value) in [(16, width), (20, height)] {
            for byte in 0..<4 { bytes[start + byte] = UInt8(value >> (24 - 8 * byte) & 255) }
        }
        var remainder: UInt32 = .max
        for byte in bytes[12..<29] {
            remainder ^= UInt32(byte)
            for _ in 0..<8 { remainder = remainder & 1 == 1 ? remainder >> 1 ^ 0xEDB8_8320 : remainder >> 1 }
        }
        for byte in 0..<4 { bytes[29 + byte] = UInt8(~remainder >> UInt32(24 - 8 * byte) & 255) }
        return bytes
    }
}
