internal import Dispatch
internal import Foundation

/// Work on several cores.
enum Parallel {
    /// Number of cores.
    static let width = max(1, ProcessInfo.processInfo.activeProcessorCount)

    /// Runs `body` for 0..<count on all cores and waits for all of them. The calls must not touch one another's data.
    static func perform(_ count: Int, _ body: (Int) -> Void) {
        guard count > 1 else { return (0..<count).forEach(body) }
        withoutActuallyEscaping(body) { body in
            nonisolated(unsafe) let body = body
            DispatchQueue.concurrentPerform(iterations: count) { body($0) }
        }
    }
}
