import Foundation
import TestSupport
import Testing

/// `cluster/slurm_catalog.sh`, as it is: on a Slurm of this one machine, and by itself where there is none.
@Suite(.serialized) struct SlurmCatalogTests {
    private static let script = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "cluster/slurm_catalog.sh").path

    /// Runs the script as an array of jobs and waits for all.
    private func submit(_ slurm: OneMachineSlurm, log: String, array: String, _ arguments: [String]) throws
        -> Program.Outcome
    {
        try Program.run(
            ["TUNINGFORK=\(Program.path)"] + slurm.environment + [
                "sbatch", "--wait", "--overcommit", "--array", array, "--cpus-per-task", "1", "--output", log,
                Self.script,
            ] + arguments, program: "/usr/bin/env")
    }

    @Test(.enabled(if: RankLauncher.present.contains(.srun), "there is no Slurm"), .timeLimit(.minutes(10)))
    func `the tasks of an array make the catalogue that one process makes`() throws {
        let (sky, manifest) = try CatalogTests.work(rows: 900)
        let whole = try Program.run(CatalogTests.arguments(sky, manifest, "one/c"))
        #expect(whole.status == 0, "\(whole.errors)")
        let slurm = try OneMachineSlurm()
        let arguments = [
            sky.file("run"), manifest, sky.file("array/c"), "--batch", "16", "--cell-rows", "60", "--quiet",
        ]
        let made = try submit(slurm, log: sky.file("task-%a.txt"), array: "0-2", arguments)
        let logs = (0...2).map { (try? String(contentsOfFile: sky.file("task-\($0).txt"), encoding: .utf8)) ?? "none" }
        #expect(made.status == 0, "\(made.errors) \(logs)")
        #expect(try CatalogTests.files(sky.file("array/c")) == CatalogTests.files(sky.file("one/c")))
        // What no further attempt mends ends the job with the program's code.
        let wrong = try submit(
            slurm, log: sky.file("wrong-%a.txt"), array: "0", [sky.file("none"), manifest, sky.file("wrong/c")])
        #expect(wrong.status == 65, "\(wrong.errors)")
    }

    /// What Slurm does shortly before the time limit: the script gets SIGUSR1, and its task is begun again later.
    @Test(.timeLimit(.minutes(10)))
    func `a task that is signalled stops with what it has, and goes on when it comes again`()
        throws
    {
        let (sky, manifest) = try CatalogTests.work(rows: 1200)
        let whole = try Program.run(CatalogTests.arguments(sky, manifest, "one/c"))
        #expect(whole.status == 0, "\(whole.errors)")
        let arguments =
            ["TUNINGFORK=\(Program.path)", "SLURM_RESTART_COUNT=100", Self.script, sky.file("run"), manifest]
            + [sky.file("task/c"), "--batch", "16", "--cell-rows", "60", "--quiet"]
        let cells = sky.file("task/c/tuningfork/cells")
        let stopped = try Program.run(arguments, program: "/usr/bin/env") { process, _ in
            func made() -> Int { ((try? FileManager.default.contentsOfDirectory(atPath: cells)) ?? []).count }
            while made() < 2, kill(process, 0) == 0 { usleep(5000) }
            kill(process, SIGUSR1)
        }
        #expect(stopped.status == 130, "\(stopped.errors)")
        #expect(stopped.errors.contains("Run the same command again"), "\(stopped.errors)")
        let finished = try Program.run(arguments, program: "/usr/bin/env")
        #expect(finished.status == 0, "\(finished.errors)")
        #expect(try CatalogTests.files(sky.file("task/c")) == CatalogTests.files(sky.file("one/c")))
        let wrong = try Program.run([Self.script, "run"], program: "/usr/bin/env")
        #expect(wrong.status == 64 && wrong.errors.contains("usage"), "\(wrong.errors)")
    }
}
