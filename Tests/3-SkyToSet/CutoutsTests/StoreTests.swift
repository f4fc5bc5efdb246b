import Cutouts
import Files
import Foundation
import Images
import TestSupport
import Testing

@Suite struct StoreTests {
    static func bytes(_ number: Int) -> [UInt8] {
        (0..<(number * 37 % 3000)).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ number) }
    }

    static func settings(shard: Int = 1 << 30, buffer: Int = 1 << 20) -> CutoutStoreWriter.Settings {
        var settings = CutoutStoreWriter.Settings()
        settings.shardSize = shard
        settings.buffer = buffer
        return settings
    }

    /// Lists an archive with the system's own program.
    static func tar(_ path: String) throws -> [String] {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["tar", "tf", path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        return text.split(separator: "\n").map(String.init)
    }

    @Test func manyThreadsFillSeveralArchives() throws {
        let directory = try TemporaryDirectory()
        let writer = try CutoutStoreWriter(
            directory: directory.path, settings: Self.settings(shard: 200_000, buffer: 30_000))
        DispatchQueue.concurrentPerform(iterations: 4) { thread in
            for number in stride(from: thread, to: 1000, by: 4) {
                #expect(throws: Never.self) { try writer.append(name: "g\(number).jpg", Self.bytes(number)) }
            }
        }
        #expect(try writer.contains("g999.jpg") && !writer.contains("g1000.jpg"))
        try writer.finish()
        let names = try directory.names()
        #expect(names.count > 5 && names.first == "cutouts-00000.tar" && names.last == StoreTests.index)
        #expect(try names.dropLast().flatMap { try Self.tar(directory.file($0)) }.count == 1000)

        let store = try CutoutStore(directory: directory.path)
        #expect(store.count == 1000)
        for number in 0..<1000 {
            #expect(try store.bytes(named: "g\(number).jpg") == Self.bytes(number))
            #expect(try store.piece(named: "g\(number).jpg")?.read() == Self.bytes(number))
        }
        #expect(try store.piece(named: "g1000.jpg") == nil)
    }

    static let index = "cutouts.index"

    @Test func theIndexIsMadeAgainFromTheArchives() throws {
        let directory = try TemporaryDirectory()
        let writer = try CutoutStoreWriter(directory: directory.path, settings: Self.settings(shard: 20_000))
        for number in 0..<100 { try writer.append(name: "\(number)", Self.bytes(number)) }
        try writer.finish()
        let good = try Data(contentsOf: URL(filePath: directory.file(Self.index)))
        for damaged in [nil, good.prefix(100), Data(count: good.count), good + Data(count: 8)] {
            try? FileManager.default.removeItem(atPath: directory.file(Self.index))
            if let damaged { try directory.write(Self.index, damaged) }
            let store = try CutoutStore(directory: directory.path)
            #expect(store.count == 100)
            #expect(try store.bytes(named: "77") == Self.bytes(77))
            #expect(try Data(contentsOf: URL(filePath: directory.file(Self.index))) == good)
        }
    }

    @Test func aTornTailIsCutOffWhereverItEnds() throws {
        let whole = try TemporaryDirectory()
        let writer = try CutoutStoreWriter(directory: whole.path)
        var ends: [Int] = [0]
        for number in 1...4 {
            let piece = try writer.append(name: "\(number)", Self.bytes(number * 20))
            ends.append((piece.offset + (piece.count ?? 0) + 511) / 512 * 512)
        }
        try writer.finish()
        let bytes = try Data(contentsOf: URL(filePath: whole.file("cutouts-00000.tar")))
        for length in stride(from: 0, through: bytes.count, by: 111) {
            let directory = try TemporaryDirectory()
            try directory.write("cutouts-00000.tar", bytes.prefix(length))
            let kept = ends.count { $0 > 0 && $0 <= length }
            let again = try CutoutStoreWriter(directory: directory.path, resumes: true)
            #expect(again.count == kept)
            for number in 1...4 {
                let name = "\(number)"
                #expect(try again.contains(name) == (number <= kept))
                if number > kept { try again.append(name: name, Self.bytes(number * 20)) }
            }
            try again.finish()
            #expect(try Data(contentsOf: URL(filePath: directory.file("cutouts-00000.tar"))) == bytes)
            #expect(try CutoutStore(directory: directory.path).count == 4)
        }
    }

    @Test func aWriterGoesOnInTheSameArchive() throws {
        let directory = try TemporaryDirectory()
        for round in 0..<3 {
            let writer = try CutoutStoreWriter(directory: directory.path, resumes: true)
            for number in 0..<(50 * round + 50) where !(try writer.contains("\(number).jpg")) {
                try writer.append([("\(number).fits", Self.bytes(number)), ("\(number).jpg", Self.bytes(number + 1))])
            }
            #expect(writer.count == 100 * round + 100)
            try writer.finish()
        }
        #expect(try directory.names() == ["cutouts-00000.tar", Self.index])
        let names = try Self.tar(directory.file("cutouts-00000.tar"))
        #expect(names == (0..<150).flatMap { ["\($0).fits", "\($0).jpg"] })
    }

    @Test func mistakesAreNamed() throws {
        let directory = try TemporaryDirectory()
        let writer = try CutoutStoreWriter(directory: directory.path)
        func message(_ body: () throws -> Void) -> String {
            do {
                try body()
                return "nothing"
            } catch {
                return "\(error)"
            }
        }
        try writer.append(name: "a.jpg", [1])
        #expect(message { try writer.append(name: "a.jpg", [2]) }.contains("called 'a.jpg' is in the store already"))
        for name in ["", "../a", "a//b", "/a", "a\n", String(repeating: "x", count: 101)] {
            #expect(message { try writer.append(name: name, [1]) }.contains("cannot name a cutout"))
        }
        let long = String(repeating: "d", count: 120) + "/" + String(repeating: "x", count: 99)
        try writer.append(name: long, [3, 4])
        #expect(
            message { _ = try CutoutStoreWriter(directory: directory.path, resumes: true) }.contains("Another process"))
        try writer.finish()
        #expect(try CutoutStore(directory: directory.path).bytes(named: long) == [3, 4])
        #expect(message { _ = try CutoutStoreWriter(directory: directory.path) }.contains("holds cutouts already"))
        #expect(
            message { _ = try CutoutStore(directory: directory.file("no")) }.contains("no store of cutouts is here"))
        #expect(
            message { _ = try CutoutStoreWriter(directory: directory.file("cutouts-00000.tar/x")) }
                .contains("could not be written"))
    }

    @Test func picturesAreDecodedFromTheStore() throws {
        let directory = try TemporaryDirectory()
        let picture = RGBImage(width: 16, height: 12, pixels: (0..<576).map { UInt8($0 % 251) })
        let writer = try CutoutStoreWriter(directory: directory.path)
        let piece = try writer.append(name: "g.png", try picture.pngData())
        try writer.append(name: "none.jpg", [])
        try writer.finish()
        #expect(try RGBImage(contentsOf: "\(piece)") == picture)
        func reason(_ path: String) throws -> String {
            try #require(throws: ImageError.self) { _ = try RGBImage(contentsOf: path) }.reason
        }
        #expect(try reason("\(piece.path)#0+512").contains("is not a JPEG or PNG image"))
        #expect(try reason("\(piece.path)#9999999+5").contains("goes beyond its end"))
        #expect(try reason("\(piece.path)x#0+5") == "does not exist")
        let store = try CutoutStore(directory: directory.path)
        let empty = try #require(try store.piece(named: "none.jpg"))
        #expect(try reason("\(empty)") == "is empty (0 bytes)")
    }
}
