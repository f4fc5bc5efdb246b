internal import Dispatch
internal import Synchronization

/// Pieces of work that are done on other threads while the caller goes on: a few at a time, and none waits.
///
/// ```swift
/// let behind = WorkBehind(most: 2)
/// for cell in cells {
///     let found = try look(at: cell)
///     try behind.begin { try write(found) }  // waits until all but one of the cells before are written
/// }
/// try behind.finish()
/// ```
package final class WorkBehind: Sendable {
    private let queue = DispatchQueue(label: "tuningfork.behind", qos: .userInitiated, attributes: .concurrent)
    private let free: DispatchSemaphore
    private let failure = Mutex<(any Error)?>(nil)

    /// - Parameter most: pieces at a time, 1 or more.
    package init(most: Int) {
        precondition(most > 0, "\(most) pieces of work at a time")
        free = DispatchSemaphore(value: most)
    }

    /// Begins a piece of work as soon as fewer than ``init(most:)`` says are under way. It must touch neither what the caller
    /// goes on with nor what other pieces do.
    ///
    /// - Throws: what work before has thrown; then `work` is not begun.
    package func begin(_ work: @escaping () throws -> Void) throws {
        free.wait()
        do {
            try check()
        } catch {
            free.signal()
            throw error
        }
        nonisolated(unsafe) let work = work
        queue.async { [self] in
            defer { free.signal() }
            do { try work() } catch { failure.withLock { $0 = $0 ?? error } }
        }
    }

    /// Waits until all is done.
    ///
    /// - Throws: what the work has thrown, once.
    package func finish() throws {
        queue.sync(flags: .barrier) {}
        try check()
    }

    private func check() throws {
        let error = failure.withLock { failure in
            defer { failure = nil }
            return failure
        }
        if let error { throw error }
    }
}
