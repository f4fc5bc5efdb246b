import Foundation
import TestSupport

/// A Slurm of one test's own, on this machine.
final class OneMachineSlurm: Sendable {
    private let directory: TemporaryDirectory

    private struct NotUp: Error { let text: String }

    init() throws {
        directory = try TemporaryDirectory()
        let outcome = try Program.run(["start", directory.path], program: Self.script)
        guard outcome.status == 0 else { throw NotUp(text: outcome.errors) }
    }

    deinit { _ = try? Program.run(["stop", directory.path], program: Self.script) }

    /// What leads `srun` to it, for `env`.
    var environment: [String] { ["SLURM_CONF=\(directory.file("slurm.conf"))"] }

    private static let script = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Scripts/one_machine_slurm.sh").path
}
