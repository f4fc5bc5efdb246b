internal import Glibc

/// A connection to another rank, or to a stranger who has not said yet who it is.
final class WatchPeer {
    let descriptor: Int32
    /// When something was heard of it last.
    var heard: Double
    /// What its work has come to.
    var begun = 0
    var signs = 0
    /// Since when others have waited for it; nil where nobody does.
    var waitedFor: Double?
    /// Whether nothing more comes from it: it has closed the connection, or has sent what is no message.
    private(set) var isClosed = false
    private var received: [UInt8] = []
    private var unsent: [UInt8] = []

    init(_ descriptor: Int32, at time: Double) {
        self.descriptor = descriptor
        heard = time
    }

    deinit { close(descriptor) }

    /// What `poll` is asked for it.
    var interest: pollfd {
        pollfd(fd: descriptor, events: Int16(unsent.isEmpty ? POLLIN : POLLIN | POLLOUT), revents: 0)
    }

    var hasUnsent: Bool { !unsent.isEmpty }

    /// Sends a message, as far as the network takes it now; the rest goes with ``flush()``.
    func send(_ message: WatchMessage) {
        // A sign of life that waits behind another one says nothing new.
        if case .beat = message, hasUnsent { return }
        unsent += message.bytes
        flush()
    }

    func flush() {
        while !unsent.isEmpty {
            let count = Glibc.send(descriptor, unsent, unsent.count, Int32(MSG_NOSIGNAL))
            if count > 0 {
                unsent.removeFirst(count)
            } else if errno == EINTR {
                continue
            } else {
                // What has failed for good is seen when reading.
                if errno != EAGAIN { unsent = [] }
                return
            }
        }
    }

    /// The messages that have come.
    func receive(at time: Double) -> [WatchMessage] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        var messages: [WatchMessage] = []
        // Not for ever, from one that never stops sending.
        for _ in 0..<64 where !isClosed {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else {
                isClosed = count == 0 || errno != EAGAIN
                break
            }
            heard = time
            received += buffer[..<count]
            do {
                while let message = try WatchMessage.take(from: &received) { messages.append(message) }
            } catch {
                isClosed = true
            }
        }
        return messages
    }

    /// Says that nothing more is sent.
    func finish() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Throws away what has come, until the other side has closed.
    func drain() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 || (count < 0 && errno == EINTR) { continue }
            isClosed = count == 0 || errno != EAGAIN
            return
        }
    }
}
