import Foundation
import Testing
import Torch

extension TorchTests {
    /// A patience that is not kept lasts c10d's own five minutes.
    @Suite(.timeLimit(.minutes(1))) struct DistributedStore {
        private static func serve(prefix: String = "") throws -> RendezvousStore {
            try RendezvousStore(host: "127.0.0.1", port: 0, serves: true, prefix: prefix, patience: 10)
        }

        private static func join(_ store: RendezvousStore, prefix: String = "") throws -> RendezvousStore {
            try RendezvousStore(host: "127.0.0.1", port: store.port, serves: false, prefix: prefix, patience: 10)
        }

        @Test func textsReachEveryProcess() throws {
            let server = try Self.serve()
            let client = try Self.join(server)
            #expect(server.port > 0)
            #expect(client.port == server.port)
            #expect(try !client.has("key"))
            try server.set("key", "a text: ÄÖ\n")
            #expect(try client.has("key"))
            #expect(try client.text("key", patience: 10) == "a text: ÄÖ\n")
            try client.set("key", "")
            #expect(try server.text("key", patience: 10) == "")
        }

        @Test func numbersAreGivenOnce() throws {
            let server = try Self.serve(prefix: "a")
            let client = try Self.join(server, prefix: "a")
            #expect(
                try [server.count("key"), client.count("key"), client.count("other"), server.count("key")] == [
                    1, 2, 1, 3,
                ])
        }

        @Test func waitsForAText() throws {
            let server = try Self.serve()
            let client = try Self.join(server)
            let waiting = DispatchSemaphore(value: 0)
            Thread.detachNewThread {
                waiting.wait()
                try? server.set("late", "here")
            }
            waiting.signal()
            #expect(try client.text("late", patience: 30) == "here")
            let error = try #require(throws: TorchError.self) { _ = try client.text("never", patience: 0.2) }
            #expect(error.operation == "rendezvous")
            #expect(!error.message.contains("\n"))
            #expect(try client.text("late", patience: 30) == "here")
        }

        @Test func prefixesKeepAttemptsApart() throws {
            let server = try Self.serve()
            let first = try Self.join(server, prefix: "attempt0")
            let second = try Self.join(server, prefix: "attempt1")
            #expect(first.port == server.port)
            try first.set("key", "old")
            #expect(try !second.has("key"))
            #expect(try !server.has("key"))
            #expect(try Self.join(server, prefix: "attempt0").text("key", patience: 10) == "old")
        }

        @Test func takenPortIsRefused() throws {
            let server = try Self.serve()
            let error = try #require(throws: TorchError.self) {
                _ = try RendezvousStore(host: "127.0.0.1", port: server.port, serves: true, patience: 10)
            }
            #expect(error.message.contains("\(server.port)"))
            #expect(error.message.contains("address already in use"))
        }

        @Test func nobodyServes() throws {
            var server: RendezvousStore? = try Self.serve()
            let port = try #require(server).port
            server = nil
            let error = try #require(throws: TorchError.self) {
                _ = try RendezvousStore(host: "127.0.0.1", port: port, serves: false, patience: 1)
            }
            #expect(error.message.contains("\(port)"))
        }

        @Test func serverGoesAway() throws {
            var server: RendezvousStore? = try Self.serve()
            let client = try Self.join(#require(server))
            server = nil
            #expect(throws: TorchError.self) { _ = try client.text("key", patience: 5) }
            #expect(throws: TorchError.self) { try client.set("key", "text") }
        }
    }
}
