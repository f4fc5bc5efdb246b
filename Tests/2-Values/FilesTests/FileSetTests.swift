import Files
import Foundation
import TestSupport
import Testing

/// Files of one folder that are replaced together.
@Suite struct FileSetTests {
    private let directory: TemporaryDirectory
    private var folder: String { directory.file("sets") }

    init() throws { directory = try TemporaryDirectory() }

    private static let names = ["a.csv", "b.csv", "c.csv"]

    private func open(maker: String = "select", inputs: [String] = []) throws -> FileSet {
        try FileSet(folder, maker: maker, names: Self.names, inputs: inputs)
    }

    /// One run that writes some files.
    private func run(_ files: [String: String]) throws {
        let set = try open()
        for (name, text) in files { try AtomicFile.write(set.path(of: name), string: text) }
        try set.commit()
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    private func text(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
    }

    private func message(_ body: () throws -> Void) -> String {
        let error = #expect(throws: InputError.self) { try body() }
        return error.map { "\($0)" } ?? ""
    }

    @Test func `The folder holds the files of the last run and none of an earlier one`() throws {
        try run(["a.csv": "1", "b.csv": "1"])
        #expect(try names() == ["a.csv", "b.csv", "files.journal"])
        try directory.write("sets/own.csv", "mine")
        try run(["b.csv": "2", "c.csv": "2"])
        #expect(try names() == ["b.csv", "c.csv", "files.journal", "own.csv"])
        #expect(try [text("b.csv"), text("c.csv"), text("own.csv")] == ["2", "2", "mine"])
        for name in try names() { try FileSet.check("\(folder)/\(name)") }
        // The record is what `sha256sum` prints, but for its first line.
        let sum = try Checksum.hexadecimal(.sha256, of: Array("2".utf8))
        #expect(try text("files.journal") == "tuningfork select complete\n\(sum) b.csv\n\(sum) c.csv\n")
    }

    @Test func `Until all files are there the folder is as it was`() throws {
        try run(["a.csv": "1"])
        do {
            let set = try open()
            try AtomicFile.write(set.path(of: "a.csv"), string: "2")
            try AtomicFile.write(set.path(of: "b.csv"), string: "2")
            #expect(try text("a.csv") == "1")
            #expect(throws: WriteError.self) { _ = try open() }
            try set.discard()
            try AtomicFile.write(set.path(of: "c.csv"), string: "2")
        }
        #expect(try names() == ["a.csv", "files.journal"])
        // What a killed run has left is removed by the next.
        let left = "\(folder)/.tuningfork-unfinished"
        try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: false)
        try directory.write("sets/.tuningfork-unfinished/b.csv", "half")
        try run(["c.csv": "3"])
        #expect(try names() == ["c.csv", "files.journal"])
    }

    @Test func `A run killed while it moves files leaves a folder that says so`() throws {
        try run(["a.csv": "1", "b.csv": "1"])
        try directory.write("sets/own.csv", "mine")
        do {
            let set = try open()
            try AtomicFile.write(set.path(of: "b.csv"), string: "2")
            try AtomicFile.write(set.path(of: "c.csv"), string: "2")
            struct Kill: Error {}
            #expect(throws: Kill.self) { try set.commit { throw Kill() } }
        }
        #expect(try names() == ["b.csv", "files.journal", "own.csv"])
        try FileSet.check("\(folder)/own.csv")
        #expect(message { try FileSet.check("\(folder)/b.csv") }.contains("Run select into this folder again"))
        // Old and new files, whichever are there, are the next run's to replace.
        try directory.write("sets/c.csv", "2")
        try run(["a.csv": "3"])
        #expect(try names() == ["a.csv", "files.journal", "own.csv"])
        try FileSet.check("\(folder)/a.csv")
    }

    @Test func `Files that no run has written, or that were changed, are not touched`() throws {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: false)
        try directory.write("sets/b.csv", "mine")
        #expect(message { try run(["a.csv": "1"]) }.contains("sets/b.csv: select has not written this file"))
        #expect(try names() == ["b.csv"])
        try FileManager.default.removeItem(atPath: "\(folder)/b.csv")
        try run(["a.csv": "1", "b.csv": "1"])
        try directory.write("sets/b.csv", "mine")
        #expect(message { try run(["a.csv": "2"]) }.contains("sets/b.csv: the file was changed"))
        #expect(try text("a.csv") == "1" && text("b.csv") == "mine")
        try FileManager.default.removeItem(atPath: "\(folder)/b.csv")
        try FileManager.default.createSymbolicLink(atPath: "\(folder)/b.csv", withDestinationPath: "a.csv")
        #expect(message { try run(["a.csv": "2"]) }.contains("sets/b.csv: the file was changed"))
        try FileManager.default.removeItem(atPath: "\(folder)/b.csv")
        // A file that was taken away is no matter.
        try run(["c.csv": "3"])
        #expect(try names() == ["c.csv", "files.journal"])
    }

    @Test func `Another command's folder, a damaged record and a file that is read are refused`() throws {
        try run(["a.csv": "1"])
        #expect(message { _ = try open(maker: "audit") }.contains("holds files of 'select'"))
        #expect(message { _ = try open(inputs: ["\(folder)/../sets/a.csv"]) }.contains("would replace or remove it"))
        for damage in ["", "tuningfork select complete", "tuningfork select complete\nabc a.csv\n"] {
            try directory.write("sets/files.journal", damage)
            #expect(message { _ = try open() }.contains("files.journal, row"))
            #expect(message { try FileSet.check("\(folder)/a.csv") }.contains("files.journal, row"))
        }
        #expect(try names() == ["a.csv", "files.journal"])
    }

    @Test func `The end of the process removes what is not in place`() async throws {
        try run(["a.csv": "1"])
        await #expect(processExitsWith: .exitCode(130)) { [folder = folder as String] in
            let set = try FileSet(folder, maker: "select", names: Self.names, inputs: [])
            try AtomicFile.write(set.path(of: "b.csv"), string: "2")
            try AtomicFile.write(set.path(of: "c.csv")) { sink in
                try sink.write("half")
                Unbroken.endProcess(code: 130, saying: "")
            }
        }
        #expect(try names() == ["a.csv", "files.journal"])
    }

    /// At whichever step the process is asked to end: at the first the record is written, after the last all is done.
    @Test(arguments: 0...3) func `The end of the process waits until the files are in place`(_ step: Int) async throws {
        try run(["a.csv": "1", "b.csv": "1"])
        await #expect(processExitsWith: .exitCode(130)) { [folder = folder as String, step = step as Int] in
            let set = try FileSet(folder, maker: "select", names: Self.names, inputs: [])
            for name in Self.names { try AtomicFile.write(set.path(of: name), string: "2") }
            var steps = 0
            try set.commit {
                if steps == step { Unbroken.endProcess(code: 130, saying: "") }
                steps += 1
            }
        }
        #expect(try names() == ["a.csv", "b.csv", "c.csv", "files.journal"])
        for name in Self.names {
            #expect(try text(name) == "2")
            try FileSet.check("\(folder)/\(name)")
        }
    }
}
