import Files
import Foundation
import Synchronization
import TestSupport
import Testing
import Torch
import Training

@Suite struct CheckpointWriterTests {
    /// What a writer's thread did, and what holds it up.
    private final class Disk: Sendable {
        let written = Mutex<[String]>([])
        let gate = DispatchSemaphore(value: 0)
        let begun = DispatchSemaphore(value: 0)
    }

    private func item(_ step: Int, _ writer: CheckpointWriter) throws -> CheckpointWriter.Item {
        let name = try #require(CheckpointName("stage01-epoch0001-step00000\(step).safetensors"))
        let tensor = try Tensor([Float](repeating: Float(step), count: 1000), shape: [1000])
        return CheckpointWriter.Item(
            name: name, snapshot: try SafeTensors.Snapshot([("x", tensor)], reusing: writer.memory()))
    }

    @Test func theNewestWaitsForTheOneThatIsWritten() throws {
        let disk = Disk()
        let writer = CheckpointWriter { item in
            disk.begun.signal()
            disk.gate.wait()
            disk.written.withLock { $0.append(item.name.file) }
        }
        writer.put(try item(1, writer))
        disk.begun.wait()
        for step in 2...4 { writer.put(try item(step, writer)) }
        for _ in 0..<4 { disk.gate.signal() }
        try writer.settle()
        #expect(disk.written.withLock { $0.map { $0.dropLast(12).last } } == ["1", "4"])
        // Its thread has ended: another one takes over.
        writer.put(try item(5, writer))
        disk.gate.signal()
        try writer.settle()
        #expect(disk.written.withLock { $0.count } == 3)
    }

    @Test func anErrorIsThrownWhereTheStepsAre() throws {
        let disk = Disk()
        let writer = CheckpointWriter { item in
            disk.written.withLock { $0.append(item.name.file) }
            throw WriteError(path: item.name.file, code: ENOSPC)
        }
        try writer.check()
        writer.put(try item(1, writer))
        let error = #expect(throws: WriteError.self) { try writer.settle() }
        #expect(error?.remedy?.contains("Free some space") == true)
        #expect(throws: WriteError.self) { try writer.check() }
    }

    @Test func memoryOfWhatIsWrittenIsUsedAgain() throws {
        let writer = CheckpointWriter { _ in }
        #expect(writer.memory().isEmpty)
        writer.put(try item(1, writer))
        try writer.settle()
        #expect(writer.memory().count == 4000)
        #expect(writer.memory().isEmpty)
    }

    @Test(arguments: [
        "stage1-epoch0001-step000000.safetensors", "stage01-epoch0001-step000000.safetensors.refused",
        "stage01-epoch0001.safetensors", ".stage01-epoch0001-step000000.safetensors", "notes.txt",
    ]) func otherNamesAreNoCheckpoints(_ name: String) { #expect(CheckpointName(name) == nil) }

    @Test func namesSortAsTheRunGoes() throws {
        let files = [
            "stage01-epoch0001-step000009.safetensors", "stage01-epoch0001-step000010.safetensors",
            "stage01-epoch0001-step1000000.safetensors", "stage01-epoch0002-step000000.safetensors",
            "stage01-epoch10000-step000000.safetensors", "stage02-epoch0001-step000000.safetensors",
        ]
        let names = try files.map { try #require(CheckpointName($0)) }
        #expect(names == names.reversed().sorted())
        #expect(names.map(\.file) == files)
    }
}
