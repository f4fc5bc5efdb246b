import Foundation
import Synchronization
import Testing
import Torch

/// The ranks of one process group, each on a thread of this process with its own client of the store.
struct ThreadedRanks: Sendable {
    var count: Int
    /// Seconds that a collective waits for the others.
    var patience = 30.0

    /// Runs `body` on every rank; what each made, by rank.
    func run<Made: Sendable>(_ body: @escaping @Sendable (ProcessGroup) throws -> Made) throws -> [Made] {
        try outcomes(body).map { try $0.get() }
    }

    /// The same, where some ranks are meant to fail.
    func outcomes<Made: Sendable>(
        _ body: @escaping @Sendable (ProcessGroup) throws -> Made
    ) throws -> [Result<Made, any Error>] {
        let served = try RendezvousStore(host: "127.0.0.1", port: 0, serves: true, patience: patience)
        let outcomes = Mutex([Int: Result<Made, any Error>]())
        let threads = DispatchGroup()
        for rank in 0..<count {
            threads.enter()
            Thread.detachNewThread { [self] in
                let outcome = Result {
                    let store =
                        try rank == 0
                        ? served
                        : RendezvousStore(host: "127.0.0.1", port: served.port, serves: false, patience: patience)
                    let backend = ProcessGroup.Backend.gloo(host: "127.0.0.1")
                    return try body(
                        ProcessGroup(store, backend: backend, rank: rank, count: count, patience: patience))
                }
                outcomes.withLock { $0[rank] = outcome }
                threads.leave()
            }
        }
        threads.wait()
        return outcomes.withLock { found in (0..<count).map { found[$0]! } }
    }
}
