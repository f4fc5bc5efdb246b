public import Foundation
internal import Glibc
internal import Synchronization

/// A real HTTP/1.1 server on 127.0.0.1 that answers each request as a script says: whole, in part, cut off, or wrongly.
///
/// Connections are served at once, each on a thread of its own, and are kept open for further requests unless the
/// answer ends them.
///
/// `@unchecked Sendable`: what changes after `init` is behind `log`.
public final class LoopbackServer: @unchecked Sendable {
    /// One request: its path with the query, and its head's fields, names in lower case.
    public struct Request: Sendable {
        public let path: String
        public let fields: [String: String]
        /// Number of the connection it came on.
        public let connection: Int

        /// The values of the query, percent signs decoded.
        public var query: [String: String] {
            let items = URLComponents(string: path)?.queryItems ?? []
            return Dictionary(items.map { ($0.name, $0.value ?? "") }) { first, _ in first }
        }

        /// The path without the query.
        public var name: String { path.split(separator: "?").first.map(String.init) ?? path }
    }

    /// What to send back.
    public struct Answer: Sendable {
        public var status: String
        public var fields: [String: String]
        public var body: Data
        /// Bytes of the body that are really sent; nil sends all.
        public var sent: Int?
        /// Ends with a reset instead of an orderly close.
        public var resets: Bool
        /// Whether the connection is closed after it.
        public var closes: Bool
        /// Seconds of silence before the body.
        public var stall: Double

        public init(
            status: String = "200 OK", fields: [String: String] = [:], body: Data = Data(), sent: Int? = nil,
            resets: Bool = false, closes: Bool = true, stall: Double = 0
        ) {
            self.status = status
            self.fields = fields
            self.body = body
            self.sent = sent
            self.resets = resets
            self.closes = closes
            self.stall = stall
        }
    }

    public struct Failure: Error { let call: String }

    public let port: Int
    private let listener: Int32
    private let log = Mutex(Log())

    private struct Log {
        var requests: [Request] = []
        var connections = 0
        var active = 0
        var mostActive = 0
    }

    /// - Parameter answer: gets the request and how many came before it.
    public init(answer: @escaping @Sendable (Request, Int) -> Answer) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw Failure(call: "socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 64) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        guard bound else {
            close(listener)
            throw Failure(call: "bind")
        }
        self.listener = listener
        port = Int(UInt16(bigEndian: address.sin_port))
        Thread.detachNewThread { [weak self] in
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { return }
                guard
                    let number = self?.log.withLock({ log in
                        log.connections += 1
                        return log.connections
                    })
                else {
                    close(connection)
                    return
                }
                Thread.detachNewThread { [weak self] in
                    defer { close(connection) }
                    // The head and the body of an answer are two writes: waiting to join them costs 40 ms each time.
                    var option: Int32 = 1
                    setsockopt(
                        connection, Int32(IPPROTO_TCP), TCP_NODELAY, &option, socklen_t(MemoryLayout<Int32>.size))
                    while let request = LoopbackServer.read(connection, number: number) {
                        guard let self, self.serve(connection, request, answer) else { return }
                    }
                }
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// A port that nobody listens at now.
    public static func freePort() throws -> Int { try LoopbackServer { _, _ in .init() }.port }

    /// The requests so far.
    public var requests: [Request] { log.withLock { $0.requests } }

    /// The most requests that were answered at the same time.
    public var mostAtOnce: Int { log.withLock { $0.mostActive } }

    public func url(_ path: String) -> String { "http://127.0.0.1:\(port)/\(path)" }

    /// Returns whether the connection stays open.
    private func serve(_ connection: Int32, _ request: Request, _ answer: (Request, Int) -> Answer) -> Bool {
        let before = log.withLock { log in
            log.requests.append(request)
            log.active += 1
            log.mostActive = max(log.mostActive, log.active)
            return log.requests.count - 1
        }
        defer { log.withLock { $0.active -= 1 } }
        let reply = answer(request, before)
        let closes = reply.closes || reply.resets || reply.sent != nil
        var head = "HTTP/1.1 \(reply.status)\r\nConnection: \(closes ? "close" : "keep-alive")\r\n"
        var fields = reply.fields
        fields["Content-Length"] = fields["Content-Length"] ?? "\(reply.body.count)"
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        Self.send(connection, Data((head + "\r\n").utf8))
        if reply.stall > 0 { usleep(UInt32(reply.stall * 1e6)) }
        Self.send(connection, reply.body.prefix(reply.sent ?? reply.body.count))
        if reply.resets {
            // Unread data on both sides and a linger of zero make the kernel send RST.
            usleep(50_000)
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        } else if closes {
            shutdown(connection, Int32(SHUT_WR))
        }
        return !closes
    }

    private static func read(_ connection: Int32, number: Int) -> Request? {
        var text = ""
        var buffer = [UInt8](repeating: 0, count: 4096)
        while !text.contains("\r\n\r\n") {
            let count = recv(connection, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            text += String(decoding: buffer[..<count], as: UTF8.self)
        }
        let lines = text.components(separatedBy: "\r\n")
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            fields[line[..<colon].lowercased()] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
        }
        return Request(path: lines[0].components(separatedBy: " ")[1], fields: fields, connection: number)
    }

    private static func send(_ connection: Int32, _ data: Data) {
        data.withUnsafeBytes { bytes in
            var sent = 0
            while sent < bytes.count {
                let step = Glibc.send(
                    connection, bytes.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
                if step <= 0 { return }
                sent += step
            }
        }
    }
}
