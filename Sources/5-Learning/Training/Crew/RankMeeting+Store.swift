import Files
import Foundation
import Ranks
import Torch

extension RankMeeting {
    /// The store of the ranks, in which this one has said that it is here.
    ///
    /// - Throws: ``Files/InputError`` when it is not reached within `patience` seconds.
    static func store(of launch: Launch, patience: Double) throws(InputError) -> RendezvousStore {
        let opening = StoreOpening()
        // On a thread that may be left behind: c10d waits for ever where something else answers at the port.
        Thread.detachNewThread { [patience] in
            opening.end(
                with: Result { () throws(TorchError) in
                    let store = try RendezvousStore(
                        host: launch.address, port: launch.port, serves: launch.servesStore,
                        prefix: Launch.storePrefix + "\(launch.attempt)/", patience: patience)
                    try store.set("here/\(launch.rank)", "")
                    return store
                })
        }
        let reason: String
        switch opening.wait(seconds: patience + 5) {
        case .success(let store): return store
        case .failure(let error): reason = error.message
        case nil: reason = "what answers there is no store of this program"
        }
        throw InputError(
            problem:
                "rank \(launch.rank) of \(launch.count) cannot meet the others at \(launch.address):\(launch.port) "
                + "(\(reason))",
            remedy: launch.servesStore
                ? "Is the port taken? Choose another one with MASTER_PORT"
                : "Has rank 0 started, and can this machine reach it? MASTER_ADDR and MASTER_PORT say where it is")
    }
}

/// How the opening of a store has ended, for the thread that waits.
///
/// `@unchecked Sendable`: what changes is behind `condition`.
private final class StoreOpening: @unchecked Sendable {
    private let condition = NSCondition()
    private var outcome: Result<RendezvousStore, TorchError>?

    func end(with outcome: Result<RendezvousStore, TorchError>) {
        condition.withLock {
            self.outcome = outcome
            condition.signal()
        }
    }

    /// Nil after so many seconds.
    func wait(seconds: Double) -> Result<RendezvousStore, TorchError>? {
        condition.withLock {
            let end = Date(timeIntervalSinceNow: seconds)
            while outcome == nil, condition.wait(until: end) {}
            return outcome
        }
    }
}
