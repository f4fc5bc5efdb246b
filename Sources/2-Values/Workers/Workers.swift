internal import Dispatch
internal import Foundation
internal import Synchronization

/// Work by several threads at once.
public enum Workers {
    /// Number of cores.
    package static let cores = max(1, ProcessInfo.processInfo.activeProcessorCount)

    /// Calls `body` for 0..<count, as many at a time as there are cores, and waits for all of them. The calls must not
    /// touch one another's data.
    public static func perform(_ count: Int, _ body: (_ item: Int) -> Void) {
        guard count > 1 else { return (0..<count).forEach(body) }
        withoutActuallyEscaping(body) { body in
            nonisolated(unsafe) let body = body
            DispatchQueue.concurrentPerform(iterations: count) { body($0) }
        }
    }

    /// How many threads are worth their start for `count` small items.
    package static func parts(count: Int, threads: Int?) -> Int {
        max(1, min(threads ?? cores, count / 1024))
    }

    /// The contiguous share of 0..<count that part `part` of `parts` works on.
    public static func share(_ part: Int, of parts: Int, count: Int) -> Range<Int> {
        (count * part / parts)..<(count * (part + 1) / parts)
    }

    private struct State<Result: Sendable>: Sendable {
        var next = 0
        var results: [Int: Result] = [:]
        var failure: (item: Int, error: any Error)?
    }

    /// The results of `body` for 0..<count, in order, whatever the threads did first.
    ///
    /// After an error no further item is begun, and the error of the lowest item is thrown.
    package static func map<Result: Sendable>(
        count: Int, threads: Int, _ body: @Sendable (Int) throws -> Result
    ) throws -> [Result] {
        let state = Mutex(State<Result>())
        perform(max(1, min(threads, count))) { _ in
            while true {
                let item: Int? = state.withLock { state in
                    guard state.failure == nil, state.next < count else { return nil }
                    defer { state.next += 1 }
                    return state.next
                }
                guard let item else { return }
                do {
                    let result = try body(item)
                    state.withLock { $0.results[item] = result }
                } catch {
                    state.withLock { state in
                        if item < state.failure?.item ?? .max { state.failure = (item, error) }
                    }
                }
            }
        }
        let end = state.withLock { $0 }
        if let failure = end.failure { throw failure.error }
        return (0..<count).compactMap { end.results[$0] }
    }
}
