import Files
import Foundation
import Ranks
import Testing

/// The variables as the launchers really set them: torchrun 2.11, Slurm 22.05, Open MPI 4.1, MPICH 4.0.
@Suite struct LaunchTests {
    static let torchrun = [
        "GROUP_RANK": "0", "LOCAL_RANK": "1", "LOCAL_WORLD_SIZE": "2", "MASTER_ADDR": "localhost",
        "MASTER_PORT": "34935", "RANK": "1", "ROLE_RANK": "1", "TORCHELASTIC_MAX_RESTARTS": "3",
        "TORCHELASTIC_RESTART_COUNT": "2", "TORCHELASTIC_RUN_ID": "none", "TORCHELASTIC_USE_AGENT_STORE": "True",
        "WORLD_SIZE": "2",
    ]
    static let srun = [
        "SLURM_JOB_ID": "2", "SLURM_LOCALID": "1", "SLURM_NODEID": "0", "SLURM_NTASKS": "2", "SLURM_PROCID": "1",
        "SLURM_STEP_ID": "0", "SLURM_STEP_NODELIST": "vm", "SLURM_STEP_NUM_TASKS": "2",
        "SLURM_STEP_TASKS_PER_NODE": "2", "SLURM_JOB_NODELIST": "vm",
    ]
    static let mpirun = [
        "OMPI_COMM_WORLD_LOCAL_RANK": "1", "OMPI_COMM_WORLD_LOCAL_SIZE": "2", "OMPI_COMM_WORLD_RANK": "1",
        "OMPI_COMM_WORLD_SIZE": "2", "OMPI_MCA_ess_base_jobid": "1215496193", "PMIX_NAMESPACE": "1215496193",
    ]
    static let mpich = ["MPI_LOCALNRANKS": "2", "MPI_LOCALRANKID": "1", "PMI_RANK": "1", "PMI_SIZE": "2"]
    static let own = [
        "LOCAL_RANK": "1", "LOCAL_WORLD_SIZE": "2", "MASTER_ADDR": "127.0.0.1", "MASTER_PORT": "4000", "RANK": "1",
        "TUNINGFORK_LAUNCHER": "ranks", "WORLD_SIZE": "2",
    ]

    static func numbers(_ launch: Launch) -> [Int] {
        [launch.rank, launch.count, launch.localRank, launch.localCount]
    }

    @Test func `without a launcher the process is alone`() throws {
        #expect(try Launch.read(["PATH": "/bin", "MASTER_ADDR": ""]) == .alone)
    }

    @Test func `torchrun: its agent serves the store`() throws {
        let launch = try Launch.read(Self.torchrun)
        #expect(launch.launcher == .torchrun)
        #expect(Self.numbers(launch) == [1, 2, 1, 2])
        #expect(launch.address == "localhost" && launch.port == 34935 && launch.attempt == 2)
        let first = try Launch.read(Self.torchrun.merging(["RANK": "0", "LOCAL_RANK": "0"]) { $1 })
        #expect(first.isFirst && !first.servesStore && first.isLocal)
        // With an agent that keeps its store to itself, rank 0 serves one.
        let alone = try Launch.read(
            Self.torchrun.merging(["RANK": "0", "LOCAL_RANK": "0", "TORCHELASTIC_USE_AGENT_STORE": "False"]) { $1 })
        #expect(alone.servesStore)
    }

    @Test func `torchrun under srun, one on each machine`() throws {
        let launch = try Launch.read(Self.srun.merging(Self.torchrun) { $1 })
        #expect(launch.launcher == .torchrun && launch.rank == 1 && launch.count == 2)
        let wide = ["RANK": "7", "WORLD_SIZE": "8", "LOCAL_RANK": "3", "LOCAL_WORLD_SIZE": "4"]
        let last = try Launch.read(Self.srun.merging(Self.torchrun) { $1 }.merging(wide) { $1 })
        #expect(last.rank == 7 && last.count == 8 && !last.isLocal)
    }

    @Test func `our own ranks`() throws {
        let launch = try Launch.read(Self.own)
        #expect(launch.launcher == .ranks && launch.rank == 1 && launch.count == 2 && launch.isLocal)
        #expect(try Launch.read(Self.own.merging(["RANK": "0", "LOCAL_RANK": "0"]) { $1 }).servesStore)
        #expect(!launch.servesStore)
    }

    @Test func `srun on one machine and on several`() throws {
        let launch = try Launch.read(Self.srun)
        #expect(launch.launcher == .slurm)
        #expect(Self.numbers(launch) == [1, 2, 1, 2])
        #expect(launch.address == "127.0.0.1" && (12_000..<32_000).contains(launch.port))
        // Every rank of a step finds the same port, and another step another one.
        #expect(
            try Launch.read(Self.srun.merging(["SLURM_PROCID": "0", "SLURM_LOCALID": "0"]) { $1 }).port == launch.port)
        #expect(try Launch.read(Self.srun.merging(["SLURM_STEP_ID": "1"]) { $1 }).port != launch.port)
        let several = [
            "SLURM_STEP_NODELIST": "node[09-10],gpu1", "SLURM_STEP_TASKS_PER_NODE": "4(x2),2", "SLURM_NODEID": "2",
            "SLURM_PROCID": "9", "SLURM_NTASKS": "10", "SLURM_STEP_NUM_TASKS": "10", "SLURM_LOCALID": "1",
        ]
        let last = try Launch.read(Self.srun.merging(several) { $1 })
        #expect(last.address == "node09" && !last.isLocal)
        #expect(Self.numbers(last) == [9, 10, 1, 2])
        let given = try Launch.read(
            Self.srun.merging(several) { $1 }.merging(["MASTER_ADDR": "ib9", "MASTER_PORT": "5000"]) { $1 })
        #expect(given.address == "ib9" && given.port == 5000)
    }

    /// They have SLURM_NTASKS too, and would wait for ranks that never come.
    @Test func `a batch script and the shell of an allocation are no ranks`() throws {
        let batch = ["SLURM_JOB_ID": "2", "SLURM_LOCALID": "0", "SLURM_NTASKS": "2", "SLURM_PROCID": "0"]
        #expect(try Launch.read(batch) == .alone)
        #expect(try Launch.read(["SLURM_JOB_ID": "3", "SLURM_NTASKS": "2"]) == .alone)
        // Steps that Slurm makes itself: the batch script's in old versions, the interactive one in new versions.
        for step in ["4294967294", "4294967290", "batch"] {
            #expect(try Launch.read(batch.merging(["SLURM_STEP_ID": step]) { $1 }) == .alone)
        }
    }

    @Test func `mpirun on one machine and on several`() throws {
        let launch = try Launch.read(Self.mpirun)
        #expect(launch.launcher == .mpi && launch.address == "127.0.0.1" && (12_000..<32_000).contains(launch.port))
        #expect(Self.numbers(launch) == [1, 2, 1, 2])
        let several = Self.mpirun.merging(["OMPI_COMM_WORLD_LOCAL_SIZE": "1", "OMPI_COMM_WORLD_LOCAL_RANK": "0"]) { $1 }
        let error = #expect(throws: InputError.self) { try Launch.read(several) }
        #expect(error?.remedy?.contains("mpirun -x MASTER_ADDR") == true)
        let given = try Launch.read(several.merging(["MASTER_ADDR": "node1"]) { $1 })
        #expect(given.address == "node1" && given.port == launch.port)
        // Among the processes that mpirun starts on other machines by srun.
        #expect(try Launch.read(Self.srun.merging(Self.mpirun) { $1 }).launcher == .mpi)
    }

    @Test func `mpiexec of MPICH names no port`() throws {
        let error = #expect(throws: InputError.self) { try Launch.read(Self.mpich) }
        #expect(error?.remedy?.contains("MASTER_PORT") == true)
        let launch = try Launch.read(Self.mpich.merging(["MASTER_PORT": "4000"]) { $1 })
        #expect(launch.launcher == .mpi && launch.address == "127.0.0.1" && launch.localRank == 1)
        #expect(try Launch.read(["PMI_RANK": "0", "PMI_SIZE": "1"]).count == 1)
    }

    @Test func `what batch scripts export beside the launcher's own`() throws {
        #expect(try Launch.read(Self.srun.merging(["WORLD_SIZE": "2"]) { $1 }).launcher == .slurm)
        #expect(
            try Launch.read(
                Self.srun.merging(["WORLD_SIZE": "2", "RANK": "1"]) { $1 }.merging(
                    ["MASTER_ADDR": "node1", "MASTER_PORT": "29500"]) { $1 }
            ).launcher == .environment)
    }

    @Test(arguments: [
        (["WORLD_SIZE": "2"], "RANK is not set"),
        (["RANK": "1"], "WORLD_SIZE is not set"),
        (["RANK": "2", "WORLD_SIZE": "2", "MASTER_ADDR": "a", "MASTER_PORT": "1"], "RANK is 2, but WORLD_SIZE is 2"),
        (["RANK": "x", "WORLD_SIZE": "2"], "RANK is 'x', not a whole number"),
        (["RANK": "-1", "WORLD_SIZE": "2"], "RANK is '-1', not a whole number"),
        (["RANK": "0", "WORLD_SIZE": "0"], "WORLD_SIZE is '0', not a whole number of 1 or more"),
        (["RANK": "0", "WORLD_SIZE": "2"], "MASTER_ADDR is not"),
        (["RANK": "0", "WORLD_SIZE": "2", "MASTER_ADDR": "a"], "at which port"),
        (["RANK": "0", "WORLD_SIZE": "2", "MASTER_ADDR": "a", "MASTER_PORT": "99999"], "1 to 65535"),
        (
            ["RANK": "0", "WORLD_SIZE": "2", "MASTER_ADDR": "a", "MASTER_PORT": "1", "LOCAL_RANK": "3"],
            "The local rank is 3 of 1"
        ),
        (["OMPI_COMM_WORLD_RANK": "1"], "OMPI_COMM_WORLD_SIZE is not"),
        (srun.merging(["WORLD_SIZE": "4"]) { $1 }, "WORLD_SIZE is 4, but SLURM_STEP_NUM_TASKS is 2"),
        // Set once in the batch script, and so for all ranks.
        (srun.merging(["RANK": "0", "WORLD_SIZE": "2"]) { $1 }, "RANK is 0, but SLURM_PROCID is 1"),
        (srun.merging(["SLURM_STEP_NODELIST": "node[1-"]) { $1 }, "'node[1-' is not understood"),
    ])
    func `what cannot be is refused`(_ environment: [String: String], _ problem: String) {
        let error = #expect(throws: InputError.self) { try Launch.read(environment) }
        #expect(error?.problem.contains(problem) == true, "\(String(describing: error))")
        #expect(error?.remedy != nil)
    }

    @Test func `lists of hosts`() throws {
        #expect(try SlurmHostList.hosts("vm") == ["vm"])
        #expect(
            try SlurmHostList.hosts("node[03-05,7],gpu1") == ["node03", "node04", "node05", "node7", "gpu1"])
        #expect(try SlurmHostList.hosts("n[9-11].a") == ["n9.a", "n10.a", "n11.a"])
        #expect(try SlurmHostList.hosts("r[1-2]n[01-02]") == ["r1n01", "r1n02", "r2n01", "r2n02"])
        #expect(try SlurmHostList.counts("2(x3),1") == [2, 2, 2, 1])
        for wrong in ["", "a,", "a[", "a]", "a[1-]", "a[2-1]", "a[x]", "a[[1]]", "a[1-2-3]", "a[0-4294967295]"] {
            #expect(throws: InputError.self, "\(wrong)") { try SlurmHostList.hosts(wrong) }
        }
        for wrong in ["", "2(", "2(x)", "2(x0)", "0", "2(3)", "1,", "1(x1000000000)"] {
            #expect(throws: InputError.self, "\(wrong)") { try SlurmHostList.counts(wrong) }
        }
    }

    @Test func `the address for the others`() throws {
        #expect(try Launch.read(Self.own).host() == "127.0.0.1")
        let far = ["RANK": "1", "WORLD_SIZE": "2", "MASTER_PORT": "1"]
        let other = try Launch.read(far.merging(["MASTER_ADDR": "name.invalid"]) { $1 })
        #expect(throws: InputError.self) { try other.host() }
        let wrong = #expect(throws: InputError.self) { try other.host(interface: "none9") }
        #expect(wrong?.problem.contains("'none9'") == true && wrong?.remedy?.contains("lo") == true)
        #expect(try other.host(interface: "lo") == "127.0.0.1")
    }
}
