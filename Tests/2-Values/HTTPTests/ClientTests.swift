import Dispatch
import Foundation
import HTTP
import Synchronization
import TestSupport
import Testing

/// Many small requests to a server that does what servers and networks do.
@Suite struct ClientTests {
    static func client(
        _ change: (inout HTTPSettings) -> Void = { _ in }, isStopped: @escaping @Sendable () -> Bool = { false }
    ) -> HTTPClient {
        var settings = HTTPSettings()
        settings.firstWait = 0.02
        settings.longestWait = 5
        settings.attempts = 4
        settings.stallTimeout = 1
        settings.wholeTimeout = 5
        change(&settings)
        return HTTPClient(settings: settings, generator: SystemRandomNumberGenerator(), isStopped: isStopped)
    }

    static func failure(_ client: HTTPClient, _ url: String) throws -> HTTPFailure {
        try #require(throws: HTTPFailure.self) { _ = try client.get(url) { $0 } }
    }

    static let text = LoopbackServer.Answer(
        fields: ["Content-Type": "Text/Plain; charset=utf-8"], body: Data("hello".utf8), closes: false)

    @Test func `an answer comes with its head`() throws {
        let server = try LoopbackServer { _, _ in Self.text }
        let answer = try Self.client().get(server.url("a?b=c")) { $0 }
        #expect(answer.body == Array("hello".utf8))
        #expect(answer.contentType == "text/plain" && answer.status == 200)
        #expect(server.requests[0].query == ["b": "c"])
    }

    @Test func `connections are used again, and no more of them than allowed`() throws {
        let server = try LoopbackServer { _, _ in
            var answer = Self.text
            answer.stall = 0.005
            return answer
        }
        let client = Self.client({ $0.connections = 3 })
        DispatchQueue.concurrentPerform(iterations: 60) { _ in
            #expect(throws: Never.self) { try client.get(server.url("x")) { _ in } }
        }
        #expect(server.requests.count == 60)
        #expect(server.mostAtOnce <= 3)
        #expect(Set(server.requests.map(\.connection)).count <= 3)
    }

    @Test func `requests keep to the rate`() throws {
        let server = try LoopbackServer { _, _ in Self.text }
        let client = Self.client({ $0.requestsPerSecond = 50 })
        let start = ContinuousClock.now
        DispatchQueue.concurrentPerform(iterations: 11) { _ in _ = try? client.get(server.url("x")) { $0 } }
        #expect(server.requests.count == 11)
        #expect(start.duration(to: .now) >= .milliseconds(200))
    }

    @Test(arguments: ["503 Busy", "500 Oops", "408 Slow", "429 Many", "reset", "cut", "empty"])
    func `what passes is asked for again`(_ trouble: String) throws {
        let server = try LoopbackServer { _, before in
            guard before < 2 else { return Self.text }
            switch trouble {
            case "reset": return .init(body: Data(count: 1000), sent: 100, resets: true)
            case "cut": return .init(body: Data(count: 1000), sent: 100)
            case "empty": return .init()
            default: return .init(status: trouble, body: Data("wait".utf8))
            }
        }
        let body = try Self.client().get(server.url("x")) { answer in
            guard !answer.body.isEmpty else { throw AnswerRejected("is empty", isTemporary: true) }
            return answer.body
        }
        #expect(body == Array("hello".utf8))
        #expect(server.requests.count == 3)
    }

    @Test func `a stall ends`() throws {
        let server = try LoopbackServer { _, before in
            var answer = Self.text
            if before == 0 { answer.stall = 4 }
            return answer
        }
        #expect(try Self.client().get(server.url("x")) { $0.body.count } == 5)
        let slow = try LoopbackServer { _, _ in .init(body: Data(count: 10), stall: 2) }
        let failure = try Self.failure(
            Self.client({
                $0.wholeTimeout = 0.1
                $0.attempts = 2
            }), slow.url("x"))
        #expect(failure.attempts == 2 && !failure.isPermanent)
        #expect("\(failure)".contains("Timeout"))
    }

    @Test(arguments: [400, 401, 404, 410]) func `what will not change is asked for once`(_ code: Int) throws {
        let server = try LoopbackServer { _, _ in .init(status: "\(code) No") }
        let failure = try Self.failure(Self.client(), server.url("x"))
        #expect(failure == HTTPFailure(url: server.url("x"), attempts: 1, reason: .status(code), isPermanent: true))
        #expect("\(failure)" == "the server answered \(code)")
    }

    @Test func `attempts end`() throws {
        let server = try LoopbackServer { _, _ in .init(status: "503 Busy") }
        #expect(
            try Self.failure(Self.client(), server.url("x"))
                == HTTPFailure(url: server.url("x"), attempts: 4, reason: .status(503), isPermanent: false))
        let gone = try Self.failure(Self.client({ $0.attempts = 2 }), "http://127.0.0.1:1/x")
        #expect(gone.attempts == 2 && !gone.isPermanent)
    }

    @Test func `the server's own wait is kept`() throws {
        let server = try LoopbackServer { _, before in
            before == 0 ? .init(status: "429 Many", fields: ["Retry-After": "1"]) : Self.text
        }
        let client = Self.client({ $0.firstWait = 0 })
        let start = ContinuousClock.now
        // The other thread's request waits as well.
        DispatchQueue.concurrentPerform(iterations: 2) { number in
            if number == 1 { usleep(200_000) }
            #expect(throws: Never.self) { try client.get(server.url("x")) { _ in } }
        }
        #expect(start.duration(to: .now) >= .milliseconds(950))
        #expect(server.requests.count == 3)
    }

    @Test func `a wait until a date is understood`() throws {
        let format = DateFormatter()
        format.locale = Locale(identifier: "en_US_POSIX")
        format.timeZone = TimeZone(identifier: "GMT")
        format.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        let date = format.string(from: Date(timeIntervalSinceNow: 1000))
        let server = try LoopbackServer { _, _ in .init(status: "503 Busy", fields: ["Retry-After": date]) }
        guard case .asksToWait(let seconds, 503) = try Self.failure(Self.client(), server.url("x")).reason else {
            Issue.record("no wait")
            return
        }
        #expect((990...1001).contains(seconds))
    }

    @Test func `a server that asks for too long is given up for now`() throws {
        let server = try LoopbackServer { _, _ in .init(status: "503 Busy", fields: ["Retry-After": "3600"]) }
        let failure = try Self.failure(Self.client(), server.url("x"))
        #expect(failure.attempts == 1 && !failure.isPermanent)
        #expect("\(failure)" == "the server answered 503 and asks to wait 3600 s")
    }

    /// Numbers that no clock holds, and what is no number, end nothing but this answer.
    @Test(arguments: [
        ("1000000000", 864_000_000.0), ("99999999999999999999999999", 864_000_000.0),
        ("Fri, 31 Dec 9999 23:59:59 GMT", 864_000_000.0), ("1e300", nil), ("-7", nil), ("nan", nil), ("soon", nil),
        ("", nil),
    ])
    func `a wait beyond reason is told`(_ field: String, _ seconds: Double?) throws {
        let server = try LoopbackServer { _, _ in .init(status: "503 Busy", fields: ["Retry-After": field]) }
        let failure = try Self.failure(Self.client({ $0.attempts = 1 }), server.url("x"))
        #expect(failure.reason == seconds.map { .asksToWait(seconds: $0, status: 503) } ?? .status(503))
        #expect("\(failure)".hasPrefix("the server answered 503") && !failure.isPermanent)
    }

    @Test func `half an answer and redirects that lead nowhere may be asked for again`() throws {
        let server = try LoopbackServer { request, _ in
            switch request.path {
            case "/part":
                .init(status: "206 Partial", fields: ["Content-Range": "bytes 0-3/10"], body: Data("half".utf8))
            case "/loop": .init(status: "302 Found", fields: ["Location": "/loop"])
            default: .init(status: "302 Found", fields: ["Location": "http://127.0.0.1:1/x"])
            }
        }
        for path in ["part", "loop", "gone"] {
            let failure = try Self.failure(Self.client({ $0.attempts = 2 }), server.url(path))
            #expect(failure.attempts == 2 && !failure.isPermanent, "\(path): \(failure)")
        }
    }

    @Test func `too much is not taken`() throws {
        let server = try LoopbackServer { _, _ in .init(body: Data(count: 5000)) }
        let failure = try Self.failure(Self.client({ $0.maximumBytes = 4999 }), server.url("x"))
        #expect(failure.reason == .tooLarge(limit: 4999) && failure.isPermanent && failure.attempts == 1)
        #expect(try Self.client({ $0.maximumBytes = 5000 }).get(server.url("x")) { $0.body.count } == 5000)
    }

    @Test func `redirects are followed, to HTTP only`() throws {
        let server = try LoopbackServer { request, _ in
            request.path == "/x"
                ? .init(status: "302 Found", fields: ["Location": "/y"], body: Data("moved".utf8)) : Self.text
        }
        #expect(try Self.client().get(server.url("x")) { $0.body.count } == 5)
        let trap = try LoopbackServer { _, _ in .init(status: "302 Found", fields: ["Location": "file:///etc/passwd"]) }
        #expect(throws: HTTPFailure.self) { try Self.client({ $0.attempts = 1 }).get(trap.url("x")) { _ in } }
        #expect(throws: (any Error).self) { try Self.client({ $0.attempts = 1 }).get("no address") { _ in } }
    }

    @Test func `what is not accepted is asked for again or not, as the check says`() throws {
        let server = try LoopbackServer { _, _ in Self.text }
        for isTemporary in [true, false] {
            let before = server.requests.count
            let failure = try #require(throws: HTTPFailure.self) {
                try Self.client().get(server.url("x")) { _ in
                    throw AnswerRejected("is no picture", isTemporary: isTemporary)
                }
            }
            #expect(failure.reason == .rejected("is no picture") && failure.isPermanent == !isTemporary)
            #expect(server.requests.count - before == (isTemporary ? 4 : 1))
        }
    }

    @Test func `a stop ends waits and transfers`() throws {
        let server = try LoopbackServer { _, _ in .init(status: "503 Busy", fields: ["Retry-After": "4"]) }
        let start = ContinuousClock.now
        let client = Self.client({ _ in }, isStopped: { start.duration(to: .now) > .milliseconds(150) })
        #expect(try Self.failure(client, server.url("x")).reason == .stopped)
        #expect(start.duration(to: .now) < .seconds(3))
    }
}
