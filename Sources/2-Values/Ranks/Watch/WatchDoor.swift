internal import Files
internal import Glibc

/// How a rank comes to rank 0's watch.
struct WatchDoor {
    let launch: Launch

    /// Seconds that one try may take.
    private static let once = 10.0

    /// Connects to rank 0 until it lets this rank in, at most `seconds`.
    ///
    /// - Returns: the connection, the key of this run, and rank 0's port.
    func enter(
        seconds: Double, invitation: () throws -> String
    ) throws -> (connection: Int32, key: String, port: Int) {
        let end = Sockets.now + seconds
        let host = launch.isLocal ? "127.0.0.1" : launch.address
        while true {
            // One that an earlier run has left leads to nobody, or to somebody else.
            let parts = try invitation().split(separator: " ")
            guard parts.count == 2, let port = Int(parts[0]), (1...65535).contains(port) else {
                throw InputError(
                    problem:
                        "What the ranks have told one another is not understood: '\(parts.joined(separator: " "))'",
                    remedy: "Start the same version of the program on every machine")
            }
            let key = String(parts[1])
            var refusal: String?
            for address in try SocketAddress.of(host: host, port: port) {
                let rest = min(Self.once, end - Sockets.now)
                guard let connection = Sockets.connect(address, seconds: rest) else { continue }
                switch greet(connection, key: key, until: Sockets.now + rest) {
                case .welcome: return (connection, key, port)
                case .refused(let reason): refusal = reason
                default: break
                }
                close(connection)
            }
            if let refusal {
                throw InputError(
                    problem: "Rank 0 does not let rank \(launch.rank) in: \(refusal)",
                    remedy: "Start all ranks by one launcher, and none of them twice")
            }
            if Sockets.now >= end {
                throw InputError(
                    problem: "Rank \(launch.rank) does not reach rank 0 at \(host), port \(port)",
                    remedy: "Look whether rank 0 still runs, and whether the machines let one another in at all ports")
            }
            usleep(100_000)
        }
    }

    /// Says who this is, and gives rank 0's answer; nil where there is none.
    private func greet(_ connection: Int32, key: String, until end: Double) -> WatchMessage? {
        var unsent = WatchMessage.hello(rank: launch.rank, count: launch.count, key: key).bytes
        var received: [UInt8] = []
        while Sockets.now < end {
            var items = [
                pollfd(fd: connection, events: Int16(unsent.isEmpty ? POLLIN : POLLOUT), revents: 0)
            ]
            Sockets.poll(&items, seconds: end - Sockets.now)
            if !unsent.isEmpty {
                let count = send(connection, unsent, unsent.count, Int32(MSG_NOSIGNAL))
                if count > 0 { unsent.removeFirst(count) }
                if count < 0 && errno != EAGAIN && errno != EINTR { return nil }
                continue
            }
            // Byte by byte, so that what follows the answer stays for the watch.
            var byte: UInt8 = 0
            let count = recv(connection, &byte, 1, 0)
            if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { return nil }
            if count > 0 {
                received.append(byte)
                guard let message = try? WatchMessage.take(from: &received) else {
                    if received.count > 1 << 16 { return nil }
                    continue
                }
                return message
            }
        }
        return nil
    }
}
