public import Files

/// Where this process stands among those that compute together, as the launcher that started them has told it.
///
/// ```swift
/// let launch = try Launch.read(ProcessInfo.processInfo.environment)
/// if launch.isFirst { print("\(launch.count) ranks") }
/// ```
public struct Launch: Sendable, Equatable {
    /// Who has started the ranks.
    public enum Launcher: String, Sendable {
        /// Nobody: this process computes alone.
        case none
        /// This program itself (``LocalRanks``).
        case ranks
        case torchrun
        /// Slurm's `srun`.
        case slurm
        /// `mpirun` of Open MPI, `mpiexec` of MPICH.
        case mpi
        /// Somebody who has set `RANK`, `WORLD_SIZE`, `MASTER_ADDR` and `MASTER_PORT`.
        case environment
    }

    public let launcher: Launcher
    /// Number of this process; 0 is the first.
    public let rank: Int
    /// How many processes there are (the world size).
    public let count: Int
    /// Number of this process among those on its machine.
    public let localRank: Int
    /// How many processes run on this machine.
    public let localCount: Int
    /// Name or address of the machine where the store of the ranks is served, and which rank 0 runs on.
    public let address: String
    /// Port of the store, 1 to 65535; 0 where a single process needs none.
    public let port: Int
    /// Whether this process serves the store. Under torchrun nobody does: its agent serves one already.
    public let servesStore: Bool
    /// How often the launcher has started these ranks again.
    public let attempt: Int

    /// What goes before every key in the store, which others may use too.
    ///
    /// torchrun's agent keeps its store, and what an earlier attempt has put there, when it starts the ranks again, and
    /// its counts of restarts differ between machines: keys of one attempt therefore also carry ``RankWatch/key``, which
    /// rank 0 makes anew each time.
    public static let storePrefix = "tuningfork/"

    /// A process that computes alone.
    public static let alone = Launch(
        launcher: .none, rank: 0, count: 1, localRank: 0, localCount: 1, address: "127.0.0.1", port: 0,
        servesStore: true, attempt: 0)

    /// Whether this is the rank that writes files and speaks to people.
    public var isFirst: Bool { rank == 0 }

    /// Whether all ranks run on this machine.
    public var isLocal: Bool { localCount == count }

    /// Reads the variables that launchers set. `MASTER_ADDR` and `MASTER_PORT` go before what else tells where rank 0 is.
    ///
    /// Sources: torchrun (torch.distributed's `env://`); `srun` (`SLURM_PROCID` of a step; a batch script and the shell of
    /// an allocation are no ranks); Open MPI (`OMPI_COMM_WORLD_RANK`); MPICH (`PMI_RANK`).
    /// - Throws: `InputError` where they contradict one another or some are missing.
    public static func read(_ environment: [String: String]) throws(InputError) -> Launch {
        try LaunchVariables(environment).launch()
    }
}
