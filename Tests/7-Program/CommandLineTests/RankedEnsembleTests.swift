import Foundation
import TestSupport
import Testing

/// `train --models` as ranks of every launcher of this machine, undisturbed and killed: the real program.
@Suite(.serialized) struct RankedEnsembleTests {
    private let sky: SmallSky

    init() throws { sky = try SmallSky(count: 16, epochs: 2) }

    private func training(_ output: String) -> [String] {
        sky.training(output) + ["--models", "3", "--checkpoint-steps", "1", "--rank-patience", "20"]
    }

    /// All files of an ensemble that do not tell of times, by name.
    private func files(_ output: String) throws -> [String: Data] {
        var found: [String: Data] = [:]
        let timed = ["run.json", "log.txt", "metrics.csv"]
        for name in try FileManager.default.subpathsOfDirectory(atPath: sky.file(output)) {
            guard !timed.contains(URL(filePath: name).lastPathComponent) else { continue }
            found[name] = FileManager.default.contents(atPath: sky.file("\(output)/\(name)"))
        }
        return found
    }

    /// Those of one process that nobody disturbs.
    private func undisturbed() throws -> [String: Data] {
        let outcome = try Program.run(training("whole"))
        #expect(outcome.status == 0, "\(outcome.errors)")
        let found = try files("whole")
        #expect((1...3).allSatisfy { found["members/\($0)/weights.safetensors"] != nil }, "\(found.keys)")
        return found
    }

    /// Waits until this network has kept a checkpoint, or the process has ended.
    private func waitForCheckpoint(_ output: String, of network: Int, _ process: Int32) {
        let folder = sky.file("\(output).seeds/\(network)/checkpoints")
        func isThere() -> Bool {
            ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).contains { !$0.hasPrefix(".") }
        }
        while kill(process, 0) == 0, !isThere() { usleep(2000) }
    }

    @Test(.timeLimit(.minutes(5)), arguments: RankLauncher.present)
    func `networks of several ranks are those of one process`(_ kind: RankLauncher.Kind) throws {
        let whole = try undisturbed()
        let outcome = try RankLauncher(kind).run(2, training("run").filter { $0 != "--quiet" })
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.output.split(separator: "\n").filter { $0 == sky.file("run") }.count == 1, "\(outcome.output)")
        for network in 1...3 {
            #expect(outcome.errors.matches(of: try Regex("Network \(network) of 3")).count == 1, "\(outcome.errors)")
        }
        #expect(try files("run") == whole)
        #expect(!FileManager.default.fileExists(atPath: sky.file("run.seeds")))
        // Asked once more, the ranks find it done.
        #expect(try RankLauncher(kind).run(2, training("run")).status == 0)
        #expect(try files("run") == whole)
    }

    @Test(.timeLimit(.minutes(5)), arguments: [0, 1])
    func `a rank that is killed ends the other, and the same command goes on`(_ dead: Int) throws {
        let whole = try undisturbed()
        let launcher = try RankLauncher(.ranks)
        // In the first network, the second, and the last.
        for network in 1...3 {
            let outcome = try launcher.run(2, training("run")) { process, _ in
                waitForCheckpoint("run", of: network, process)
                for rank in RankProcess.running(in: sky.file("run")) where rank.rank == dead {
                    kill(rank.number, SIGKILL)
                }
            }
            RankProcess.waitForEnd(in: sky.file("run"))
            if outcome.status == 0 { break }
            #expect(outcome.errors.contains("Error on rank \(1 - dead): Rank \(dead) has died"), "\(outcome.errors)")
            #expect(!FileManager.default.fileExists(atPath: sky.file("run/run.json")))
        }
        let last = try launcher.run(2, training("run"))
        #expect(last.status == 0, "\(last.errors)")
        #expect(try files("run") == whole)
        #expect(!FileManager.default.fileExists(atPath: sky.file("run.seeds")))
    }

    @Test(.timeLimit(.minutes(5)))
    func `ranks whose launcher is killed end, and one process goes on`() throws {
        let whole = try undisturbed()
        let outcome = try RankLauncher(.ranks).run(2, training("run")) { process, _ in
            waitForCheckpoint("run", of: 2, process)
            kill(process, SIGKILL)
        }
        #expect(outcome.status == SIGKILL)
        RankProcess.waitForEnd(in: sky.file("run"))
        let last = try Program.run(training("run"))
        #expect(last.status == 0, "\(last.errors)")
        #expect(try files("run") == whole)
    }

    @Test(.timeLimit(.minutes(5)), arguments: [SIGINT, SIGUSR1])
    func `a signal stops all of them`(_ signal: Int32) throws {
        let whole = try undisturbed()
        let launcher = try RankLauncher(.ranks)
        let stopped = try launcher.run(2, training("run")) { process, _ in
            waitForCheckpoint("run", of: 1, process)
            kill(process, signal)
        }
        #expect(stopped.status == 130, "\(stopped.errors)")
        #expect(!stopped.errors.contains("has died"), "\(stopped.errors)")
        #expect(!FileManager.default.fileExists(atPath: sky.file("run/run.json")))
        #expect(try launcher.run(2, training("run")).status == 0)
        #expect(try files("run") == whole)
    }

    /// One rank meets a picture that cannot be read: all end, and one of them says which.
    @Test(.timeLimit(.minutes(5)))
    func `bad data end all ranks with one reason`() throws {
        try Data("no picture".utf8).write(to: URL(filePath: sky.file("5.jpg")))
        let outcome = try RankLauncher(.ranks).run(2, training("run"))
        #expect(outcome.status == 65, "\(outcome.errors)")
        #expect(outcome.errors.contains("manifest.csv, row 6"), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: sky.file("run/run.json")))
    }
}
