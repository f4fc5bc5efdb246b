import Files
import Foundation
import Process
import Ranks
import Testing

/// The watch of several ranks over the loopback.
@Suite(.timeLimit(.minutes(1))) struct RankWatchTests {
    @Test func `all leave in peace, in any order`() throws {
        for order in [[0, 1, 2], [2, 1, 0], [1, 0, 2]] {
            let ranks = try LoopbackRanks(3)
            #expect(Set(ranks.watches.map(\.key)).count == 1)
            for rank in order { ranks.watches[rank].leave() }
            for rank in order {
                #expect(ranks.watches[rank].failure(within: 0) == nil)
                #expect(ranks.failures[rank] == [])
            }
        }
    }

    @Test(arguments: [0, 1, 2]) func `all learn which rank has died`(_ dead: Int) throws {
        let ranks = try LoopbackRanks(4)
        ranks.watches[dead].vanish()
        let outcome = ranks.outcome(except: [dead])
        #expect(outcome == Array(repeating: .died(rank: dead), count: 3))
        for rank in 0..<4 where rank != dead { #expect(ranks.failures[rank] == [.died(rank: dead)]) }
        #expect("\(RankFailure.died(rank: dead))".hasPrefix("Rank \(dead) has died"))
    }

    @Test(arguments: [0, 2]) func `all learn why a rank has stopped, and end with its exit code`(_ rank: Int) throws {
        let ranks = try LoopbackRanks(3)
        ranks.watches[rank].leave(because: "votes.csv, row 3: 'x' is no number.\nMend it — now.", status: .badData)
        let failure = RankFailure.stopped(
            rank: rank, reason: "votes.csv, row 3: 'x' is no number.\nMend it — now.", status: 65)
        #expect(ranks.outcome(except: [rank]) == [failure, failure])
        #expect(failure.status == 65 && "\(failure)".hasPrefix("Rank \(rank) has stopped: votes.csv, row 3"))
        #expect(ranks.failures[rank] == [])
    }

    @Test(arguments: [0, 1]) func `a rank that does not come to a collective is named`(_ late: Int) throws {
        let ranks = try LoopbackRanks(3, patience: 2)
        for rank in 0..<3 { ranks.watches[rank].progress(rank == late ? 4 : 5) }
        #expect(ranks.outcome() == Array(repeating: .behind(rank: late, seconds: 2), count: 3))
    }

    @Test func `a rank that says that it goes on is waited for`() throws {
        let ranks = try LoopbackRanks(2, patience: 1.5)
        ranks.watches[0].progress(1)
        for _ in 0..<20 {
            ranks.watches[1].sign()
            usleep(200_000)
        }
        #expect(ranks.outcome(within: 0) == [nil, nil])
        ranks.watches[1].progress(1)
        for watch in ranks.watches { watch.leave() }
        #expect(ranks.failures[0] == [] && ranks.failures[1] == [])
    }

    @Test func `ranks that wait for nobody may take their time`() throws {
        let ranks = try LoopbackRanks(2, patience: 1)
        for watch in ranks.watches { watch.progress(7) }
        #expect(ranks.outcome(within: 3) == [nil, nil])
        for watch in ranks.watches { watch.leave() }
    }

    @Test func `a rank that never comes is named`() throws {
        let ranks = try LoopbackRanks(3, present: 2, patience: 1)
        #expect(ranks.outcome() == [.silent(rank: 2, seconds: 1), .silent(rank: 2, seconds: 1)])
    }

    @Test func `a rank that falls silent is named`() throws {
        let ranks = try LoopbackRanks(3, present: 2, patience: 2)
        let silent = try RawConnection(ranks.watches[0].invitation)
        // Late with its greeting: no sign of life goes to one who is not known yet.
        usleep(700_000)
        silent.send(WatchMessage.hello(rank: 2, count: 3, key: ranks.watches[0].key).bytes)
        #expect(silent.next() == .welcome)
        #expect(ranks.outcome() == [.silent(rank: 2, seconds: 2), .silent(rank: 2, seconds: 2)])
    }

    @Test func `rank 0 that falls silent is named`() throws {
        let server = try RawListener()
        let failures = Failures()
        let thread = Thread {
            let connection = server.accept()
            guard case .hello(rank: 1, count: 2, key: "k") = connection.next() else { return }
            connection.send(WatchMessage.welcome.bytes)
            while connection.next() != nil {}
        }
        thread.start()
        let watch = try RankWatch.join(
            LoopbackRanks.launch(1, of: 2), patience: 1, onFailure: failures.handler(1)
        ) { "\(server.port) k" }
        #expect(watch.failure(within: 20) == .silent(rank: 0, seconds: 1))
        #expect(failures[1] == [.silent(rank: 0, seconds: 1)])
    }

    @Test func `strangers are ignored`() throws {
        let ranks = try LoopbackRanks(2)
        let key = ranks.watches[0].key
        let texts: [[UInt8]] = [
            Array("GET / HTTP/1.1\r\n\r\n".utf8), [], [0], [1, 255, 255, 255, 255], Array(repeating: 1, count: 100_000),
            WatchMessage.goodbye.bytes, WatchMessage.beat(begun: 9, signs: 9).bytes,
            WatchMessage.hello(rank: 1, count: 2, key: "another").bytes, Array(WatchMessage.goodbye.bytes.prefix(7)),
        ]
        let connections = try texts.map { text in
            let connection = try RawConnection(ranks.watches[0].invitation)
            connection.send(text)
            return connection
        }
        #expect(connections[0].next() == nil && connections[7].next() == nil)
        let second = try RawConnection(ranks.watches[0].invitation)
        second.send(WatchMessage.hello(rank: 1, count: 2, key: key).bytes)
        #expect(second.next() == .refused(reason: "there is a rank 1 already"))
        let third = try RawConnection(ranks.watches[0].invitation)
        third.send(WatchMessage.hello(rank: 1, count: 3, key: key).bytes)
        #expect(third.next() == .refused(reason: "rank 1 was told of 3 ranks, rank 0 of 2"))
        #expect(ranks.outcome(within: 0.5) == [nil, nil])
        withExtendedLifetime(connections) { for watch in ranks.watches { watch.leave() } }
        #expect(ranks.failures[0] == [] && ranks.failures[1] == [])
    }

    @Test func `the invitation of an earlier run is asked for again`() throws {
        let old = try LoopbackRanks(1, present: 1)
        let dead = old.watches[0].invitation
        old.watches[0].vanish()
        let others = try LoopbackRanks(2, present: 1)
        let ranks = try LoopbackRanks(2, present: 1)
        let port = others.watches[0].invitation.split(separator: " ")[0]
        // Nobody at the port; another run at the port; what is no rank 0.
        var answers = [dead, "\(port) x", ranks.watches[0].invitation]
        let watch = try RankWatch.join(LoopbackRanks.launch(1, of: 2)) { answers.removeFirst() }
        #expect(answers == [] && watch.key == ranks.watches[0].key)
        watch.leave()
        for watch in ranks.watches + others.watches { watch.leave() }
    }

    @Test func `a rank that is not let in, or finds nobody, says so`() throws {
        let ranks = try LoopbackRanks(2)
        let twice = #expect(throws: InputError.self) {
            try RankWatch.join(LoopbackRanks.launch(1, of: 2)) { ranks.watches[0].invitation }
        }
        #expect(twice?.problem == "Rank 0 does not let rank 1 in: there is a rank 1 already")
        ranks.watches[1].leave()
        ranks.watches[0].leave()
        let nobody = #expect(throws: InputError.self) {
            try RankWatch.join(LoopbackRanks.launch(1, of: 2), patience: 0.5) { ranks.watches[0].invitation }
        }
        #expect(nobody?.problem.hasPrefix("Rank 1 does not reach rank 0 at 127.0.0.1, port ") == true)
        #expect(throws: InputError.self) { try RankWatch.join(LoopbackRanks.launch(1, of: 2)) { "x" } }
    }

    /// As between machines: rank 0 listens everywhere, and is reached by its name.
    @Test(arguments: ["localhost", "127.0.0.1", "::1"]) func `names and addresses of both kinds`(_ host: String) throws
    {
        func launch(_ rank: Int) throws -> Launch {
            try Launch.read([
                "RANK": "\(rank)", "WORLD_SIZE": "2", "LOCAL_RANK": "0", "LOCAL_WORLD_SIZE": "1", "MASTER_ADDR": host,
                "MASTER_PORT": "1",
            ])
        }
        let failures = Failures()
        let first = try RankWatch.host(launch(0), onFailure: failures.handler(0))
        let second = try RankWatch.join(launch(1), patience: 5, onFailure: failures.handler(1)) { first.invitation }
        second.vanish()
        #expect(first.failure(within: 20) == .died(rank: 1))
    }

    @Test func `the end of the launcher is the end of the ranks`() async throws {
        // A shell that starts this process's rank stands above it; what is watched here is a process of its own.
        let shell = Foundation.Process()
        shell.executableURL = URL(filePath: "/bin/sleep")
        shell.arguments = ["60"]
        try shell.run()
        let launcher = try #require(LauncherProcess(watching: shell.processIdentifier))
        let failures = Failures()
        let watch = try RankWatch.host(
            LoopbackRanks.launch(0, of: 1), launcher: launcher, onFailure: failures.handler(0))
        #expect(watch.failure(within: 1) == nil)
        kill(shell.processIdentifier, SIGKILL)
        #expect(watch.failure(within: 20) == .launcherEnded)
        #expect(RankFailure.launcherEnded.status == ExitStatus.rankLost.rawValue)
    }

    @Test func `a rank whose work waits ends at once, and says why`() async throws {
        await #expect(processExitsWith: .exitCode(75)) {
            let ranks = try LoopbackRanks(2, present: 1)
            let launch = try LoopbackRanks.launch(1, of: 2)
            // The process of rank 1: its main thread is in a collective.
            _ = try RankWatch.join(launch) { ranks.watches[0].invitation }
            ranks.watches[0].vanish()
            while true { sleep(1) }
        }
    }

    @Test func `messages come whole or not yet, and garbage is none`() throws {
        let messages: [WatchMessage] = [
            .hello(rank: 3, count: 8, key: "abc"), .welcome, .refused(reason: "é"), .beat(begun: -1, signs: .max),
            .goodbye, .stopped(rank: 2, reason: "", status: 65), .failed(.died(rank: 1)),
            .failed(.silent(rank: 1, seconds: 2.5)), .failed(.behind(rank: 0, seconds: 300)),
            .failed(.stopped(rank: 1, reason: "x\ny", status: 1)), .failed(.launcherEnded),
        ]
        var buffer: [UInt8] = []
        var taken: [WatchMessage] = []
        for byte in messages.flatMap(\.bytes) {
            buffer.append(byte)
            if let message = try WatchMessage.take(from: &buffer) { taken.append(message) }
        }
        #expect(taken == messages && buffer.isEmpty)
        let long = WatchMessage.refused(reason: String(repeating: "é", count: 100_000))
        buffer = long.bytes
        #expect(try WatchMessage.take(from: &buffer) != nil && buffer.isEmpty)
    }
}
