internal import Foundation
internal import Synchronization

/// Threads that wait for servers most of the time, so that there may be more of them than cores.
enum FetchCrew {
    private struct State {
        var next = 0
        var failure: (any Error)?
    }

    /// Runs `body` for 0..<count, begun in order.
    ///
    /// - Parameter isStopped: asked before each item; true begins no more.
    /// - Throws: the first error of `body`; nothing is begun after it.
    static func run(
        count: Int, threads: Int, isStopped: @escaping @Sendable () -> Bool,
        _ body: @escaping @Sendable (Int) throws -> Void
    ) throws {
        let crew = Crew(count: count, isStopped: isStopped, body: body)
        let group = DispatchGroup()
        for number in 0..<max(1, min(threads, count)) {
            group.enter()
            let thread = Thread {
                crew.work()
                group.leave()
            }
            thread.name = "tuningfork fetch \(number)"
            thread.stackSize = 1 << 21
            thread.start()
        }
        group.wait()
        if let failure = crew.failure { throw failure }
    }

    private final class Crew: Sendable {
        private let count: Int
        private let isStopped: @Sendable () -> Bool
        private let body: @Sendable (Int) throws -> Void
        private let state = Mutex(State())

        init(
            count: Int, isStopped: @escaping @Sendable () -> Bool, body: @escaping @Sendable (Int) throws -> Void
        ) {
            self.count = count
            self.isStopped = isStopped
            self.body = body
        }

        var failure: (any Error)? { state.withLock { $0.failure } }

        func work() {
            while !isStopped() {
                let item: Int? = state.withLock { state in
                    guard state.failure == nil, state.next < count else { return nil }
                    state.next += 1
                    return state.next - 1
                }
                guard let item else { return }
                do {
                    try body(item)
                } catch {
                    state.withLock { $0.failure = $0.failure ?? error }
                }
            }
        }
    }
}
