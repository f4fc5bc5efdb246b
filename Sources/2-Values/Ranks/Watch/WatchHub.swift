internal import Glibc

/// The watch of rank 0, to whom all others are connected.
final class WatchHub: WatchRole {
    private let state: WatchState
    private let descriptor: Int32
    private let count: Int
    private let key: String
    /// The ranks that have come and not left.
    private var ranks: [Int: WatchPeer] = [:]
    private var known: Set<Int> = [0]
    /// Connections that have not yet said who they are.
    private(set) var strangers: [WatchPeer] = []
    private var opened = Sockets.now
    /// Since when others have waited for rank 0 itself, and what it had come to.
    private var own = (waitedFor: Double?.none, begun: 0, signs: 0)
    /// The rank that has failed, which need not be told.
    private var failed: Int?

    /// Seconds that a stranger has to say who it is.
    private static let courtesy = 10.0

    init(_ state: WatchState, listener: Int32, count: Int, key: String) {
        self.state = state
        descriptor = listener
        self.count = count
        self.key = key
    }

    deinit { close(descriptor) }

    var peers: [WatchPeer] { ranks.filter { $0.key != failed }.sorted { $0.key < $1.key }.map(\.value) }
    var listener: Int32? { strangers.count < count + 64 ? descriptor : nil }

    func look(at time: Double) -> RankFailure? {
        while listener != nil, let connection = Sockets.accept(descriptor) {
            strangers.append(WatchPeer(connection, at: time))
        }
        strangers.removeAll { !isStranger($0, at: time) }
        var deaths: [Int] = []
        var stops: [RankFailure] = []
        for (rank, peer) in ranks.sorted(by: { $0.key < $1.key }) {
            for message in peer.receive(at: time) {
                switch message {
                case .beat(let begun, let signs):
                    if (begun, signs) != (peer.begun, peer.signs) { peer.waitedFor = nil }
                    (peer.begun, peer.signs) = (begun, signs)
                case .goodbye: ranks[rank] = nil
                case .stopped(_, let reason, let status):
                    stops.append(.stopped(rank: rank, reason: reason, status: status))
                default: continue
                }
            }
            if ranks[rank] != nil, peer.isClosed { deaths.append(rank) }
        }
        // A rank that has ended with an error may have done so for another's death.
        let stopped = stops.map { if case .stopped(let rank, _, _) = $0 { rank } else { -1 } }
        failed = deaths.first { !stopped.contains($0) } ?? stopped.first
        guard let failed else { return nil }
        return stopped.contains(failed) ? stops[0] : .died(rank: failed)
    }

    func judge(at time: Double) -> RankFailure? {
        for (rank, peer) in ranks.sorted(by: { $0.key < $1.key }) where time - peer.heard > state.patience {
            failed = rank
            return .silent(rank: rank, seconds: state.patience)
        }
        if known.count < count, time - opened > state.patience,
            let missing = (0..<count).first(where: { !known.contains($0) })
        {
            return .silent(rank: missing, seconds: state.patience)
        }
        return laggard(at: time)
    }

    /// The rank that others have waited for too long, the one furthest behind.
    private func laggard(at time: Double) -> RankFailure? {
        let (begun, signs) = state.work
        let most = max(begun, ranks.values.map(\.begun).max() ?? 0)
        if (begun, signs) != (own.begun, own.signs) { own.waitedFor = nil }
        own = (begun < most ? own.waitedFor ?? time : nil, begun, signs)
        for peer in ranks.values { peer.waitedFor = peer.begun < most ? peer.waitedFor ?? time : nil }
        var late = ranks.compactMap { rank, peer in
            peer.waitedFor.map { (rank: rank, begun: peer.begun, since: $0) }
        }
        if let since = own.waitedFor { late.append((0, begun, since)) }
        return late.filter { time - $0.since > state.patience }
            .min { ($0.begun, $0.rank) < ($1.begun, $1.rank) }
            .map { .behind(rank: $0.rank, seconds: state.patience) }
    }

    func forgive(_ seconds: Double) {
        opened += seconds
        own.waitedFor = own.waitedFor.map { $0 + seconds }
        for peer in ranks.values {
            peer.heard += seconds
            peer.waitedFor = peer.waitedFor.map { $0 + seconds }
        }
    }

    func notice(of failure: RankFailure) -> WatchMessage? { .failed(failure) }

    /// Reads what a stranger has sent. Returns false where it is none any more: it is a rank, or was sent away.
    private func isStranger(_ stranger: WatchPeer, at time: Double) -> Bool {
        let arrived = stranger.heard
        let message = stranger.receive(at: arrived).first
        guard let message else { return !stranger.isClosed && time - arrived < Self.courtesy }
        guard case .hello(let rank, let itsCount, let itsKey) = message, itsKey == key else { return false }
        if itsCount != count {
            stranger.send(
                .refused(reason: "rank \(rank) was told of \(itsCount) ranks, rank 0 of \(count)"))
        } else if !(1..<count).contains(rank) || !known.insert(rank).inserted {
            stranger.send(.refused(reason: "there is a rank \(rank) already"))
        } else {
            stranger.heard = time
            ranks[rank] = stranger
            stranger.send(.welcome)
        }
        return false
    }
}
