public import ArgumentParser
public import Catalogue
import Foundation
import Ranks

/// How many processes share the work, and which part of it is this one's.
struct WorkerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Start so many processes on this machine; under torchrun, srun and mpirun leave it out.", valueName: "n"))
    var ranks: Int?

    @Option(
        help: ArgumentHelp(
            "Make only share I of N of the cells, 1/N to N/N, as the tasks of an array of jobs do.", valueName: "i/n"))
    var shard: CatalogueRequest.Shard?

    func validate() throws {
        if let ranks, ranks < 1 { throw ValidationError("--ranks must be 1 or more.") }
        if ranks != nil, shard != nil { throw ValidationError("--ranks and --shard exclude one another.") }
    }

    /// Whether this process is to start the others, and makes nothing itself.
    func startsThem() throws -> Bool {
        guard let ranks, ranks > 1 else { return false }
        return try Launch.read(ProcessInfo.processInfo.environment).launcher != .ranks
    }

    /// Starts the processes with this command, and waits for them. They need not know of one another: when one is lost, the
    /// others go on.
    func start() throws -> Int32 {
        try LocalRanks.run(
            count: ranks ?? 1, executable: "/proc/self/exe", arguments: Array(CommandLine.arguments.dropFirst()),
            grace: .infinity)
    }
}

extension CatalogueRequest.Shard: ExpressibleByArgument {
    public init?(argument: String) {
        let parts = argument.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let index = parts[0], let count = parts[1], (1...max(1, count)).contains(index) else {
            return nil
        }
        self.init(index: index - 1, count: count)
    }
}
