/// The watch of a rank other than 0.
final class WatchGuest: WatchRole {
    private let state: WatchState
    private let host: WatchPeer
    /// Rank 0 has done its work: what happens to the others now they see for themselves.
    private var hasHostLeft = false

    init(_ state: WatchState, descriptor: Int32) {
        self.state = state
        host = WatchPeer(descriptor, at: Sockets.now)
    }

    var peers: [WatchPeer] { hasHostLeft ? [] : [host] }
    var strangers: [WatchPeer] { [] }
    var listener: Int32? { nil }

    func look(at time: Double) -> RankFailure? {
        guard !hasHostLeft else { return nil }
        for message in host.receive(at: time) {
            switch message {
            case .failed(let failure): return failure
            case .stopped(let rank, let reason, let status):
                return .stopped(rank: rank, reason: reason, status: status)
            case .goodbye:
                hasHostLeft = true
                host.finish()
                return nil
            default: continue
            }
        }
        return host.isClosed ? .died(rank: 0) : nil
    }

    func judge(at time: Double) -> RankFailure? {
        guard !hasHostLeft, time - host.heard > state.patience else { return nil }
        return .silent(rank: 0, seconds: state.patience)
    }

    func forgive(_ seconds: Double) { host.heard += seconds }

    func notice(of failure: RankFailure) -> WatchMessage? {
        guard failure == .launcherEnded else { return nil }
        return .stopped(rank: state.rank, reason: "\(failure)", status: failure.status)
    }
}
