import Foundation
import TestSupport
import Testing
import Torch

extension TorchTests {
    /// The plug-in is built as `make nccl` builds it, where that has fetched the headers before.
    @Suite struct NCCL {
        private static let root = URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        private static let hasHeaders = FileManager.default.fileExists(
            atPath: root.appending(path: ".deps/nccl/nvidia/nccl/include/nccl.h").path)
        private static let hasCUDA = (try? Device(name: "cuda")) != nil

        private static func build(into folder: TemporaryDirectory) throws -> String {
            let script = Process()
            script.executableURL = URL(filePath: "/usr/bin/env")
            script.arguments = ["bash", root.appending(path: "Scripts/nccl.sh").path, folder.path]
            try script.run()
            script.waitUntilExit()
            #expect(script.terminationStatus == 0)
            return folder.file("libTuningForkNCCL.so")
        }

        private static func group(_ plugin: String) throws -> ProcessGroup {
            let store = try RendezvousStore(host: "127.0.0.1", port: 0, serves: true, patience: 30)
            return try ProcessGroup(store, backend: .nccl(plugin: plugin), rank: 0, count: 1, patience: 30)
        }

        @Test(
            .enabled(if: hasHeaders, "the headers of NCCL are not in .deps/nccl; 'make nccl' fetches them"),
            .disabled(if: hasCUDA, "this machine has CUDA"))
        func needsCUDA() throws {
            let folder = try TemporaryDirectory()
            let plugin = try Self.build(into: folder)
            let error = try #require(throws: TorchError.self) { _ = try Self.group(plugin) }
            #expect(error.message.contains("ProcessGroupNCCL"))
        }

        @Test(
            .enabled(if: hasHeaders, "the headers of NCCL are not in .deps/nccl; 'make nccl' fetches them"),
            .enabled(if: hasCUDA, "this machine has no CUDA device"))
        func sumsOnTheDevice() throws {
            let folder = try TemporaryDirectory()
            let group = try Self.group(Self.build(into: folder))
            let tensor = try Tensor([1.0, 2, 3], shape: [3], device: .cuda(0))
            try group.sum(tensor)
            let gathered = try tensor.zerosLike()
            try group.gather(into: gathered, from: tensor)
            #expect(try gathered.floats() == [1, 2, 3])
        }
    }
}
