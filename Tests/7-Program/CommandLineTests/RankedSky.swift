import Foundation
import TestSupport
import Testing

/// A small training that several ranks have work for, and what is left of it.
struct RankedSky {
    let sky: SmallSky

    init(epochs: Int = 3) throws {
        sky = try SmallSky(count: 16, epochs: epochs)
        // Six parts a step, so that ranks have two or more each.
        let recipe =
            try String(contentsOfFile: sky.recipe, encoding: .utf8)
            .replacing("batch = 4", with: "batch = 12") + "\n[ranks]\nmicro_batch = 2\n"
        try recipe.write(toFile: sky.recipe, atomically: true, encoding: .utf8)
    }

    /// Arguments that train into the folder `run`, with a checkpoint after every step.
    func training(_ run: String, quiet: Bool = true) -> [String] {
        sky.training(run).filter { quiet || $0 != "--quiet" } + ["--checkpoint-steps", "1", "--rank-patience", "20"]
    }

    func folder(_ run: String) -> String { sky.file(run) }

    func weights(_ run: String) throws -> Data {
        try Data(contentsOf: URL(filePath: sky.file(run + "/weights.safetensors")))
    }

    /// The weights of one process that nobody disturbs.
    func undisturbed() throws -> Data {
        let outcome = try Program.run(training("whole"))
        #expect(outcome.status == 0, "\(outcome.errors)")
        return try weights("whole")
    }

    /// Names of the checkpoints that are whole.
    func checkpoints(_ run: String) -> Set<String> {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: sky.file(run + "/checkpoints"))) ?? []
        return Set(names.filter { !$0.hasPrefix(".") })
    }

    /// Waits until the run has kept another checkpoint than those of `earlier`, or the process has ended.
    func waitForCheckpoint(_ run: String, of process: Int32, after earlier: Set<String> = []) {
        while kill(process, 0) == 0, checkpoints(run).isSubset(of: earlier) { usleep(2000) }
    }

    /// What no run may leave behind.
    func leftovers(_ run: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: sky.file(run))) ?? []).filter {
            $0.hasPrefix(".tuningfork")
        }
    }
}
