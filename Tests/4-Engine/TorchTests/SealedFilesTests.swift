import Files
import Foundation
import TestSupport
import Testing
import Torch

extension TorchTests {
    @Suite struct SealedFiles {
        private let folder: TemporaryDirectory
        private let tensors: [(String, Tensor)]

        init() throws {
            folder = try TemporaryDirectory()
            let values = try Tensor([1.5, -2, 3, 0, 7, 9], shape: [2, 3])
            tensors = [
                ("a/values", values), ("a/count", try Tensor([3] as [Int64], shape: [])),
                ("narrow", try values.to(.bfloat16)), ("nothing", try Tensor.zeros([0, 4])),
            ]
        }

        private func seal(_ name: String, reusing memory: [UInt8] = []) throws -> (path: String, bytes: [UInt8]) {
            let state = #"{"sha256":"\#(String(repeating: "0", count: 64))"}"#
            let snapshot = try SafeTensors.Snapshot(tensors, metadata: ["state": state], reusing: memory)
            try snapshot.write(to: folder.file(name))
            return (folder.file(name), try ByteReader.contents(of: folder.file(name)))
        }

        @Test func whatIsSealedComesBack() throws {
            let (path, bytes) = try seal("t")
            let read = try SafeTensors.readSealed(path)
            #expect(read.metadata.keys.sorted() == ["state"])
            #expect(read.tensors.count == tensors.count)
            for (name, tensor) in tensors { #expect(try read.tensors[name]?.isEqual(tensor) == true, "\(name)") }
            // Any reader of the format reads it.
            #expect(try SafeTensors.read(path).count == tensors.count)
            // Other memory, the same bytes.
            let size = tensors.reduce(0) { $0 + $1.1.count * $1.1.dtype.byteCount }
            for count in [size, size + 1, 3] {
                #expect(try seal("again", reusing: [UInt8](repeating: 9, count: count)).bytes == bytes)
            }
        }

        @Test func aSnapshotIsOfItsMoment() throws {
            let tensor = try Tensor([1.0, 2], shape: [2])
            let snapshot = try SafeTensors.Snapshot([("x", tensor)])
            _ = try tensor.fill(5)
            try snapshot.write(to: folder.file("t"))
            #expect(try SafeTensors.readSealed(folder.file("t")).tensors["x"]?.floats() == [1, 2])
        }

        @Test func everyFlippedBitAndEveryCutIsRefused() throws {
            let (path, bytes) = try seal("t")
            for place in bytes.indices {
                var damaged = bytes
                damaged[place] ^= 1 << UInt8(place % 8)
                try Data(damaged).write(to: URL(filePath: path))
                let error = #expect(throws: InputError.self, "byte \(place)") { try SafeTensors.readSealed(path) }
                #expect(error?.file == path)
                try Data(bytes[..<place]).write(to: URL(filePath: path))
                #expect(throws: InputError.self, "cut at \(place)") { try SafeTensors.readSealed(path) }
            }
            try Data(bytes + [0]).write(to: URL(filePath: path))
            #expect(throws: InputError.self) { try SafeTensors.readSealed(path) }
        }

        @Test func aFileWithoutSealIsRefused() throws {
            try SafeTensors.write(tensors, to: folder.file("t"))
            let error = #expect(throws: InputError.self) { try SafeTensors.readSealed(folder.file("t")) }
            #expect(error?.problem.contains("no checksum") == true)
        }
    }
}
