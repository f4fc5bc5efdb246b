import Foundation
import Ranks

/// A socket by which a test speaks as another rank would, or as none would.
final class RawConnection: @unchecked Sendable {  // one thread at a time
    private let descriptor: Int32
    private var received: [UInt8] = []

    struct Failed: Error {}

    /// Connects to where `invitation` leads.
    init(_ invitation: String) throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        let port = UInt16(invitation.split(separator: " ")[0])!
        let code = RawListener.withLoopback(port: port) { connect(descriptor, $0, $1) }
        guard code == 0 else { throw Failed() }
    }

    init(accepted: Int32) { descriptor = accepted }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) { _ = Foundation.send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }

    /// The next message; nil at the end of the connection.
    func next() -> WatchMessage? {
        while true {
            if let message = try? WatchMessage.take(from: &received) { return message }
            var buffer = [UInt8](repeating: 0, count: 256)
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            received += buffer[..<count]
        }
    }
}

/// A server of one connection after another.
final class RawListener: Sendable {
    private let descriptor: Int32
    let port: Int

    init() throws {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.descriptor = descriptor
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        guard Self.withLoopback(port: 0, { bind(descriptor, $0, $1) }) == 0, listen(descriptor, 8) == 0 else {
            throw RawConnection.Failed()
        }
        var address = sockaddr_in()
        _ = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
    }

    deinit { close(descriptor) }

    func accept() -> RawConnection { RawConnection(accepted: Foundation.accept(descriptor, nil, nil)) }

    static func withLoopback(port: UInt16, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
