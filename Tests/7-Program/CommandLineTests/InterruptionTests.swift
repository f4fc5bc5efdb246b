import Foundation
import TestSupport
import Testing

@Suite struct InterruptionTests {
    /// `--epochs` stands above the recipe, upwards as well; a finished run is not lengthened.
    @Test func epochsAreThoseOfTheCommandLine() throws {
        let sky = try SmallSky(count: 6, epochs: 1)
        #expect(try Program.run(sky.training("run") + ["--epochs", "3"]).status == 0)
        let metrics = try String(contentsOfFile: sky.file("run/metrics.csv"), encoding: .utf8)
        #expect(metrics.split(separator: "\n").count == 4)
        let longer = try Program.run(sky.training("run") + ["--epochs", "4"])
        #expect(longer.status != 0 && longer.errors.contains("was 3 and is 4"), "\(longer.errors)")
    }

    @Test(.timeLimit(.minutes(10)), arguments: [SIGINT, SIGTERM, SIGHUP, SIGUSR1])
    func aStoppedRunGoesOnToTheSameBytes(_ signal: Int32) throws {
        // The tests may run under nohup, the program here does not.
        Foundation.signal(SIGHUP, SIG_DFL)
        let sky = try SmallSky(count: 16, epochs: 8)
        let arguments = sky.training("parts").filter { $0 != "--quiet" }
        let stopped = try Program.run(arguments) { process, errors in
            while !errors().contains("all 1/8") && kill(process, 0) == 0 { usleep(20_000) }
            kill(process, signal)
        }
        #expect(stopped.status == 130, "\(stopped.errors)")
        #expect(stopped.errors.contains("--resume"), "\(stopped.errors)")
        #expect(!FileManager.default.fileExists(atPath: sky.file("parts/weights.safetensors")))
        let left = try FileManager.default.contentsOfDirectory(atPath: sky.file("parts"))
        #expect(!left.contains { $0.hasPrefix(".tuningfork") })
        #expect(try !FileManager.default.contentsOfDirectory(atPath: sky.file("parts/checkpoints")).isEmpty)

        let unfinished = try Program.run(
            ["classify", sky.file("parts"), "--manifest", sky.manifest, "--output", sky.file("p.csv")])
        #expect(unfinished.status == 65)
        #expect(unfinished.errors.contains("not finished"))

        let resumed = try Program.run(["train", "--resume", "--output", sky.file("parts")])
        #expect(resumed.status == 0, "\(resumed.errors)")
        #expect(try Program.run(sky.training("whole")).status == 0)
        let parts = try Data(contentsOf: URL(filePath: sky.file("parts/weights.safetensors")))
        #expect(try parts == Data(contentsOf: URL(filePath: sky.file("whole/weights.safetensors"))))
    }

    /// Commands whose results appear whole or not at all.
    @Test(arguments: ["crossmatch", "audit labels", "audit leaks"], [SIGINT, SIGHUP, SIGUSR1])
    func workThatKeepsNothingSaysSo(_ command: String, _ signal: Int32) throws {
        Foundation.signal(SIGHUP, SIG_DFL)
        let directory = try TemporaryDirectory()
        // Enough for half a second and more.
        let rows = (0..<300_000).map { number in
            let place = "\(Double(number % 36_000) / 100),\(Double(number / 36_000))"
            return "g\(number),\(place),\(number % 2 == 0 ? "x" : "y"),0.25,0.75"
        }
        let table = try directory.write("t.csv", "id,ra,dec,label,p_x,p_y\n" + rows.joined(separator: "\n") + "\n")
        let arguments =
            switch command {
            case "crossmatch": [table, table]
            case "audit labels": ["--predictions", table]
            default: ["--training", table, "--test", table]
            }
        let outcome = try Program.run(
            command.split(separator: " ").map(String.init) + arguments + ["--output", directory.file("out.csv")]
        ) { process, _ in
            while !Self.listens(process, to: signal) && kill(process, 0) == 0 { usleep(1000) }
            usleep(50_000)
            kill(process, signal)
        }
        #expect(outcome.status == 130, "\(outcome.errors)")
        #expect(
            outcome.errors.hasSuffix("Stopped. Nothing was written; the same command starts from the beginning.\n"),
            "\(outcome.errors)")
        #expect(try directory.names() == ["t.csv"])
    }

    /// Whether a process has a handler for a signal.
    private static func listens(_ process: Int32, to signal: Int32) -> Bool {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("SigCgt:") }
        let mask = line.flatMap { UInt64($0.split(separator: "\t").last ?? "", radix: 16) } ?? 0
        return mask >> UInt64(signal - 1) & 1 == 1
    }
}
