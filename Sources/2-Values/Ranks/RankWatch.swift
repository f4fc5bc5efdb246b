internal import Files
internal import Foundation
internal import Glibc
public import Process
internal import Synchronization

/// Watches over the ranks of one run beside their work: each learns within seconds that another has died, hangs or has
/// stopped, and which, while the work itself may wait for that rank in a collective for minutes.
///
/// Rank 0 listens at a port of its own; each other rank keeps a connection to it, over which both give signs of life.
/// All this happens on a thread of its own. A connection that ends without a goodbye is a death; silence for longer than
/// the patience is a hang, and so is a rank that has not begun a collective which others have begun that long ago.
/// Each rank also looks whether its launcher lives.
///
/// ```swift
/// let watch =
///     launch.isFirst
///     ? try RankWatch.host(launch)
///     : try RankWatch.join(launch) { try store.text("watch", patience: 60) }
/// if launch.isFirst { try store.set("watch", watch.invitation) }
/// watch.progress(1)  // begins the first collective
/// watch.leave()
/// ```
public final class RankWatch: Sendable {
    /// A text of its own for each run of the ranks, the same on all of them.
    public let key: String
    /// What the other ranks need to join; for the store of the ranks.
    public let invitation: String
    private let state: WatchState

    /// Seconds of silence after which a rank hangs, where nothing else is said.
    public static let usualPatience = 300.0

    private init(key: String, port: Int, state: WatchState, loop: @escaping @Sendable () -> Void) {
        self.key = key
        invitation = "\(port) \(key)"
        self.state = state
        let thread = Thread {
            // Signals go to the thread that works.
            var all = sigset_t()
            sigfillset(&all)
            pthread_sigmask(SIG_BLOCK, &all, nil)
            loop()
        }
        thread.name = "ranks"
        thread.start()
    }

    /// Watches as rank 0. The others may come until `patience` is over.
    ///
    /// - Parameters:
    ///   - launcher: whose end is the end of the ranks, see ``LauncherProcess/find(_:)``.
    ///   - patience: seconds of silence after which a rank hangs.
    ///   - onFailure: called at most once, on the watch's thread; without it the process ends
    ///     (``endProcess(rank:)``).
    /// - Throws: `InputError` where no port is free.
    public static func host(
        _ launch: Launch, launcher: LauncherProcess? = nil, patience: Double = usualPatience,
        onFailure: (@Sendable (RankFailure) -> Void)? = nil
    ) throws -> RankWatch {
        let (listener, port) = try Sockets.listen(isLoopback: launch.isLocal)
        let key = String(UInt64.random(in: 0 ... .max), radix: 36)
        let state = try WatchState(
            rank: launch.rank, launcher: launcher, patience: patience,
            onFailure: onFailure ?? endProcess(rank: launch.rank))
        return RankWatch(key: key, port: port, state: state) {
            WatchLoop(state, role: WatchHub(state, listener: listener, count: launch.count, key: key)).run()
        }
    }

    /// Watches as one of the other ranks.
    ///
    /// - Parameter invitation: rank 0's ``invitation``; asked again where it proves to be that of an earlier run, which a
    ///   store may still hold.
    /// - Throws: `InputError` where rank 0 does not let this rank in, or is not reached within `patience` (at most 60)
    ///   seconds; what `invitation` throws.
    public static func join(
        _ launch: Launch, launcher: LauncherProcess? = nil, patience: Double = usualPatience,
        onFailure: (@Sendable (RankFailure) -> Void)? = nil, invitation: () throws -> String
    ) throws -> RankWatch {
        let door = WatchDoor(launch: launch)
        let (peer, key, port) = try door.enter(seconds: min(patience, 60), invitation: invitation)
        let state = try WatchState(
            rank: launch.rank, launcher: launcher, patience: patience,
            onFailure: onFailure ?? endProcess(rank: launch.rank))
        let descriptor = peer
        return RankWatch(key: key, port: port, state: state) {
            WatchLoop(state, role: WatchGuest(state, descriptor: descriptor)).run()
        }
    }

    /// Ends the process with the failure's exit code after unfinished files were removed, and says why: for ranks whose
    /// work waits for a dead one.
    public static func endProcess(rank: Int) -> @Sendable (RankFailure) -> Void {
        { failure in
            Unbroken.endProcess(code: failure.status, explaining: "Error on rank \(rank): \(failure)\n")
        }
    }

    /// Tells that the work begins its collective number `count`, counted from 1. Cheap.
    public func progress(_ count: Int) { state.begun.store(count, ordering: .relaxed) }

    /// Tells that the work goes on although it begins no collective. For long work of one rank which the others wait for.
    public func sign() { state.signs.add(1, ordering: .relaxed) }

    /// Why the ranks cannot go on, if that is so or turns out within `seconds`. For a collective that has failed: its own
    /// error does not tell which rank has died.
    public func failure(within seconds: Double) -> RankFailure? { state.failure(within: seconds) }

    /// Ends the watch: this rank has done its work.
    public func leave() { state.leave(.goodbye) }

    /// Ends the watch: this rank ends with an error. The other ranks name it, and end too, with the same exit code.
    ///
    /// - Parameter reason: what is wrong and what to do, in sentences.
    public func leave(because reason: String, status: ExitStatus) {
        state.leave(.stopped(rank: state.rank, reason: reason, status: status.rawValue))
    }

    /// Ends the watch as the death of the process would.
    package func vanish() { state.leave(nil) }
}
