import Files
import Foundation
import HTTP
import Process
import Synchronization
import TestSupport
import Testing

/// Downloads from a real server on this machine that does what servers and networks do.
@Suite(.serialized) struct DownloadTests {
    static let content = Data((0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) })
    static let tag = "\"version-1\""

    static func patience(_ attempts: Int = 4) -> Download.Patience {
        var patience = Download.Patience()
        patience.attempts = attempts
        patience.firstWait = 0.01
        patience.silence = 5
        return patience
    }

    static func sum(_ data: Data) throws -> PublishedSum {
        .init(algorithm: .md5, value: try Checksum.hexadecimal(.md5, of: data))
    }

    /// The whole file, or the rest that the request asks for when its version is still this one.
    static func honest(_ request: LoopbackServer.Request, tag: String = tag) -> LoopbackServer.Answer {
        if let range = request.fields["range"], request.fields["if-range"] == tag,
            let start = Int(range.dropFirst("bytes=".count).dropLast())
        {
            guard start < content.count else {
                return .init(status: "416 Range Not Satisfiable", fields: ["Content-Range": "bytes */\(content.count)"])
            }
            let field = "bytes \(start)-\(content.count - 1)/\(content.count)"
            return .init(
                status: "206 Partial Content", fields: ["Content-Range": field, "ETag": tag], body: content[start...])
        }
        return .init(fields: ["ETag": tag], body: content)
    }

    static func download(
        _ server: LoopbackServer, to path: String, sum: PublishedSum? = nil, attempts: Int = 4
    ) throws {
        try Download(
            url: server.url("weights.h5"), path: path, sum: try sum ?? Self.sum(content), patience: patience(attempts),
            accept: { _ in }
        ).run { _, _ in }
    }

    static func isWhole(_ path: String) throws -> Bool { try Data(contentsOf: URL(filePath: path)) == content }

    @Test func `a file comes whole and under its final name only`() throws {
        let directory = try TemporaryDirectory()
        let server = try LoopbackServer { request, _ in Self.honest(request) }
        let seen = Mutex<[Int]>([])
        let path = directory.file("w.h5")
        try Download(
            url: server.url("x"), path: path, sum: Self.sum(Self.content), patience: Self.patience(),
            accept: { unfinished in
                #expect(unfinished == path + ".part")
                #expect(!FileManager.default.fileExists(atPath: path))
            }
        ).run { received, total in
            #expect(total == Self.content.count)
            seen.withLock { $0.append(received) }
        }
        #expect(try Self.isWhole(path))
        #expect(try directory.names() == ["w.h5"])
        #expect(seen.withLock { $0.last } == Self.content.count)
        #expect(seen.withLock { $0 == $0.sorted() })
    }

    @Test func `a connection that is reset goes on where it ended`() throws {
        let directory = try TemporaryDirectory()
        let server = try LoopbackServer { request, before in
            var answer = Self.honest(request)
            if before < 2 {
                answer.sent = 100_000
                answer.resets = before == 0
            }
            return answer
        }
        try Self.download(server, to: directory.file("w.h5"))
        #expect(try Self.isWhole(directory.file("w.h5")))
        let ranges = server.requests.map { $0.fields["range"] }
        #expect(ranges.count == 3)
        #expect(ranges[0] == nil)
        #expect(ranges.dropFirst().allSatisfy { $0 != nil && $0 != "bytes=0-" })
        #expect(server.requests[2].fields["if-range"] == Self.tag)
    }

    @Test(.timeLimit(.minutes(1))) func `without a network nothing is waited for`() throws {
        let directory = try TemporaryDirectory()
        var patience = Download.Patience()
        patience.firstWait = 60
        let download = Download(
            url: "http://no-such-server.invalid/w.h5", path: directory.file("w.h5"), sum: nil, patience: patience
        ) { _ in }
        let error = try #require(throws: FetchError.self) { try download.run { _, _ in } }
        #expect(error.description.contains("there is no network here, or no such server"), "\(error)")
    }

    @Test func `an interrupted download goes on in the next run`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("w.h5")
        let cut = try LoopbackServer { request, _ in
            var answer = Self.honest(request)
            answer.sent = 50_000
            return answer
        }
        let error = try #require(throws: FetchError.self) { try Self.download(cut, to: path, attempts: 1) }
        guard case .network(_, 1, _) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(error.description.contains("run the same command again to go on"))
        #expect(try directory.names() == ["w.h5.part", "w.h5.part.tag"])
        let server = try LoopbackServer { request, _ in Self.honest(request) }
        try Self.download(server, to: path)
        #expect(try Self.isWhole(path))
        #expect(server.requests.map { $0.fields["range"] } == ["bytes=50000-"])
        #expect(try directory.names() == ["w.h5"])
    }

    @Test(.timeLimit(.minutes(1)), arguments: [nil, 60_000])
    func `a download that is asked to stop keeps what has come`(_ sent: Int?) throws {
        let directory = try TemporaryDirectory()
        // The second server goes silent in the middle.
        let server = try LoopbackServer { request, before in
            var answer = Self.honest(request)
            if before == 0 { answer.sent = sent }
            if before == 1, sent != nil { answer.stall = 30 }
            return answer
        }
        let path = directory.file("w.h5")
        let download = Download(
            url: server.url("x"), path: path, sum: try Self.sum(Self.content), patience: Self.patience(),
            accept: { _ in })
        defer { StopSignal.reset() }
        let error = #expect(throws: Interrupted.self) {
            try download.run { received, _ in if received >= min(sent ?? 1, 50_000) { StopSignal.request() } }
        }
        #expect(error == .goesOn)
        #expect(try !directory.names().contains("w.h5") && directory.names().contains("w.h5.part"))
        StopSignal.reset()
        try Self.download(server, to: path)
        #expect(try Self.isWhole(path))
        #expect(server.requests.last?.fields["range"] != nil)
    }

    @Test func `a server that ignores ranges is begun again`() throws {
        let directory = try TemporaryDirectory()
        let server = try LoopbackServer { _, before in
            .init(fields: ["ETag": Self.tag], body: Self.content, sent: before == 0 ? 70_000 : nil)
        }
        try Self.download(server, to: directory.file("w.h5"))
        #expect(try Self.isWhole(directory.file("w.h5")))
        #expect(server.requests.count == 2)
        #expect(server.requests[1].fields["range"] == "bytes=70000-")
    }

    @Test func `a file that changed meanwhile is begun again, not joined`() throws {
        let directory = try TemporaryDirectory()
        let server = try LoopbackServer { request, before in
            if before == 0 {
                return .init(fields: ["ETag": "\"old\""], body: Data(count: Self.content.count), sent: 90_000)
            }
            return Self.honest(request)
        }
        try Self.download(server, to: directory.file("w.h5"))
        #expect(try Self.isWhole(directory.file("w.h5")))
        #expect(server.requests[1].fields["if-range"] == "\"old\"")
    }

    @Test func `without a version nothing is joined`() throws {
        let directory = try TemporaryDirectory()
        let server = try LoopbackServer { _, before in .init(body: Self.content, sent: before == 0 ? 40_000 : nil) }
        try Self.download(server, to: directory.file("w.h5"))
        #expect(try Self.isWhole(directory.file("w.h5")))
        #expect(server.requests.map { $0.fields["range"] } == [nil, nil])
    }

    @Test func `a wrong range is never written`() throws {
        let directory = try TemporaryDirectory()
        let server = try LoopbackServer { request, before in
            var answer = Self.honest(request)
            if before == 0 { answer.sent = 60_000 }
            if before == 1 { answer.fields["Content-Range"] = "bytes 0-\(answer.body.count - 1)/\(Self.content.count)" }
            return answer
        }
        try Self.download(server, to: directory.file("w.h5"))
        #expect(try Self.isWhole(directory.file("w.h5")))
        #expect(server.requests.count == 3)
    }

    @Test func `a part that is whole already is taken as it is`() throws {
        let directory = try TemporaryDirectory()
        try directory.write("w.h5.part", Self.content)
        try directory.write("w.h5.part.tag", Self.tag)
        let server = try LoopbackServer { request, _ in Self.honest(request) }
        try Self.download(server, to: directory.file("w.h5"))
        #expect(try Self.isWhole(directory.file("w.h5")))
        #expect(server.requests.count == 1)
    }

    @Test func `wrong bytes leave nothing behind`() throws {
        let directory = try TemporaryDirectory()
        let server = try LoopbackServer { _, _ in
            .init(fields: ["ETag": Self.tag], body: Data(count: Self.content.count))
        }
        let error = try #require(throws: FetchError.self) { try Self.download(server, to: directory.file("w.h5")) }
        let expected = try Self.sum(Self.content)
        let found = try Self.sum(Data(count: Self.content.count))
        #expect(
            error
                == .wrongSum(
                    url: server.url("weights.h5"), algorithm: "md5", expected: expected.value, found: found.value))
        #expect(try directory.names().isEmpty)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: [404, 403, 410]) func `a file that is not there is asked for once`(_ code: Int) throws {
        let directory = try TemporaryDirectory()
        let server = try LoopbackServer { _, _ in
            .init(status: "\(code) No", fields: ["Content-Type": "text/html"], body: Data("<html>no</html>".utf8))
        }
        let error = try #require(throws: FetchError.self) { try Self.download(server, to: directory.file("w.h5")) }
        #expect(error == .status(url: server.url("weights.h5"), code: code))
        #expect(server.requests.count == 1)
        #expect(!(try directory.names().contains("w.h5")))
    }

    @Test func `a web page with status 200 is no file`() throws {
        let directory = try TemporaryDirectory()
        let server = try LoopbackServer { _, _ in
            .init(fields: ["Content-Type": "text/html; charset=utf-8"], body: Data("<html>Log in</html>".utf8))
        }
        let error = try #require(throws: FetchError.self) { try Self.download(server, to: directory.file("w.h5")) }
        #expect(error == .webPage(url: server.url("weights.h5")))
        #expect(try directory.names().isEmpty)
    }

    @Test func `a busy server is asked again, but not for ever`() throws {
        let directory = try TemporaryDirectory()
        let server = try LoopbackServer { request, before in
            before < 2 ? .init(status: "503 Service Unavailable", body: Data("busy".utf8)) : Self.honest(request)
        }
        try Self.download(server, to: directory.file("w.h5"))
        #expect(try Self.isWhole(directory.file("w.h5")))
        let down = try LoopbackServer { _, _ in .init(status: "500 Internal Server Error") }
        let error = try #require(throws: FetchError.self) {
            try Self.download(down, to: directory.file("v.h5"), attempts: 3)
        }
        #expect(error == .network(url: down.url("weights.h5"), attempts: 3, reason: "the server answered 500"))
        #expect(down.requests.count == 3)
    }

    @Test func `redirects are followed, to HTTP only`() throws {
        let directory = try TemporaryDirectory()
        let server = try LoopbackServer { request, _ in
            request.path == "/weights.h5"
                ? .init(status: "302 Found", fields: ["Location": "/moved"], body: Data("moved".utf8))
                : Self.honest(request)
        }
        try Self.download(server, to: directory.file("w.h5"))
        #expect(try Self.isWhole(directory.file("w.h5")))
        let trap = try LoopbackServer { _, _ in .init(status: "302 Found", fields: ["Location": "file:///etc/passwd"]) }
        #expect(throws: FetchError.self) { try Self.download(trap, to: directory.file("v.h5"), attempts: 1) }
        #expect(!(try directory.names().contains("v.h5")))
    }

    @Test func `nobody listening is a network error`() throws {
        let directory = try TemporaryDirectory()
        let error = try #require(throws: FetchError.self) {
            try Download(
                url: "http://127.0.0.1:1/w.h5", path: directory.file("w.h5"), sum: nil, patience: Self.patience(2),
                accept: { _ in }
            ).run { _, _ in }
        }
        guard case .network(_, 2, _) = error else {
            Issue.record("\(error)")
            return
        }
    }

    @Test func `what is not accepted leaves nothing behind`() throws {
        let directory = try TemporaryDirectory()
        let server = try LoopbackServer { request, _ in Self.honest(request) }
        #expect(throws: InputError.self) {
            try Download(
                url: server.url("w"), path: directory.file("w.h5"), sum: nil, patience: Self.patience(),
                accept: { _ in throw InputError(problem: "no weights") }
            ).run { _, _ in }
        }
        #expect(try directory.names().isEmpty)
    }

    @Test func `two downloads of one file do not mix`() throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("w.h5")
        let server = try LoopbackServer { request, _ in Self.honest(request) }
        try Download(
            url: server.url("w"), path: path, sum: nil, patience: Self.patience(),
            accept: { _ in
                let error = #expect(throws: FetchError.self) { try Self.download(server, to: path) }
                #expect(error == .busy(path: path))
            }
        ).run { _, _ in }
        #expect(try Self.isWhole(path))
    }

    @Test func `a directory that cannot be written to is named`() throws {
        let directory = try TemporaryDirectory()
        let server = try LoopbackServer { request, _ in Self.honest(request) }
        #expect(throws: WriteError.self) { try Self.download(server, to: directory.file("absent/w.h5")) }
        #expect(server.requests.isEmpty)
    }
}
