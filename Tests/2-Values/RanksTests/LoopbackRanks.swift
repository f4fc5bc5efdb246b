import Foundation
import Ranks
import Synchronization

/// What the handlers of several ranks in one process have been told.
final class Failures: Sendable {
    private let found = Mutex<[Int: [RankFailure]]>([:])

    func handler(_ rank: Int) -> @Sendable (RankFailure) -> Void {
        { failure in self.found.withLock { $0[rank, default: []].append(failure) } }
    }

    subscript(rank: Int) -> [RankFailure] { found.withLock { $0[rank] ?? [] } }
}

/// Ranks of one run in this process, each with a watch of its own.
struct LoopbackRanks {
    let failures = Failures()
    private(set) var watches: [RankWatch] = []

    static func launch(_ rank: Int, of count: Int, on address: String = "127.0.0.1") throws -> Launch {
        try Launch.read([
            "RANK": "\(rank)", "WORLD_SIZE": "\(count)", "MASTER_ADDR": address, "MASTER_PORT": "1",
        ])
    }

    init(_ count: Int, present: Int? = nil, patience: Double = 60, on address: String = "127.0.0.1") throws {
        for rank in 0..<(present ?? count) {
            let launch = try Self.launch(rank, of: count, on: address)
            let watch =
                try rank == 0
                ? RankWatch.host(launch, patience: patience, onFailure: failures.handler(rank))
                : RankWatch.join(launch, patience: patience, onFailure: failures.handler(rank)) {
                    [invitation = watches[0].invitation] in invitation
                }
            watches.append(watch)
        }
    }

    /// What every rank but those learns.
    func outcome(except missing: Set<Int> = [], within seconds: Double = 20) -> [RankFailure?] {
        watches.indices.filter { !missing.contains($0) }.map { watches[$0].failure(within: seconds) }
    }
}
