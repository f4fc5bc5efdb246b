import ArgumentParser
import Files
import Foundation
import Ranks
import Training

/// How many processes train together, and how long they wait for one another.
struct RankOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Start so many processes on this machine; under torchrun, srun and mpirun leave it out.", valueName: "n"))
    var ranks: Int?

    @Option(
        help: ArgumentHelp("How long a process waits for another before it takes it for lost.", valueName: "seconds"))
    var rankPatience = 300.0

    func validate() throws {
        if let ranks, ranks < 1 { throw ValidationError("--ranks must be 1 or more.") }
        if !(rankPatience >= 1 && rankPatience <= 86400) {
            throw ValidationError("--rank-patience must lie between 1 and 86400 seconds.")
        }
    }

    /// Whether this process is to start the ranks, and is none itself.
    func startsThem() throws -> Bool {
        guard let ranks, ranks > 1 else { return false }
        return try launch().launcher != .ranks
    }

    /// Starts the ranks with this command, and waits for them.
    func start() throws -> Int32 {
        try LocalRanks.run(
            count: ranks ?? 1, executable: "/proc/self/exe", arguments: Array(CommandLine.arguments.dropFirst()))
    }

    func apply(to request: inout TrainingRequest) throws {
        request.launch = try launch()
        request.patience = rankPatience
    }

    private func launch() throws -> Launch { try Launch.read(ProcessInfo.processInfo.environment) }
}
