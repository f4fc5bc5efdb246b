internal import Dispatch
internal import Foundation

/// Work on a range of numbers by several threads, each with its own contiguous share.
enum Parallel {
    /// One thread for each core.
    static var cores: Int { ProcessInfo.processInfo.activeProcessorCount }

    /// The share of 0..<count that part `part` of `parts` works on.
    static func share(_ part: Int, of parts: Int, count: Int) -> Range<Int> {
        (count * part / parts)..<(count * (part + 1) / parts)
    }

    /// How many threads are worth their start for `count` items.
    static func parts(count: Int, threads: Int?) -> Int {
        max(1, min(threads ?? cores, count / 1024))
    }

    /// Calls `body` once for each part, at the same time.
    static func run(parts: Int, _ body: @Sendable (_ part: Int) -> Void) {
        if parts == 1 { return body(0) }
        DispatchQueue.concurrentPerform(iterations: parts, execute: body)
    }
}
