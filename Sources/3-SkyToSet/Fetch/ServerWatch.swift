internal import Synchronization

/// Counts the galaxies in a row to which a server gave no answer, and ends the run when they are many: a server that is
/// down is not asked for thousands more. Without a network the first ends it.
final class ServerWatch: Sendable {
    private struct State {
        var inARow = 0
        var hasAnswer = false
        var silence: ServerSilent?
    }

    private let limit: Int
    private let state = Mutex(State())

    init(limit: Int) {
        self.limit = limit
    }

    /// True when the run is to end.
    var isSilent: Bool { state.withLock { $0.silence != nil } }

    /// Notes how asking for a galaxy or a frame ended.
    /// - Parameter trouble: nil when it came.
    /// - Throws: ``ServerSilent`` when too many had none.
    func note(_ trouble: FetchTrouble?) throws(ServerSilent) {
        let silence: ServerSilent? = state.withLock { state in
            guard let trouble, trouble.isOutage else {
                state.inARow = 0
                state.hasAnswer = true
                return nil
            }
            state.inARow += 1
            guard state.inARow >= limit || (trouble.isOffline && !state.hasAnswer) else { return nil }
            state.silence = ServerSilent(url: trouble.url, times: state.inARow, reason: trouble.reason)
            return state.silence
        }
        if let silence { throw silence }
    }
}

/// Ends a run in which a server failed for many galaxies in a row. The tables are written; those that failed and those
/// that were not asked for are asked for by the next run.
public struct ServerSilent: Error, Sendable, Equatable, CustomStringConvertible {
    /// The last address.
    public let url: String
    /// How many had failed in a row.
    public let times: Int
    /// Why the last one did.
    public let reason: String

    public var description: String {
        "\(url): \(reason). "
            + (times > 1 ? "It was so, or alike, \(times) times in a row, and the server is left alone. " : "")
            + "What has come is kept: run the same command again later to go on."
    }
}
