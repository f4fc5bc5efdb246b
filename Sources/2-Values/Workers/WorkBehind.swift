internal import Dispatch
internal import Synchronization

/// Pieces of work that are done on another thread, in order, while the caller goes on: one at a time, and none waits.
///
/// ```swift
/// let behind = WorkBehind()
/// for cell in cells {
///     let found = try look(at: cell)
///     try behind.begin { try write(found) }  // waits until the last cell is written
/// }
/// try behind.finish()
/// ```
package final class WorkBehind: Sendable {
    private let queue = DispatchQueue(label: "tuningfork.behind", qos: .userInitiated)
    private let failure = Mutex<(any Error)?>(nil)

    package init() {}

    /// Begins a piece of work as soon as the one before has ended. It must not touch what the caller goes on with.
    ///
    /// - Throws: what the work before has thrown; then `work` is not begun.
    package func begin(_ work: @escaping () throws -> Void) throws {
        try finish()
        nonisolated(unsafe) let work = work
        queue.async { [self] in
            do { try work() } catch { failure.withLock { $0 = error } }
        }
    }

    /// Waits until all is done.
    ///
    /// - Throws: what the work has thrown, once.
    package func finish() throws {
        queue.sync {}
        let error = failure.withLock { failure in
            defer { failure = nil }
            return failure
        }
        if let error { throw error }
    }
}
