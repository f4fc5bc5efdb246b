internal import Files

/// The variables of the environment by which launchers tell a process where it stands.
struct LaunchVariables {
    private let values: [String: String]

    init(_ environment: [String: String]) { values = environment }

    /// What a launcher says of its ranks.
    struct Place {
        let launcher: Launch.Launcher
        let rank: Int
        let count: Int
        let localRank: Int
        let localCount: Int
        /// Names of the variables of rank and count, for messages.
        let names: (rank: String, count: String)
        /// Where rank 0 is; nil where the launcher does not tell.
        var address: String?
        var port: Int?
        var attempt = 0
    }

    func launch() throws(InputError) -> Launch {
        var native = try openMPI()
        if native == nil { native = try slurm() }
        if native == nil { native = try mpich() }
        let named = try named(beside: native)
        guard let place = named ?? native else { return .alone }
        try check(place)
        let isAlone = place.count == 1
        let address = text("MASTER_ADDR") ?? place.address ?? (isAlone ? "127.0.0.1" : nil)
        let port = try number("MASTER_PORT", in: 1...65535) ?? place.port ?? (isAlone ? 0 : nil)
        guard let address else {
            throw InputError(
                problem: "The \(place.count) ranks run on several machines, and nothing tells where rank 0 is",
                remedy: "Give its machine as MASTER_ADDR to every rank (mpirun -x MASTER_ADDR=name)")
        }
        guard let port else {
            throw InputError(
                problem: "Nothing tells the \(place.count) ranks at which port they meet",
                remedy: "Give every rank the same free port as MASTER_PORT, for example 29500")
        }
        return Launch(
            launcher: place.launcher, rank: place.rank, count: place.count, localRank: place.localRank,
            localCount: place.localCount, address: address, port: port,
            servesStore: place.rank == 0 && text("TORCHELASTIC_USE_AGENT_STORE") != "True", attempt: place.attempt)
    }

    // MARK: launchers

    /// `RANK` and `WORLD_SIZE`; `native` is what the machine's own launcher says, which batch scripts repeat in part.
    private func named(beside native: Place?) throws(InputError) -> Place? {
        let rank = try number("RANK", in: 0...Int(Int32.max))
        let count = try number("WORLD_SIZE", in: 1...Int(Int32.max))
        guard let rank, let count else {
            if let native {
                try compare("RANK", rank, native.names.rank, native.rank)
                try compare("WORLD_SIZE", count, native.names.count, native.count)
            } else if let count {
                throw InputError(
                    problem: "WORLD_SIZE is \(count), but RANK is not set",
                    remedy: "Start every rank by a launcher (torchrun, srun, mpirun, --ranks), or unset WORLD_SIZE")
            } else if let rank {
                throw InputError(
                    problem: "RANK is \(rank), but WORLD_SIZE is not set",
                    remedy: "Start every rank by a launcher (torchrun, srun, mpirun, --ranks), or unset RANK")
            }
            return nil
        }
        let isTorchrun = text("TORCHELASTIC_RUN_ID") != nil
        let isOwn = text("TUNINGFORK_LAUNCHER") == Launch.Launcher.ranks.rawValue
        if let native, !isTorchrun, !isOwn, native.count == count {
            // One value for all, set before the launcher was called.
            try compare("RANK", rank, native.names.rank, native.rank)
        }
        let address = text("MASTER_ADDR")
        let isLoopback = address.map { $0 == "localhost" || $0 == "::1" || $0.hasPrefix("127.") } ?? false
        let localCount = try number("LOCAL_WORLD_SIZE", in: 1...Int(Int32.max))
        guard address != nil || count == 1 else {
            throw InputError(
                problem: "RANK and WORLD_SIZE are set, but MASTER_ADDR is not",
                remedy: "Give every rank the machine of rank 0 as MASTER_ADDR")
        }
        return Place(
            launcher: isOwn ? .ranks : isTorchrun ? .torchrun : .environment, rank: rank, count: count,
            localRank: try number("LOCAL_RANK", in: 0...Int(Int32.max)) ?? (isLoopback ? rank : 0),
            // Not told: one rank a machine, unless the ranks meet at an address that no other machine reaches.
            localCount: localCount ?? (isLoopback ? count : 1), names: ("RANK", "WORLD_SIZE"),
            attempt: try number("TORCHELASTIC_RESTART_COUNT", in: 0...Int(Int32.max)) ?? 0)
    }

    private func slurm() throws(InputError) -> Place? {
        // Batch scripts and shells of an allocation have no step, or one of the numbers at the upper end that Slurm keeps
        // for itself: they have SLURM_NTASKS too, but are no ranks.
        guard let step = text("SLURM_STEP_ID").flatMap({ Int($0) }), step < 0xFFFF_FF00, text("SLURM_PROCID") != nil
        else { return nil }
        let countName = text("SLURM_STEP_NUM_TASKS") == nil ? "SLURM_NTASKS" : "SLURM_STEP_NUM_TASKS"
        guard let (rank, count) = try pair("SLURM_PROCID", countName) else { return nil }
        let nodes = try text("SLURM_STEP_NODELIST").map { (list) throws(InputError) in try SlurmHostList.hosts(list) }
        let node = try number("SLURM_NODEID", in: 0...Int(Int32.max)) ?? 0
        let perNode = try text("SLURM_STEP_TASKS_PER_NODE").map { (list) throws(InputError) in
            try SlurmHostList.counts(list)
        }
        let isLocal = nodes?.count == 1
        let localCount =
            if let perNode, perNode.indices.contains(node) { perNode[node] } else { isLocal ? count : 1 }
        var hash = FNV1a()
        hash.add(UInt64(try number("SLURM_JOB_ID", in: 0...Int(UInt32.max)) ?? 0))
        hash.add(UInt64(step))
        return Place(
            launcher: .slurm, rank: rank, count: count,
            localRank: try number("SLURM_LOCALID", in: 0...Int(Int32.max)) ?? (isLocal ? rank : 0),
            localCount: localCount, names: ("SLURM_PROCID", countName),
            address: isLocal ? "127.0.0.1" : nodes?.first, port: Self.port(hash),
            attempt: try number("SLURM_RESTART_COUNT", in: 0...Int(Int32.max)) ?? 0)
    }

    private func openMPI() throws(InputError) -> Place? {
        let names = ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE")
        guard let (rank, count) = try pair(names.0, names.1) else { return nil }
        let localCount = try number("OMPI_COMM_WORLD_LOCAL_SIZE", in: 1...Int(Int32.max)) ?? 1
        let job = text("PMIX_NAMESPACE") ?? text("OMPI_MCA_ess_base_jobid")
        return Place(
            launcher: .mpi, rank: rank, count: count,
            localRank: try number("OMPI_COMM_WORLD_LOCAL_RANK", in: 0...Int(Int32.max)) ?? 0, localCount: localCount,
            names: names, address: localCount == count ? "127.0.0.1" : nil,
            port: job.map { job in
                var hash = FNV1a()
                hash.add(job.utf8)
                return Self.port(hash)
            })
    }

    private func mpich() throws(InputError) -> Place? {
        guard let (rank, count) = try pair("PMI_RANK", "PMI_SIZE") else { return nil }
        let localCount = try number("MPI_LOCALNRANKS", in: 1...Int(Int32.max)) ?? 1
        return Place(
            launcher: .mpi, rank: rank, count: count,
            localRank: try number("MPI_LOCALRANKID", in: 0...Int(Int32.max)) ?? 0, localCount: localCount,
            names: ("PMI_RANK", "PMI_SIZE"), address: localCount == count ? "127.0.0.1" : nil)
    }

    // MARK: values

    /// A port for the ranks of one job, below those that the system hands out by itself (32768 and above).
    private static func port(_ hash: FNV1a) -> Int { 12_000 + Int(hash.mixed % 20_000) }

    private func text(_ name: String) -> String? {
        guard let value = values[name], !value.isEmpty else { return nil }
        return value
    }

    private func number(_ name: String, in range: ClosedRange<Int>) throws(InputError) -> Int? {
        guard let text = text(name) else { return nil }
        guard let number = Int(text), range.contains(number) else {
            let most = range.upperBound >= Int(Int32.max) ? "or more" : "to \(range.upperBound)"
            throw InputError(
                problem: "The variable \(name) is '\(text)', not a whole number of \(range.lowerBound) \(most)",
                remedy: "Set it as the launcher of the ranks would, or unset it")
        }
        return number
    }

    /// Rank and count, which only make sense together.
    private func pair(_ rankName: String, _ countName: String) throws(InputError) -> (rank: Int, count: Int)? {
        let rank = try number(rankName, in: 0...Int(Int32.max))
        let count = try number(countName, in: 1...Int(Int32.max))
        if rank == nil && count == nil { return nil }
        guard let rank, let count else {
            let (there, missing) = rank == nil ? (countName, rankName) : (rankName, countName)
            throw InputError(
                problem: "\(there) is set, but \(missing) is not",
                remedy: "Start every rank by the launcher itself, or unset \(there)")
        }
        return (rank, count)
    }

    private func compare(_ name: String, _ value: Int?, _ native: String, _ other: Int) throws(InputError) {
        guard let value, value != other else { return }
        throw InputError(
            problem: "\(name) is \(value), but \(native) is \(other)",
            remedy: "Unset \(name): the launcher tells every rank its place by itself")
    }

    private func check(_ place: Place) throws(InputError) {
        guard place.rank < place.count else {
            throw InputError(
                problem: "\(place.names.rank) is \(place.rank), but \(place.names.count) is \(place.count)",
                remedy: "Ranks count from 0 to \(place.count - 1)")
        }
        guard place.localRank < place.localCount, place.localCount <= place.count else {
            throw InputError(
                problem: """
                    The local rank is \(place.localRank) of \(place.localCount) on this machine, but the rank is \
                    \(place.rank) of \(place.count)
                    """,
                remedy: "Set LOCAL_RANK and LOCAL_WORLD_SIZE for the ranks of one machine, or unset both")
        }
    }
}
