internal import Files
internal import Foundation
internal import Glibc
internal import Synchronization

/// What the thread that works and the one that watches share.
///
/// `@unchecked Sendable`: what changes after `init` is atomic or behind `condition`.
final class WatchState: @unchecked Sendable {
    let rank: Int
    let launcher: LauncherProcess?
    /// Seconds.
    let patience: Double
    let begun = Atomic<Int>(0)
    let signs = Atomic<Int>(0)
    /// A pipe that wakes the watch: its ends for reading and for writing.
    let wake: (read: Int32, write: Int32)

    /// How this rank wants to end its watch.
    enum Leaving {
        /// After this message to the others; nil says nothing.
        case with(WatchMessage?)
    }

    private let onFailure: @Sendable (RankFailure) -> Void
    private let condition = NSCondition()
    private var leaving: Leaving?
    private var reported: RankFailure?
    private var hasEnded = false

    /// Seconds that the last messages may take.
    static let farewell = 1.0

    init(
        rank: Int, launcher: LauncherProcess?, patience: Double, onFailure: @escaping @Sendable (RankFailure) -> Void
    ) throws {
        self.rank = rank
        self.launcher = launcher
        self.patience = patience
        self.onFailure = onFailure
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else {
            throw InputError(
                problem: "No pipe can be made (\(Sockets.reason(errno)))", remedy: "Look at the limits (ulimit -n)")
        }
        for end in ends {
            _ = fcntl(end, F_SETFD, FD_CLOEXEC)
            _ = fcntl(end, F_SETFL, O_NONBLOCK)
        }
        wake = (ends[0], ends[1])
    }

    deinit {
        close(wake.read)
        close(wake.write)
    }

    /// What the work has come to.
    var work: (begun: Int, signs: Int) { (begun.load(ordering: .relaxed), signs.load(ordering: .relaxed)) }

    /// What the watch is asked for.
    var request: Leaving? { condition.withLock { leaving } }

    /// Asks the watch to end, and waits for it a short time.
    func leave(_ message: WatchMessage?) {
        condition.withLock {
            guard !hasEnded else { return }
            if leaving == nil { leaving = .with(message) }
            _ = write(wake.write, "x", 1)
            let end = Date(timeIntervalSinceNow: 2 * Self.farewell)
            while !hasEnded, condition.wait(until: end) {}
        }
    }

    func failure(within seconds: Double) -> RankFailure? {
        condition.withLock {
            let end = Date(timeIntervalSinceNow: seconds)
            while reported == nil, !hasEnded, condition.wait(until: end) {}
            return reported
        }
    }

    /// Tells the work that the ranks cannot go on. From the watch's thread.
    func report(_ failure: RankFailure) {
        onFailure(failure)
        condition.withLock {
            reported = failure
            condition.broadcast()
        }
    }

    /// The watch's thread is about to end.
    func end() {
        condition.withLock {
            hasEnded = true
            condition.broadcast()
        }
    }
}
