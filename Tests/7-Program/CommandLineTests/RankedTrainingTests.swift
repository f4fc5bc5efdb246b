import Foundation
import TestSupport
import Testing

/// The real program as ranks of every launcher of this machine, undisturbed and killed.
@Suite(.serialized) struct RankedTrainingTests {
    private let work: RankedSky

    init() throws { work = try RankedSky() }

    @Test(.timeLimit(.minutes(5)), arguments: RankLauncher.present)
    func `ranks of any launcher make the bytes of one process`(_ kind: RankLauncher.Kind) throws {
        let whole = try work.undisturbed()
        let launcher = try RankLauncher(kind)
        for count in kind == .ranks ? [2, 4] : [2] {
            let outcome = try launcher.run(count, work.training("run\(count)"))
            #expect(outcome.status == 0, "\(outcome.errors)")
            // Only the first rank speaks.
            let lines = outcome.output.split(separator: "\n").filter { $0 == work.folder("run\(count)") }
            #expect(lines.count == 1, "\(outcome.output)")
            #expect(try work.weights("run\(count)") == whole)
        }
    }

    /// The one that is left says which rank has died; the same command goes on with what was kept.
    @Test(.timeLimit(.minutes(5)), arguments: RankLauncher.present, [0, 1])
    func `a rank that is killed ends the others, and is named`(_ kind: RankLauncher.Kind, _ dead: Int) throws {
        let whole = try work.undisturbed()
        let launcher = try RankLauncher(kind)
        let outcome = try launcher.run(2, work.training("run")) { process, _ in
            work.waitForCheckpoint("run", of: process)
            let ranks = RankProcess.running(in: work.folder("run"))
            #expect(ranks.map(\.rank) == [0, 1])
            for rank in ranks where rank.rank == dead { kill(rank.number, SIGKILL) }
        }
        #expect(outcome.status != 0)
        // torchrun asks the others to stop, and may come before they see it by themselves.
        #expect(
            outcome.errors.contains("Error on rank \(1 - dead): Rank \(dead) has died")
                || kind == .torchrun && outcome.errors.contains("closing signal SIGTERM"), "\(outcome.errors)")
        RankProcess.waitForEnd(in: work.folder("run"))
        #expect(!FileManager.default.fileExists(atPath: work.folder("run") + "/weights.safetensors"))
        let last = try launcher.run(2, work.training("run", quiet: false))
        #expect(last.status == 0, "\(last.errors)")
        #expect(last.errors.contains("Going on in"), "\(last.errors)")
        #expect(try work.weights("run") == whole)
        #expect(work.leftovers("run") == [])
    }

    @Test(.timeLimit(.minutes(5)), arguments: RankLauncher.present)
    func `the ranks of a launcher that is killed end`(_ kind: RankLauncher.Kind) throws {
        let whole = try work.undisturbed()
        let launcher = try RankLauncher(kind)
        let outcome = try launcher.run(2, work.training("run")) { process, _ in
            work.waitForCheckpoint("run", of: process)
            kill(process, SIGKILL)
        }
        #expect(outcome.status == SIGKILL)
        RankProcess.waitForEnd(in: work.folder("run"))
        #expect(!FileManager.default.fileExists(atPath: work.folder("run") + "/weights.safetensors"))
        // One process goes on with what two have begun.
        let last = try Program.run(work.training("run", quiet: false))
        #expect(last.status == 0, "\(last.errors)")
        #expect(last.errors.contains("Going on in"), "\(last.errors)")
        #expect(try work.weights("run") == whole)
        #expect(work.leftovers("run") == [])
    }

    @Test(
        .enabled(if: RankLauncher.present.contains(.torchrun), "there is no torchrun"), .timeLimit(.minutes(5)))
    func `torchrun starts killed ranks again, which go on by themselves`() throws {
        let whole = try work.undisturbed()
        let outcome = try RankLauncher(.torchrun).run(2, work.training("run", quiet: false), restarts: 3) {
            process, _ in
            for dead in [1, 0, 1] {
                let earlier = work.checkpoints("run")
                work.waitForCheckpoint("run", of: process, after: earlier)
                for rank in RankProcess.running(in: work.folder("run")) where rank.rank == dead {
                    kill(rank.number, SIGKILL)
                    while kill(rank.number, 0) == 0 { usleep(2000) }
                }
            }
        }
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(outcome.errors.matches(of: /Going on in/).count == 3, "\(outcome.errors)")
        #expect(try work.weights("run") == whole)
    }

    /// As a batch system or a terminal would: the ranks stop at one step and keep it.
    @Test(.timeLimit(.minutes(5)), arguments: [SIGINT, SIGTERM, SIGHUP, SIGUSR1])
    func `a signal to the process that has started the ranks stops all at one step`(_ signal: Int32) throws {
        Foundation.signal(SIGHUP, SIG_DFL)
        let whole = try work.undisturbed()
        let launcher = try RankLauncher(.ranks)
        let stopped = try launcher.run(2, work.training("run")) { process, _ in
            work.waitForCheckpoint("run", of: process)
            kill(process, signal)
        }
        #expect(stopped.status == 130, "\(stopped.errors)")
        #expect(!stopped.errors.contains("has died"), "\(stopped.errors)")
        #expect(try launcher.run(2, work.training("run")).status == 0)
        #expect(try work.weights("run") == whole)
    }
}
