import Files
import Process
import Ranks
import Torch

/// Whole pieces of work that the ranks of a launch share: each takes the next that nobody has, by itself, and the first rank
/// ends the whole. A process that computes alone makes one after the other.
///
/// Every piece must keep what it has done under its own name on a disk that all ranks share: when a rank is lost all end, and
/// the same call goes on with what was kept.
package enum DealtWork {
    /// Makes all pieces, by as many ranks as `request` says that there are.
    ///
    /// - Parameters:
    ///   - request: what all ranks must hold alike, and where this process stands among them.
    ///   - pieces: how many; ranks beyond that only wait.
    ///   - make: makes the piece with this number, from 0 on; called in one rank for each.
    ///   - end: called when all are made, by the first rank alone.
    /// - Throws: what `make` and `end` throw; ``Process/Interrupted`` in every rank when one of them was asked to stop;
    ///   ``Files/InputError`` where ranks hold something else or do not come. A rank that fails ends the others, which name it.
    package static func perform(
        _ request: TrainingRequest, pieces: Int, make: (Int) throws -> Void, end: () throws -> Void
    ) throws {
        try StopSignal.whileGraceful {
            guard request.launch.count > 1 else {
                for piece in 0..<pieces { try make(piece) }
                return try end()
            }
            try Torch.start()
            let meeting = try RankMeeting(request.launch, patience: request.patience)
            try meeting.whileAllLive {
                let facts = try request.facts().merging(["the number of networks": "\(pieces)"]) { $1 }
                try meeting.agree(on: facts, round: "request")
                try meeting.deal(pieces, make, end)
            }
        }
    }
}

extension RankMeeting {
    /// A key of this meeting alone: torchrun keeps what was said at earlier ones.
    private func key(_ name: String) -> String { "\(watch.key)/\(name)" }

    /// Makes pieces until none is left, or a rank was asked to stop; then waits for the others.
    fileprivate func deal(_ pieces: Int, _ make: (Int) throws -> Void, _ end: () throws -> Void) throws {
        try heedingStop {
            while try !store.has(key("stop")), case let piece = try store.count(key("dealt")) - 1, piece < pieces {
                try make(piece)
            }
        }
        try say(key("made/\(launch.rank)"), "")
        if launch.isFirst {
            for rank in 0..<launch.count { _ = try hear(key("made/\(rank)"), heedsSignals: false) }
            if try !store.has(key("stop")) { try heedingStop(end) }
            try say(key("ended"), "")
            // Rank 0 may serve the store: it stays until all have heard.
            for rank in 1..<launch.count { _ = try hear(key("heard/\(rank)"), heedsSignals: false) }
        } else {
            _ = try hear(key("ended"), heedsSignals: false)
        }
        let isStopped = try store.has(key("stop"))
        if !launch.isFirst { try say(key("heard/\(launch.rank)"), "") }
        if isStopped { throw EndOfAll(reason: Interrupted.goesOn) }
    }

    /// Runs work that a signal may stop; then all ranks take no further piece.
    private func heedingStop(_ work: () throws -> Void) throws {
        do { try work() } catch is Interrupted { try say(key("stop"), "") }
    }
}
