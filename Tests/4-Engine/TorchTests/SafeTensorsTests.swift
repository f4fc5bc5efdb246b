import Files
import Foundation
import TestSupport
import Testing
import Torch

extension TorchTests {
    @Suite struct SafeTensorsFiles {
        @Test(arguments: ScalarType.allCases) func everyTypeComesBack(_ type: ScalarType) throws {
            let folder = try TemporaryDirectory()
            let tensor = try Tensor([1.0, 0, 3, 7, 0, 1], shape: [3, 2]).to(type)
            try SafeTensors.write(
                [
                    ("values", tensor), ("nothing", Tensor.zeros([0, 4], dtype: type)),
                    ("one", Tensor.ones([], dtype: type)),
                ],
                to: folder.file("t"))
            let read = try SafeTensors.read(folder.file("t"))
            #expect(read.count == 3)
            #expect(try read["values"]?.isEqual(tensor) == true)
            #expect(read["nothing"]?.shape == [0, 4])
            #expect(read["one"]?.shape == [])
        }

        @Test func bytesAreTheFormat() throws {
            let folder = try TemporaryDirectory()
            let metadata = ["b": "line\n\"quoted\" \\ é", "a": "1"]
            try SafeTensors.write([("z", Tensor([1.0], shape: [1]))], metadata: metadata, to: folder.file("t"))
            let bytes = try [UInt8](Data(contentsOf: URL(filePath: folder.file("t"))))
            let header =
                #"{"__metadata__":{"a":"1","b":"line\n\"quoted\" \\ é"},"#
                + #""z":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#
            let length = (header.utf8.count + 7) / 8 * 8
            #expect(bytes.count == 8 + length + 4)
            #expect(Int(bytes[0]) == length)
            #expect(String(decoding: bytes[8..<8 + header.utf8.count], as: UTF8.self) == header)
            #expect(Array(bytes.suffix(4)) == [0, 0, 0x80, 0x3f])
            #expect(try SafeTensors.readAll(folder.file("t")).metadata == metadata)
            #expect(try SafeTensors.header(folder.file("t")).entries.map(\.name) == ["z"])
        }

        /// A header, the bytes after it, and what the message must say.
        static let hostile: [(header: String, bytes: Int, message: String)] = [
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 4, "tensor 'a' ends at byte 8"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#, 12, "its header describes 8"),
            (#"{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}"#, 8, "needs 12 bytes, but has 8"),
            (#"{"a":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}}"#, 8, "tensor 'a' has the type 'F8_E4M3'"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}"#, 8, "tensor 'a' has the offsets [8, 0]"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}"#, 8, "tensor 'a' has the offsets"),
            (#"{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}"#, 8, "tensor 'a' has the offsets"),
            (#"{"a":{"dtype":"U8","shape":[-8],"data_offsets":[0,8]}}"#, 8, "tensor 'a' has the shape [-8]"),
            (
                #"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]}}"#, 8,
                "tensor 'a' has the shape"
            ),
            (
                #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}"#,
                6, "tensor 'b' overlaps tensor 'a'"
            ),
            (
                #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}"#,
                12, "tensor 'b' leaves a gap after tensor 'a'"
            ),
            (#"{"a":{"dtype":"F32","shape":[1]}}"#, 4, "tensor 'a' is described without"),
            (#"{"a":{"dtype":"BOOL","shape":[9],"data_offsets":[0,9]}}"#, 9, "tensor 'a' of truth values holds 2"),
            (#"{"a":7}"#, 4, "tensor 'a' is described without"),
            (#"{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}"#, 4, "tensor 'a' is described without"),
            (#"{"a":"#, 4, "no proper JSON"),
            ("[1, 2]  ", 4, "no proper JSON"),
        ]

        @Test(arguments: hostile) func hostileHeadersAreRefused(
            _ test: (header: String, bytes: Int, message: String)
        ) throws {
            let folder = try TemporaryDirectory()
            let path = folder.file("hostile.safetensors")
            let length = withUnsafeBytes(of: UInt64(test.header.utf8.count).littleEndian) { Array($0) }
            try AtomicFile.write(
                path, bytes: length + Array(test.header.utf8) + (0..<UInt8(test.bytes)).map { $0 % 9 / 4 })
            let error = try #require(throws: InputError.self) { _ = try SafeTensors.read(path) }
            #expect(error.file == path)
            #expect(error.description.contains(test.message))
        }

        @Test func cutOffFilesAreRefused() throws {
            let folder = try TemporaryDirectory()
            try SafeTensors.write([("w", Tensor.ones([100]))], to: folder.file("whole"))
            let whole = try [UInt8](Data(contentsOf: URL(filePath: folder.file("whole"))))
            for count in [0, 5, 8, 20, whole.count - 400, whole.count - 1] {
                let path = folder.file("cut\(count)")
                try AtomicFile.write(path, bytes: whole.prefix(count))
                let error = try #require(throws: InputError.self) { _ = try SafeTensors.read(path) }
                #expect(error.file == path)
            }
            try AtomicFile.write(folder.file("huge"), bytes: [UInt8](repeating: 0xff, count: 64))
            #expect(throws: InputError.self) { _ = try SafeTensors.read(folder.file("huge")) }
            #expect(throws: InputError.self) { _ = try SafeTensors.read(folder.file("absent")) }
            #expect(throws: InputError.self) { _ = try SafeTensors.read(folder.path) }
        }

        @Test func nothingIsLeftWhenTheFolderIsMissing() throws {
            let folder = try TemporaryDirectory()
            #expect(throws: WriteError.self) {
                try SafeTensors.write([("w", Tensor.ones([1]))], to: folder.file("absent/w.safetensors"))
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
    }
}
