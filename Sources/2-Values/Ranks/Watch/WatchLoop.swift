internal import Glibc

/// One side of the watch: that of rank 0, or that of another rank.
protocol WatchRole: AnyObject {
    /// The connections to other ranks, which are told something.
    var peers: [WatchPeer] { get }
    /// Those that have not said yet who they are.
    var strangers: [WatchPeer] { get }
    /// Where others come in; nil where nobody does.
    var listener: Int32? { get }
    /// Lets in those who have come, reads what was sent, and says why the ranks cannot go on, if that is so.
    func look(at time: Double) -> RankFailure?
    /// Why they cannot go on after so long a silence, if that is so.
    func judge(at time: Double) -> RankFailure?
    /// Moves all times of what was last heard: this process itself was stopped meanwhile.
    func forgive(_ seconds: Double)
    /// What the others are told of a failure; nil is nothing. Whom it is about is not waited for.
    func notice(of failure: RankFailure) -> WatchMessage?
}

/// The watch's thread at work.
final class WatchLoop {
    private let state: WatchState
    private let role: any WatchRole

    /// The longest time without a look at everything, in seconds.
    private static let glance = 0.25

    init(_ state: WatchState, role: any WatchRole) {
        self.state = state
        self.role = role
    }

    func run() {
        defer { state.end() }
        // Many a patience has room for several signs of life.
        let pause = min(1, state.patience / 4)
        var last = Sockets.now
        var nextBeat = last
        while true {
            wait(seconds: min(Self.glance, nextBeat - last))
            let now = Sockets.now
            // This process was stopped, or its machine: the others could not be heard.
            if now - last > Self.glance + 1 { role.forgive(now - last) }
            last = now
            let seen = role.look(at: now)
            if case .with(let message) = state.request { return say(message) }
            let isOrphan = state.launcher?.hasEnded ?? false
            if let failure = seen ?? (isOrphan ? .launcherEnded : role.judge(at: now)) {
                say(role.notice(of: failure))
                return state.report(failure)
            }
            if now >= nextBeat {
                let (begun, signs) = state.work
                let beat = WatchMessage.beat(begun: begun, signs: signs)
                for peer in role.peers { peer.send(beat) }
                nextBeat = now + pause
            }
        }
    }

    private func wait(seconds: Double) {
        var items = [pollfd(fd: state.wake.read, events: Int16(POLLIN), revents: 0)]
        if let listener = role.listener { items.append(pollfd(fd: listener, events: Int16(POLLIN), revents: 0)) }
        items += (role.peers + role.strangers).map(\.interest)
        Sockets.poll(&items, seconds: seconds)
        for peer in role.peers + role.strangers { peer.flush() }
    }

    /// Sends the last message, and waits a short time until the others have it: a connection that is closed with unread
    /// messages loses what was sent last.
    private func say(_ message: WatchMessage?) {
        guard let message else { return }
        let peers = role.peers.filter { !$0.isClosed }
        for peer in peers { peer.send(message) }
        let end = Sockets.now + WatchState.farewell
        var finished = Set<Int32>()
        while Sockets.now < end {
            for peer in peers where !peer.hasUnsent && finished.insert(peer.descriptor).inserted { peer.finish() }
            let open = peers.filter { !$0.isClosed }
            if open.isEmpty { return }
            var items = open.map(\.interest)
            Sockets.poll(&items, seconds: end - Sockets.now)
            for peer in open {
                peer.flush()
                peer.drain()
            }
        }
    }
}
