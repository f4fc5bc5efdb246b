import Files
import Foundation
import TestSupport
import Testing
import Vectors

@Suite struct NpyTests {
    @Test func roundTrip() throws {
        let arrays: [(Npy.Values, [Int])] = [
            (.float32([1, -2.5, 3, 4, 5, 6]), [2, 3]), (.int64([-1, 1 << 40]), [2]), (.uint8([255]), []),
            (.float32([]), [0, 1024]), (.uint8([0, 1, 2, 3, 4, 5, 6, 7]), [2, 2, 2]),
        ]
        for (values, shape) in arrays {
            let directory = try TemporaryDirectory()
            let path = directory.file("a.npy")
            try Npy.write(values, shape: shape, to: path)
            let read = try Npy.read(path)
            #expect(read.values == values)
            #expect(read.shape == shape)
        }
    }

    /// The bytes that numpy.save gives for numpy.array([[1, 2]], dtype="<f4").
    @Test func bytesAreNumPys() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("a.npy")
        try Npy.write([1, 2], shape: [1, 2], to: path)
        let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (1, 2), }"
        let padding = String(repeating: " ", count: 118 - header.utf8.count - 1) + "\n"
        let expected =
            [0x93] + Array("NUMPY".utf8) + [1, 0, 118, 0] + Array((header + padding).utf8)
            + [0, 0, 0x80, 0x3f, 0, 0, 0, 0x40]
        #expect(try [UInt8](Data(contentsOf: URL(filePath: path))) == expected)
    }

    @Test func damagedFilesAreRefused() throws {
        func file(_ header: String, bytes: Int) -> [UInt8] {
            [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
                + [UInt8](repeating: 0, count: bytes)
        }
        let hostile: [([UInt8], String)] = [
            ([], "does not start as one"),
            (Array("a text file, no array".utf8), "does not start as one"),
            (file("{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", bytes: 4), "takes 8 bytes"),
            (file("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", bytes: 8), "takes 4 bytes"),
            (file("{'descr': '<f2', 'fortran_order': False, 'shape': (2,), }", bytes: 4), "type '<f2'"),
            (file("{'descr': '<f4', 'fortran_order': True, 'shape': (1, 1), }", bytes: 4), "Fortran"),
            (file("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }", bytes: 4), "shape"),
            (file("{'descr': '<f4', 'fortran_order': False, 'shape': (4611686018427387904, 8), }", bytes: 4), "shape"),
            (file("{'descr': '<f4'}", bytes: 4), "names no"),
            (Array(file("{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }", bytes: 4)[..<20]), "cut off"),
        ]
        for (bytes, message) in hostile {
            let directory = try TemporaryDirectory()
            let path = directory.file("a.npy")
            try AtomicFile.write(path, bytes: bytes)
            let error = try #require(throws: InputError.self) { _ = try Npy.read(path) }
            #expect(error.file == path)
            #expect(error.description.contains(message))
        }
    }
}
