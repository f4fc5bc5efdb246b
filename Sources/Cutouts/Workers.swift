internal import Dispatch
internal import Synchronization

/// Work on many items by several threads.
package enum Workers {
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
        DispatchQueue.concurrentPerform(iterations: max(1, min(threads, count))) { _ in
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
