import Foundation
import TestSupport
import Testing

/// The scripts in `cluster/`, as they are, on this one machine.
@Suite(.serialized) struct ClusterScriptTests {
    private let work: RankedSky

    init() throws { work = try RankedSky(epochs: 1) }

    private func script(_ name: String) -> String {
        URL(filePath: #filePath)
            .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "cluster/\(name).sh").path
    }

    private func check(_ variables: [String], _ command: [String]) throws {
        let whole = try work.undisturbed()
        let outcome = try Program.run(
            ["TUNINGFORK=\(Program.path)"] + variables + command + work.training("run"), program: "/usr/bin/env")
        #expect(outcome.status == 0, "\(outcome.output) \(outcome.errors)")
        #expect(try work.weights("run") == whole)
    }

    @Test(.enabled(if: RankLauncher.present.contains(.torchrun), "there is no torchrun"), .timeLimit(.minutes(10)))
    func `torchrun`() throws {
        let folder = URL(filePath: RankLauncher.torchrun ?? "").deletingLastPathComponent().path
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        try check(["PATH=\(folder):\(path)", "RANKS=2", "PORT=\(LoopbackServer.freePort())"], [script("torchrun")])
    }

    @Test(.enabled(if: RankLauncher.present.contains(.mpirun), "there is no mpirun"), .timeLimit(.minutes(10)))
    func `mpirun`() throws {
        try check(
            ["OPTIONS=--allow-run-as-root --oversubscribe", "PORT=\(LoopbackServer.freePort())"], [script("mpirun")])
    }

    /// The batch script's own end is that of the training.
    @Test(.enabled(if: RankLauncher.present.contains(.srun), "there is no Slurm"), .timeLimit(.minutes(10)))
    func `Slurm`() throws {
        let slurm = try OneMachineSlurm()
        let log = work.folder("job.txt")
        let options = ["--wait", "--overcommit", "--output", log]
        try check(slurm.environment, ["sbatch"] + options + [script("slurm")])
        let text = try String(contentsOfFile: log, encoding: .utf8)
        #expect(text.contains("srun, attempt 1: exit code 0"), "\(text)")
        // What no further attempt mends ends the job at once.
        let wrong = try Program.run(
            ["TUNINGFORK=\(Program.path)"] + slurm.environment + ["sbatch"] + options + [script("slurm"), "train"],
            program: "/usr/bin/env")
        #expect(wrong.status == 64, "\(wrong.errors)")
    }
}
