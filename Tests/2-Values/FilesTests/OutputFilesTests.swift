import Files
import Foundation
import TestSupport
import Testing

@Suite struct OutputFilesTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        try directory.write("in.csv", "id\n1\n")
    }

    /// The input's own name, one with a detour, a symbolic and a hard link.
    @Test func anInputIsNoOutputUnderAnyName() throws {
        let input = directory.file("in.csv")
        try FileManager.default.createSymbolicLink(atPath: directory.file("link.csv"), withDestinationPath: input)
        try FileManager.default.linkItem(atPath: input, toPath: directory.file("hard.csv"))
        for name in [
            "in.csv", "./in.csv", "../\(directory.path.split(separator: "/").last ?? "")/in.csv", "link.csv",
            "hard.csv",
        ] {
            let error = #expect(throws: InputError.self) {
                try OutputFiles.check([nil, directory.file(name)], inputs: [nil, directory.file("none.csv"), input])
            }
            #expect(error?.file == directory.file(name))
            #expect(error?.remedy == "Give the output another name")
        }
        try OutputFiles.check([directory.file("out.csv"), "/dev/null"], inputs: [input, "/dev/null"])
    }

    @Test func twoOutputsAreTwoFiles() throws {
        let error = #expect(throws: InputError.self) {
            try OutputFiles.check([directory.file("a.json"), directory.file("./a.json")], inputs: [])
        }
        #expect(error?.problem.contains("two results") == true)
        try OutputFiles.check(
            [directory.file("a.json"), directory.file("b.json"), "/dev/null", "/dev/null"], inputs: [])
    }

    @Test func aLockTellsWhoHasIt() throws {
        let path = directory.file(".lock")
        // As a killed process leaves it.
        try directory.write(".lock", "1\n")
        do {
            let lock = try FileLock(path, of: directory.path)
            let error = #expect(throws: WriteError.self) { try FileLock(path, of: directory.path) }
            #expect(error?.reason.contains("process \(ProcessInfo.processInfo.processIdentifier)") == true)
            withExtendedLifetime(lock) {}
        }
        #expect(try directory.names() == ["in.csv"])
        _ = try FileLock(path, of: directory.path)
    }

    /// The first write into a directory removes what processes that are no more have left there, and nothing else.
    @Test func filesOfKilledProcessesGo() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/true")
        try process.run()
        process.waitUntilExit()
        try directory.write(".tuningfork-\(process.processIdentifier)-3-out.csv", "half")
        let kept = [
            ".tuningfork-1-4-out.csv", ".tuningfork-notes", ".tuningfork-\(process.processIdentifier)-x-y", "in.csv",
        ]
        for name in kept.dropLast() { try directory.write(name, "mine") }
        try AtomicFile.write(directory.file("other.csv"), string: "whole\n")
        #expect(try directory.names() == (kept + ["other.csv"]).sorted())
    }

    /// Opening a named pipe must not wait for who writes it.
    @Test func aPipeIsNoPicture() throws {
        let path = directory.file("pipe.jpg")
        #expect(mkfifo(path, 0o600) == 0)
        let error = #expect(throws: InputError.self) { try FilePiece(path: path).read() }
        #expect(error?.problem.contains("pipe") == true)
        #expect(throws: InputError.self) { try MappedFile(path) }
        #expect(throws: InputError.self) { try FilePiece(path: "/dev/null").read() }
    }
}
