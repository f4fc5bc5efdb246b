import Foundation
import TestSupport
import Testing

/// `classify` and `embed`, stopped and killed at random moments: the real program, the same bytes.
@Suite(.serialized) struct KilledInferenceTests {
    /// A trained network and a table of `rows` pictures, some of which cannot be read.
    private static func work(rows: Int) throws -> (sky: SmallSky, manifest: String) {
        let sky = try SmallSky()
        #expect(try Program.run(sky.training("run")).status == 0)
        var lines = ["id,file"]
        for number in 0..<rows { lines.append("n\(number),\(number % 97 == 50 ? "none" : "\(number % 24)").jpg") }
        return (sky, try sky.manifest("many.csv", lines.joined(separator: "\n") + "\n"))
    }

    private static func arguments(_ verb: String, _ sky: SmallSky, _ manifest: String, _ output: String) -> [String] {
        [
            verb, sky.file("run"), "--manifest", manifest, "--output", sky.file(output), "--threads", "1", "--batch",
            "16",
        ]
    }

    private static func bytes(_ sky: SmallSky, _ name: String) throws -> Data {
        try Data(contentsOf: URL(filePath: sky.file(name)))
    }

    /// Kills at moments of its own choice until a run ends, ten times at most.
    @Test(.timeLimit(.minutes(10)), arguments: ["p.csv", "p.fits", "p.vot", "p.parquet", "v.npy"])
    func `killed at random moments, the bytes are those of a run that was not`(_ output: String) throws {
        let (sky, manifest) = try Self.work(rows: 1500)
        let verb = output.hasPrefix("p") ? "classify" : "embed"
        let whole = "whole" + output
        #expect(try Program.run(Self.arguments(verb, sky, manifest, whole)).status == 0)
        var generator = SystemRandomNumberGenerator()
        var kills = 0
        while kills < 10 {
            let outcome = try Program.run(Self.arguments(verb, sky, manifest, output)) { process, _ in
                usleep(UInt32.random(in: 250_000...900_000, using: &generator))
                kill(process, SIGKILL)
            }
            if outcome.status == 0 { break }
            kills += 1
        }
        let last = try Program.run(Self.arguments(verb, sky, manifest, output))
        #expect(last.status == 0, "\(last.errors)")
        for name in verb == "embed" ? [output, "v.csv"] : [output] {
            #expect(try Self.bytes(sky, name) == Self.bytes(sky, "whole" + name), "\(name) after \(kills) kills")
        }
        #expect(try sky.directory.names().allSatisfy { !$0.hasSuffix(".unfinished") })
    }

    /// What is unfinished lies beside the output, and a link is followed to where it leads.
    @Test(.timeLimit(.minutes(10))) func `an output on another file system is gone on with there`() throws {
        let (sky, manifest) = try Self.work(rows: 1500)
        let elsewhere = "/dev/shm/tuningfork-test-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: elsewhere, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: elsewhere) }
        var (here, there) = (stat(), stat())
        guard stat(sky.directory.path, &here) == 0, stat(elsewhere, &there) == 0, here.st_dev != there.st_dev else {
            return print("skipped: /dev/shm is no other file system")
        }
        #expect(try Program.run(Self.arguments("classify", sky, manifest, "p.csv")).status == 0)
        let link = sky.file("link.csv")
        try Data("old".utf8).write(to: URL(filePath: elsewhere + "/p.csv"))
        try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: elsewhere + "/p.csv")
        let arguments = Self.arguments("classify", sky, manifest, "link.csv")
        let killed = try Program.run(arguments) { process, _ in
            usleep(500_000)
            kill(process, SIGKILL)
        }
        let last = try Program.run(arguments)
        #expect(last.status == 0, "\(killed.status) \(last.errors)")
        #expect(try Data(contentsOf: URL(filePath: elsewhere + "/p.csv")) == Self.bytes(sky, "p.csv"))
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == elsewhere + "/p.csv")
        #expect(try FileManager.default.contentsOfDirectory(atPath: elsewhere) == ["p.csv"])
    }

    @Test(.timeLimit(.minutes(10)), arguments: [SIGINT, SIGTERM, SIGHUP, SIGUSR1])
    func `a signal stops between two batches and says how to go on`(_ signal: Int32) throws {
        let (sky, manifest) = try Self.work(rows: 20_000)
        let arguments = Self.arguments("classify", sky, manifest, "p.csv")
        let stopped = try Program.run(arguments) { process, _ in
            let journal = sky.file("p.csv.unfinished")
            // Until some batches are done.
            while kill(process, 0) == 0 {
                let size = try? FileManager.default.attributesOfItem(atPath: journal)[.size] as? Int
                if size ?? 0 > 4000 { break }
                usleep(20_000)
            }
            kill(process, signal)
        }
        #expect(stopped.status == 130, "\(stopped.errors)")
        #expect(stopped.errors.contains("Run the same command again"), "\(stopped.errors)")
        let left = try sky.directory.names()
        #expect(left.contains("p.csv.unfinished") && !left.contains("p.csv"))
        #expect(!left.contains { $0.hasPrefix(".tuningfork") })
        let again = try Program.run(arguments) { process, errors in
            while !errors().contains("Going on after") && kill(process, 0) == 0 { usleep(20_000) }
            kill(process, SIGINT)
        }
        #expect(again.errors.contains("Going on after"), "\(again.errors)")
    }
}
