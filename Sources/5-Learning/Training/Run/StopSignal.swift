import Files
import Foundation
import Synchronization

/// Ctrl-C (SIGINT) and SIGTERM: the first asks running work to stop at the next safe point, a second ends at once.
///
/// Work that can go on later says so with ``whileGraceful(_:)`` and asks ``isRequested`` after each batch. Without such
/// work, and on the second signal, unfinished files are removed and the process ends with code 130.
public enum StopSignal {
    private static let requests = Atomic<Int>(0)
    private static let graceful = Atomic<Int>(0)

    /// Starts to listen for SIGINT and SIGTERM, and makes a write beyond a size limit or into a closed pipe an error of
    /// that write. Call it once, at the start of the program.
    public static func install() {
        // Both globals are made here, so that the handler never initialises one.
        requests.store(0, ordering: .relaxed)
        graceful.store(0, ordering: .relaxed)
        for number in [SIGINT, SIGTERM] {
            signal(number) { _ in StopSignal.receive() }
        }
        for number in [SIGXFSZ, SIGPIPE] { signal(number, SIG_IGN) }
        // A parent may have started this program with its signals blocked.
        var mask = sigset_t()
        sigemptyset(&mask)
        for number in [SIGINT, SIGTERM] { sigaddset(&mask, number) }
        pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    }

    /// Whether a signal has come.
    public static var isRequested: Bool { requests.load(ordering: .acquiring) > 0 }

    /// Runs `body`, which promises to look at ``isRequested`` and to stop soon when it is true.
    public static func whileGraceful<T>(_ body: () throws -> T) rethrows -> T {
        graceful.add(1, ordering: .relaxed)
        defer { graceful.subtract(1, ordering: .relaxed) }
        return try body()
    }

    /// As a signal would: asks running work to stop.
    package static func request() { requests.add(1, ordering: .releasing) }

    /// Forgets earlier requests.
    package static func reset() { requests.store(0, ordering: .releasing) }

    private static func receive() {
        let earlier = requests.add(1, ordering: .acquiringAndReleasing).oldValue
        if graceful.load(ordering: .relaxed) == 0 || earlier > 0 {
            AtomicFile.removeUnfinished()
            _exit(130)
        }
    }
}

/// The run was stopped by Ctrl-C or SIGTERM, and can go on.
public struct Interrupted: Error, Sendable, CustomStringConvertible {
    /// How to go on.
    public let howToGoOn: String

    public init(howToGoOn: String) { self.howToGoOn = howToGoOn }

    public var description: String { "Stopped. \(howToGoOn)" }
}
