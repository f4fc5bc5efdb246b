import Foundation
import TestSupport
import Testing

/// What is wrong with ranks: every one of them ends, with a message that names it.
@Suite(.serialized) struct RankedBadInputTests {
    private let work: RankedSky

    init() throws { work = try RankedSky() }

    /// Runs the ranks of a job at the same time, each with arguments of its own.
    private func run(
        _ all: [[String]], from rank: Int = 0, count: Int? = nil, port: Int? = nil
    ) throws -> [Program.Outcome] {
        guard rank < all.count else { return [] }
        let port = try port ?? LoopbackServer.freePort()
        let variables = [
            "RANK=\(rank)", "WORLD_SIZE=\(count ?? all.count)", "MASTER_ADDR=127.0.0.1", "MASTER_PORT=\(port)",
        ]
        var others: [Program.Outcome] = []
        let own = try Program.run(variables + [Program.path] + all[rank], program: "/usr/bin/env") { _, _ in
            others = try run(all, from: rank + 1, count: count, port: port)
        }
        return [own] + others
    }

    private func training(_ patience: Int = 20) -> [String] {
        work.training("run").dropLast() + ["\(patience)"]
    }

    @Test(
        .timeLimit(.minutes(2)),
        arguments: [
            (["WORLD_SIZE=2"], "WORLD_SIZE is 2, but RANK is not set"),
            (["RANK=1"], "RANK is 1, but WORLD_SIZE is not set"),
            (["RANK=2", "WORLD_SIZE=2", "MASTER_ADDR=127.0.0.1", "MASTER_PORT=4"], "RANK is 2, but WORLD_SIZE is 2"),
            (["RANK=0", "WORLD_SIZE=two"], "'two', not a whole number"),
            (["RANK=0", "WORLD_SIZE=2"], "MASTER_ADDR is not"),
            (["OMPI_COMM_WORLD_RANK=1"], "OMPI_COMM_WORLD_SIZE is not"),
        ])
    func `variables that no launcher sets so are refused`(_ variables: [String], _ message: String) throws {
        let outcome = try Program.run(variables + [Program.path] + training(), program: "/usr/bin/env")
        #expect(outcome.status == 65)
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(!FileManager.default.fileExists(atPath: work.folder("run")))
    }

    @Test(.timeLimit(.minutes(2))) func `a rank does not start ranks`() throws {
        let outcome = try RankLauncher(.ranks).run(1, [])
        #expect(outcome.status == 64)
        let variables = ["RANK=0", "WORLD_SIZE=2", "MASTER_ADDR=127.0.0.1", "MASTER_PORT=4"]
        let nested = try Program.run(
            variables + [Program.path] + training() + ["--ranks", "2"], program: "/usr/bin/env")
        #expect(nested.status == 65)
        #expect(nested.errors.contains("This process is rank 0 of 2 already"), "\(nested.errors)")
    }

    @Test(.timeLimit(.minutes(2))) func `ranks that train something else say what differs`() throws {
        let other = try work.sky.directory.write(
            "other.toml",
            try String(contentsOfFile: work.sky.recipe, encoding: .utf8).replacing(
                "dropout = 0.2", with: "dropout = 0.3"))
        let recipes = try run([training(), training().map { $0 == work.sky.recipe ? other : $0 }])
        for outcome in recipes {
            #expect(outcome.status == 65)
            #expect(outcome.errors.contains("dropout"), "\(outcome.errors)")
        }
        let rows = try String(contentsOfFile: work.sky.manifest, encoding: .utf8)
        let less = try work.sky.manifest(
            "less.csv", rows.split(separator: "\n").dropLast().joined(separator: "\n") + "\n")
        let tables = try run([training(), training().map { $0 == work.sky.manifest ? less : $0 }])
        for outcome in tables {
            #expect(outcome.status == 65)
            #expect(outcome.errors.contains("rank 1"), "\(outcome.errors)")
        }
        #expect(!FileManager.default.fileExists(atPath: work.folder("run")))
    }

    @Test(.timeLimit(.minutes(2))) func `what one rank cannot read the others tell, with the same exit code`() throws {
        let missing = work.folder("none.csv")
        let outcomes = try run([training(), training().map { $0 == work.sky.manifest ? missing : $0 }])
        #expect(outcomes.map(\.status) == [65, 65])
        #expect(outcomes[1].errors.contains(missing), "\(outcomes[1].errors)")
        #expect(outcomes[0].errors.contains("Rank 1 has stopped: \(missing)"), "\(outcomes[0].errors)")
    }

    @Test(.timeLimit(.minutes(2))) func `a port in use is named`() throws {
        let server = try LoopbackServer { _, _ in .init() }
        let outcomes = try withExtendedLifetime(server) { try run([training(3), training(3)], port: server.port) }
        #expect(outcomes.map(\.status) == [65, 65])
        for outcome in outcomes {
            #expect(outcome.errors.contains("127.0.0.1:\(server.port)"), "\(outcome.errors)")
            #expect(outcome.errors.contains("MASTER_PORT"), "\(outcome.errors)")
        }
    }

    @Test(.timeLimit(.minutes(2))) func `ranks that do not come are named`() throws {
        let alone = try run([training(3)], count: 3)
        #expect(alone[0].status == 65)
        #expect(alone[0].errors.contains("ranks 1, 2 of 3 did not come within 3 s"), "\(alone[0].errors)")
        let last = try Program.run(
            [
                "RANK=1", "WORLD_SIZE=2", "MASTER_ADDR=127.0.0.1", "MASTER_PORT=\(LoopbackServer.freePort())",
                Program.path,
            ]
                + training(3), program: "/usr/bin/env")
        #expect(last.status == 65)
        #expect(last.errors.contains("rank 1 of 2 cannot meet the others"), "\(last.errors)")
    }

    /// The process that is stopped is killed at last; its launcher sees to that.
    @Test(.timeLimit(.minutes(2)), arguments: [0, 1])
    func `a rank that hangs is named`(_ stuck: Int) throws {
        let outcome = try RankLauncher(.ranks).run(2, training(3)) { process, _ in
            work.waitForCheckpoint("run", of: process)
            for rank in RankProcess.running(in: work.folder("run")) where rank.rank == stuck {
                kill(rank.number, SIGSTOP)
            }
        }
        #expect(outcome.status == 75 || outcome.status == 137)
        #expect(
            outcome.errors.contains("Error on rank \(1 - stuck): Rank \(stuck) hangs: nothing was heard of it for 3 s"),
            "\(outcome.errors)")
        #expect(RankProcess.running(in: work.folder("run")).isEmpty)
        #expect(try Program.run(training()).status == 0)
    }

    @Test(
        .enabled(if: FullDisk.isAllowed, Comment(rawValue: FullDisk.absence)), .timeLimit(.minutes(2)))
    func `a disk that is full on rank 0 ends all ranks`() throws {
        let disk = try FullDisk(kilobytes: 3 << 10)
        let arguments = training().map { $0 == work.folder("run") ? disk.file("run") : $0 }
        let outcomes = try run([arguments, arguments])
        #expect(outcomes.map(\.status) == [1, 1])
        #expect(outcomes[0].errors.contains("No space left on device"), "\(outcomes[0].errors)")
        #expect(outcomes[1].errors.contains("Error on rank 1: Rank 0 has stopped: "), "\(outcomes[1].errors)")
        #expect(outcomes[1].errors.contains("No space left on device"), "\(outcomes[1].errors)")
        #expect(!FileManager.default.fileExists(atPath: disk.file("run/weights.safetensors")))
    }

    @Test(.timeLimit(.minutes(2))) func `a folder of another run is refused by all ranks`() throws {
        #expect(try Program.run(training() + ["--epochs", "1"]).status == 0)
        let outcomes = try run([training(), training()])
        for outcome in outcomes {
            #expect(outcome.status != 0)
            #expect(outcome.errors.contains("the folder holds another run"), "\(outcome.errors)")
        }
    }
}
