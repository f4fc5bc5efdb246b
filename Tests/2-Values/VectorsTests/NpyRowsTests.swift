import Files
import TestSupport
import Testing
import Vectors

@Suite struct NpyRowsTests {
    @Test func theFileIsHeaderAndRows() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("m.npy")
        try Npy.write(rows: 2, columns: 3, to: path) { append in
            try append([1, 2, 3])
            try append([4, 5, -6])
        }
        let bytes = try ByteReader.contents(of: path)
        #expect(Array(bytes[..<8]) == [0x93] + Array("NUMPY".utf8) + [1, 0])
        let length = Int(bytes[8]) + Int(bytes[9]) << 8
        #expect((10 + length) % 64 == 0)
        let header = String(decoding: bytes[10..<(10 + length)], as: UTF8.self)
        #expect(header.hasPrefix("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }"))
        #expect(header.hasSuffix("\n"))
        let values = bytes[(10 + length)...].withUnsafeBytes { Array($0.bindMemory(to: Float.self)) }
        #expect(values == [1, 2, 3, 4, 5, -6])
    }

    @Test func nothingIsLeftWhenARowFails() throws {
        struct Failure: Error {}
        let directory = try TemporaryDirectory()
        #expect(throws: Failure.self) {
            try Npy.write(rows: 1, columns: 1, to: directory.file("m.npy")) { _ in throw Failure() }
        }
        #expect(try directory.names() == [])
    }
}
