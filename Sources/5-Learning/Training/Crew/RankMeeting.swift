import Files
import Foundation
import Process
import Ranks
import Torch

/// Where the ranks of a job find one another: the store that they share, and the watch that they keep.
///
/// What one rank says under a key the others wait for. A rank that ends, however it ends, ends the waiting of the others:
/// the watch sees to that.
final class RankMeeting {
    let launch: Launch
    let store: RendezvousStore
    let watch: RankWatch
    /// Seconds to wait for another rank.
    let patience: Double

    /// Meets the other ranks.
    ///
    /// - Throws: ``Files/InputError`` when they do not come.
    init(_ launch: Launch, patience: Double) throws {
        self.launch = launch
        self.patience = patience
        store = try Self.store(of: launch, patience: patience)
        let launcher = LauncherProcess.find(launch)
        if launch.isFirst {
            try Self.wait(for: launch, in: store, patience: patience)
            watch = try RankWatch.host(launch, launcher: launcher, patience: patience)
            try store.set("watch", watch.invitation)
        } else {
            let store = store
            watch = try RankWatch.join(launch, launcher: launcher, patience: patience) {
                try store.text("watch", patience: 2 * patience)
            }
        }
    }

    /// Waits until every rank is here, and names those that are not.
    private static func wait(for launch: Launch, in store: RendezvousStore, patience: Double) throws {
        let end = ContinuousClock.now + .seconds(patience)
        var missing = Array(1..<launch.count)
        while !missing.isEmpty {
            missing = try missing.filter { try !store.has("here/\($0)") }
            guard !missing.isEmpty else { return }
            guard ContinuousClock.now < end else {
                throw InputError(
                    problem:
                        "\(missing.count == 1 ? "rank" : "ranks") \(missing.map(String.init).joined(separator: ", ")) "
                        + "of \(launch.count) did not come within \(Int(patience)) s",
                    remedy: "Look at what those processes printed; every rank needs the same WORLD_SIZE")
            }
            usleep(20_000)
        }
    }

    /// Says `text` under `key` to all ranks.
    func say(_ key: String, _ text: String) throws { try store.set(key, text) }

    /// What a rank says under `key`; waits for it as long as all ranks live.
    ///
    /// - Parameter heedsSignals: whether a signal ends the waiting.
    func hear(_ key: String, heedsSignals: Bool = true) throws -> String {
        while true {
            if try store.has(key) { return try store.text(key, patience: patience) }
            if heedsSignals, StopSignal.isRequested { throw Interrupted.goesOn }
            usleep(10_000)
        }
    }

    /// Makes sure that all ranks hold the same of what is named.
    ///
    /// - Parameter facts: values by what people call them.
    /// - Throws: ``Files/InputError`` in every rank, which names what differs.
    func agree(on facts: [String: String], round: String) throws {
        let text = String(decoding: try JSONEncoder().encode(facts), as: UTF8.self)
        try say("agreement/\(round)/\(launch.rank)", text)
        if launch.rank == 0 {
            var differences: [String] = []
            for rank in 1..<launch.count {
                let theirs = try JSONDecoder().decode(
                    [String: String].self, from: Data(try hear("agreement/\(round)/\(rank)").utf8))
                differences += Self.differences(facts, theirs, rank: rank)
            }
            try say("verdict/\(round)", differences.joined(separator: "; "))
        }
        let verdict = try hear("verdict/\(round)")
        guard verdict.isEmpty else {
            // Rank 0 may serve the store: it stays until all have read this.
            try say("read/\(round)/\(launch.rank)", "")
            if launch.isFirst { for rank in 1..<launch.count { _ = try hear("read/\(round)/\(rank)") } }
            throw EndOfAll(
                reason: InputError(
                    problem: "the ranks do not train the same: \(verdict)",
                    remedy: "Start every rank with the same command, program, recipe and tables"))
        }
    }

    private static func differences(_ own: [String: String], _ theirs: [String: String], rank: Int) -> [String] {
        Set(own.keys).union(theirs.keys).sorted().filter { own[$0] != theirs[$0] }.map { key in
            "\(key) is \(own[key] ?? "absent") on rank 0 and \(theirs[key] ?? "absent") on rank \(rank)"
        }
    }
}

/// What ends the work of every rank at the same place: none needs to be told of the others' end.
struct EndOfAll: Error {
    let reason: any Error
}

extension RankMeeting {
    /// Runs the work of this rank; the others are told how it ends.
    func whileAllLive<Result>(_ work: () throws -> Result) throws -> Result {
        do {
            let result = try work()
            watch.leave()
            return result
        } catch let end as EndOfAll {
            watch.leave()
            throw end.reason
        } catch let error as TorchError {
            // A collective that fails does not say which rank has gone: the watch knows.
            if let failure = watch.failure(within: 5) { throw failure }
            watch.leave(because: "\(error)", status: ExitStatus(for: error))
            throw error
        } catch {
            watch.leave(because: "\(error)", status: ExitStatus(for: error))
            throw error
        }
    }

    /// Runs work in which all ranks stop at the same step, after a signal or where training cannot go on.
    func together<Result>(_ work: () throws -> Result) throws -> Result {
        do {
            return try work()
        } catch  where error is Interrupted || error is Diverged {
            throw EndOfAll(reason: error)
        }
    }

    /// What rank 0 holds, in every rank: nil where it is nil.
    func told<Value: Codable>(_ own: Value?, as key: String) throws -> Value? {
        if launch.isFirst { try say(key, String(decoding: try JSONEncoder().encode(own), as: UTF8.self)) }
        return try JSONDecoder().decode(Value?.self, from: Data(try hear(key).utf8))
    }

    /// The images that rank 0 cannot read, with the reasons, in every rank.
    func unreadable(_ found: [(index: Int, reason: String)]?) throws -> [(index: Int, reason: String)] {
        struct Verdict: Codable {
            let index: Int
            let reason: String
        }
        let told = try told(found?.map { Verdict(index: $0.index, reason: $0.reason) }, as: "unreadable")
        return (told ?? []).map { ($0.index, $0.reason) }
    }

    /// The end of the run: the record that rank 0 has written, in every rank. Rank 0, which may serve the store, waits
    /// until all have it.
    func end(with own: RunInfo?) throws -> RunInfo? {
        let info = try told(own, as: "end")
        if launch.isFirst {
            for rank in 1..<launch.count { _ = try hear("heard/\(rank)") }
        } else {
            try say("heard/\(launch.rank)", "")
        }
        return info
    }
}
