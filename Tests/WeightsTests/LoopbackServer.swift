import Foundation
import Glibc
import Synchronization

/// A real HTTP/1.1 server on 127.0.0.1 that answers each request as a script says: whole, in part, cut off, or wrongly.
///
/// `@unchecked Sendable`: what changes after `init` is behind `log`.
final class LoopbackServer: @unchecked Sendable {
    /// One request: its path and its head's fields, names in lower case.
    struct Request: Sendable {
        let path: String
        let fields: [String: String]
    }

    /// What to send back; the connection is closed after it.
    struct Answer: Sendable {
        var status = "200 OK"
        var fields: [String: String] = [:]
        var body = Data()
        /// Bytes of the body that are really sent; nil sends all.
        var sent: Int?
        /// Ends with a reset instead of an orderly close.
        var resets = false
    }

    struct Failure: Error { let call: String }

    let port: Int
    private let listener: Int32
    private let log = Mutex<[Request]>([])

    /// - Parameter answer: gets the request and how many came before it.
    init(answer: @escaping @Sendable (Request, Int) -> Answer) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard listener >= 0 else { throw Failure(call: "socket") }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 8) == 0
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
                guard let self else {
                    close(connection)
                    return
                }
                self.serve(connection, answer)
            }
        }
    }

    deinit {
        shutdown(listener, Int32(SHUT_RDWR))
        close(listener)
    }

    /// The requests so far.
    var requests: [Request] { log.withLock { $0 } }

    func url(_ path: String) -> String { "http://127.0.0.1:\(port)/\(path)" }

    private func serve(_ connection: Int32, _ answer: (Request, Int) -> Answer) {
        defer { close(connection) }
        guard let request = read(connection) else { return }
        let before = log.withLock { requests in
            requests.append(request)
            return requests.count - 1
        }
        let reply = answer(request, before)
        var head = "HTTP/1.1 \(reply.status)\r\nConnection: close\r\n"
        var fields = reply.fields
        fields["Content-Length"] = fields["Content-Length"] ?? "\(reply.body.count)"
        for (name, value) in fields { head += "\(name): \(value)\r\n" }
        send(connection, Data((head + "\r\n").utf8))
        send(connection, reply.body.prefix(reply.sent ?? reply.body.count))
        if reply.resets {
            // Unread data on both sides and a linger of zero make the kernel send RST.
            usleep(50_000)
            var option = linger(l_onoff: 1, l_linger: 0)
            setsockopt(connection, SOL_SOCKET, SO_LINGER, &option, socklen_t(MemoryLayout<linger>.size))
        } else {
            shutdown(connection, Int32(SHUT_WR))
        }
    }

    private func read(_ connection: Int32) -> Request? {
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
        return Request(path: lines[0].components(separatedBy: " ")[1], fields: fields)
    }

    private func send(_ connection: Int32, _ data: Data) {
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
