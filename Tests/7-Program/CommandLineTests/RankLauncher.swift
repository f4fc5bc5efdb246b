import Foundation
import TestSupport

/// A program that starts ranks, as it is on this machine.
final class RankLauncher: Sendable {
    enum Kind: String, CaseIterable, Sendable, CustomStringConvertible {
        /// `tuningfork train --ranks`
        case ranks
        case torchrun, mpirun, srun

        var description: String { rawValue }

        /// Why it cannot be started here; nil where it can.
        var absence: String? {
            switch self {
            case .ranks: nil
            case .torchrun:
                RankLauncher.torchrun == nil
                    ? "there is no torchrun (of torch 2.11) in PATH or beside TORCH_SITE" : nil
            case .mpirun: Self.isThere(["mpirun"]) ? nil : "there is no mpirun (openmpi-bin)"
            case .srun:
                Self.isThere(["srun", "slurmctld", "slurmd", "munged"]) && getuid() == 0
                    ? nil : "no Slurm can be started here (slurm-wlm, munge; it takes root)"
            }
        }

        private static func isThere(_ names: [String]) -> Bool {
            names.allSatisfy { RankLauncher.find($0) != nil }
        }
    }

    /// The launchers of this machine; says why others are left out.
    static let present: [Kind] = Kind.allCases.filter { kind in
        if let absence = kind.absence { print("skipped: ranks under \(kind.rawValue): \(absence)") }
        return kind.absence == nil
    }

    let kind: Kind
    private let slurm: OneMachineSlurm?

    init(_ kind: Kind) throws {
        self.kind = kind
        slurm = kind == .srun ? try OneMachineSlurm() : nil
    }

    /// The command line that starts `count` ranks of the program with `arguments`; for ``Program/run``.
    ///
    /// - Parameter restarts: how often torchrun starts all ranks again.
    func command(_ count: Int, _ arguments: [String], restarts: Int = 0) -> (program: String, arguments: [String]) {
        let start = [Program.path] + arguments
        switch kind {
        case .ranks: return (Program.path, arguments + ["--ranks", "\(count)"])
        case .torchrun:
            let options = [
                "--no-python", "--standalone", "--nproc-per-node", "\(count)", "--max-restarts", "\(restarts)",
            ]
            return (Self.torchrun ?? "torchrun", options + start)
        case .mpirun:
            // Two ranks on one core each would be slow beside other tests; root is what containers run as.
            let options = ["--allow-run-as-root", "--oversubscribe", "--bind-to", "none", "-n", "\(count)"]
            return ("/usr/bin/env", ["mpirun"] + options + start)
        case .srun:
            return (
                "/usr/bin/env",
                (slurm?.environment ?? []) + ["srun", "--overcommit", "--kill-on-bad-exit=1", "-n", "\(count)"] + start
            )
        }
    }

    /// Runs `count` ranks to their end.
    func run(
        _ count: Int, _ arguments: [String], restarts: Int = 0,
        whileRunning: ((Int32, () -> String) throws -> Void)? = nil
    ) throws -> Program.Outcome {
        let command = command(count, arguments, restarts: restarts)
        return try Program.run(command.arguments, program: command.program, whileRunning: whileRunning)
    }

    /// Path of torchrun; nil where there is none.
    static let torchrun: String? = {
        let site = ProcessInfo.processInfo.environment["TORCH_SITE"].map { URL(filePath: $0) }
        // …/lib/python3.11/site-packages and …/bin
        let beside = site.map {
            $0.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
                + "/bin/torchrun"
        }
        return beside.flatMap { FileManager.default.isExecutableFile(atPath: $0) ? $0 : nil } ?? find("torchrun")
    }()

    /// Path of a program in PATH, or among those of the system's administrator.
    private static func find(_ name: String) -> String? {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
        let folders: [String] = path.split(separator: ":").map(String.init) + ["/usr/sbin"]
        let paths = folders.map { folder in "\(folder)/\(name)" }
        return paths.first { access($0, X_OK) == 0 }
    }
}
