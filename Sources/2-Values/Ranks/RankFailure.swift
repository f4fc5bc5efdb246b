internal import Process

/// Why the ranks cannot go on together.
public enum RankFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The process has ended without a word: it was killed, it crashed, or its machine has gone.
    case died(rank: Int)
    /// Nothing was heard of the process for so many seconds: it is stopped, or its machine or the network has gone.
    case silent(rank: Int, seconds: Double)
    /// The process lives, but has not come to a step that others have waited in for so many seconds.
    case behind(rank: Int, seconds: Double)
    /// The process has ended by itself for this reason, with this exit code.
    case stopped(rank: Int, reason: String, status: Int32)
    /// The launcher has ended, and nobody looks after the ranks.
    case launcherEnded

    /// The exit code of the ranks that end because of it.
    public var status: Int32 {
        if case .stopped(_, _, let status) = self { status } else { ExitStatus.rankLost.rawValue }
    }

    public var description: String {
        let goOn = "The other ranks end too; the same command goes on from the newest checkpoint."
        return switch self {
        case .died(let rank): "Rank \(rank) has died: its process was killed or has crashed. \(goOn)"
        case .silent(let rank, let seconds):
            """
            Rank \(rank) hangs: nothing was heard of it for \(Self.text(seconds)) s (its process is stopped, or its \
            machine or the network is gone). \(goOn)
            """
        case .behind(let rank, let seconds):
            """
            Rank \(rank) hangs: the other ranks have waited for it for \(Self.text(seconds)) s, while its process lives. \
            \(goOn)
            """
        case .stopped(let rank, let reason, _): "Rank \(rank) has stopped: \(reason)"
        case .launcherEnded:
            "The launcher of the ranks has ended, so they end too; the same command goes on from the newest checkpoint."
        }
    }

    private static func text(_ seconds: Double) -> String {
        seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)"
    }
}
