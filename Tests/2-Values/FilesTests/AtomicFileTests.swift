import Files
import Foundation
import TestSupport
import Testing

@Suite struct AtomicFileTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: directory.file(name), encoding: .utf8)
    }

    @Test func writesPiecesInOrder() throws {
        let path = directory.file("a.txt")
        try AtomicFile.write(path) { sink in
            try sink.write("a")
            try sink.write([98, 99])
            try sink.write([UInt8](repeating: 100, count: 600_000))
            try sink.write([1, 2].span.bytes)
            #expect(sink.count == 600_019)
        }
        let data = try Data(contentsOf: URL(filePath: path))
        let expected = Data("abc".utf8) + Data(repeating: 100, count: 600_000)
        #expect(data.prefix(600_003) == expected)
        #expect(data.suffix(16) == Data([1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0]))
        #expect(try directory.names() == ["a.txt"])
    }

    @Test func filesThatNeedNotOutliveAPowerCutAreWholeToo() throws {
        try directory.write("a.txt", "old")
        try AtomicFile.write(directory.file("a.txt"), bytes: Array("new".utf8), durability: .process)
        #expect(try text("a.txt") == "new")
        #expect(throws: WriteError.self) {
            try AtomicFile.write(directory.file("none/a.txt"), bytes: [1], durability: .process)
        }
        #expect(try directory.names() == ["a.txt"])
    }

    @Test func errorLeavesTheOldFileAndNothingElse() throws {
        struct Stop: Error {}
        try directory.write("a.txt", "old")
        #expect(throws: Stop.self) {
            try AtomicFile.write(directory.file("a.txt")) { sink in
                try sink.write([UInt8](repeating: 0, count: 1 << 20))
                #expect(try directory.names().count == 2)
                throw Stop()
            }
        }
        #expect(try directory.names() == ["a.txt"])
        #expect(try text("a.txt") == "old")
    }

    @Test func keepsPermissionsAndSymbolicLinks() throws {
        try directory.write("a.txt", "old")
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: directory.file("a.txt"))
        try FileManager.default.createSymbolicLink(
            atPath: directory.file("link"), withDestinationPath: directory.file("a.txt"))
        try AtomicFile.write(directory.file("link"), string: "new")
        #expect(try text("a.txt") == "new")
        let attributes = try FileManager.default.attributesOfItem(atPath: directory.file("a.txt"))
        #expect(attributes[.posixPermissions] as? Int == 0o600)
        let destination = try FileManager.default.destinationOfSymbolicLink(atPath: directory.file("link"))
        #expect(destination == directory.file("a.txt"))
    }

    @Test func fullDiskSaysSo() throws {
        for compression in [FileSink.Compression.none, .gzip] {
            let error = #expect(throws: WriteError.self) {
                try AtomicFile.write("/dev/full", compression: compression) { try $0.write("x") }
            }
            #expect(
                error?.description
                    == "/dev/full could not be written: No space left on device. "
                    + "Free some space on that disk, or write somewhere else.")
        }
    }

    /// A limit on the size of files stands for the disk that fills up while a file is being written.
    @Test func failureHalfwayKeepsTheOldFileOnly() async throws {
        let path = try directory.write("old.txt", "old")
        await #expect(processExitsWith: .exitCode(1)) { [path = path as String] in
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 1 << 20, rlim_max: 1 << 20)
            let status = setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
            guard status == 0 else { exit(99) }
            do {
                try AtomicFile.write(path, bytes: [UInt8](repeating: 0, count: 3 << 20))
            } catch is WriteError {
                exit(1)
            }
        }
        #expect(try directory.names() == ["old.txt"])
        #expect(try text("old.txt") == "old")
    }

    @Test func unwritablePlacesSayWhatToDo() throws {
        try directory.write("plain", "")
        let cases = [
            ("plain/x.csv", "A part of that path is a file, not a directory: write somewhere else"),
            ("missing/x.csv", "Create the directory first, or write somewhere else"),
            (".", "That is a directory: give the name of a file"),
            (String(repeating: "n", count: 300), "Choose a shorter name"),
        ]
        for (name, remedy) in cases {
            let error = #expect(throws: WriteError.self) {
                try AtomicFile.write(directory.file(name), string: "x")
            }
            #expect(error?.remedy == remedy)
            #expect(error?.path == directory.file(name))
        }
        #expect(throws: WriteError.self) { try AtomicFile.write("", string: "x") }
        #expect(try directory.names() == ["plain"])
    }

    @Test func longNamesFit() throws {
        let name = String(repeating: "é", count: 120) + ".csv"
        try AtomicFile.write(directory.file(name), string: "x")
        #expect(try directory.names().count == 1)
    }

    @Test func gzipIsTheSameEachTimeAndReadsBack() throws {
        let lines = (0..<50_000).map { "line \($0)\n" }
        for name in ["a.gz", "b.gz"] {
            try AtomicFile.write(directory.file(name), compression: .gzip) { sink in
                for line in lines { try sink.write(line) }
            }
        }
        let first = try Data(contentsOf: URL(filePath: directory.file("a.gz")))
        #expect(try first == Data(contentsOf: URL(filePath: directory.file("b.gz"))))
        #expect(try ByteReader.contents(of: directory.file("a.gz")) == Array(lines.joined().utf8))
        let length = lines.joined().utf8.count
        #expect(first.count < length / 3)
    }

    @Test func librariesThatOpenByNameAreServed() throws {
        try AtomicFile.replace(directory.file("sky.fits")) { temporary in
            #expect(temporary.hasPrefix(directory.path + "/"))
            #expect(temporary.hasSuffix("sky.fits"))
            try "content".write(toFile: temporary, atomically: false, encoding: .utf8)
        }
        #expect(try text("sky.fits") == "content")
        let error = #expect(throws: WriteError.self) {
            try AtomicFile.replace(directory.file("other.fits")) { _ in }
        }
        #expect(error?.path == directory.file("other.fits"))
        #expect(try directory.names() == ["sky.fits"])
    }

    @Test func parallelWritersOfOneFileLeaveOneWholeFile() async throws {
        let path = directory.file("a.bin")
        try await withThrowingTaskGroup { group in
            for value in 0..<16 {
                group.addTask { try AtomicFile.write(path, bytes: [UInt8](repeating: UInt8(value), count: 300_000)) }
            }
            try await group.waitForAll()
        }
        let data = try Data(contentsOf: URL(filePath: path))
        #expect(data.count == 300_000)
        #expect(Set(data).count == 1)
        #expect(try directory.names() == ["a.bin"])
    }

    @Test func directoriesAreCreatedWithThoseAbove() throws {
        try Directory.create(directory.file("a/b/c"))
        try Directory.create(directory.file("a/b/c"))
        #expect(Directory.isDirectory(directory.file("a/b/c")))
        try directory.write("plain", "")
        let error = #expect(throws: WriteError.self) { try Directory.create(directory.file("plain/d")) }
        #expect(error?.remedy == "A part of that path is a file, not a directory: write somewhere else")
    }

    @Test func aFolderGetsItsNameWithAllThatIsInIt() throws {
        try Directory.create(directory.file("new.unfinished/a/b"))
        try directory.write("new.unfinished/a/b/copied.txt", "copied")
        try FileManager.default.createSymbolicLink(
            atPath: directory.file("new.unfinished/a/link"), withDestinationPath: "nowhere")
        try Directory.create(directory.file("new"))
        try Directory.place(directory.file("new.unfinished"), as: directory.file("new"))
        #expect(try text("new/a/b/copied.txt") == "copied")
        #expect(try directory.names() == ["new"])
        try Directory.create(directory.file("other"))
        let error = #expect(throws: WriteError.self) {
            try Directory.place(directory.file("other"), as: directory.file("new"))
        }
        #expect(error?.path == directory.file("new") && Directory.isDirectory(directory.file("other")))
    }
}
