internal import Glibc
internal import Synchronization

/// Steps that only make sense together, such as moving the files of one set to their places: a signal that ends the
/// process lets them finish first.
package enum Unbroken {
    private static let running = Atomic<Int>(0)
    /// The exit code that was asked for, 0 while the process goes on.
    private static let exitCode = Atomic<Int32>(0)

    /// Makes what a signal handler touches, so that no handler initialises anything.
    package static func prepare() {
        _ = (running.load(ordering: .relaxed), exitCode.load(ordering: .relaxed))
        _ = UnfinishedFiles.shared
    }

    /// Runs steps that ``endProcess(code:)`` does not part.
    package static func perform<Result>(_ steps: () throws -> Result) rethrows -> Result {
        running.add(1, ordering: .sequentiallyConsistent)
        // Asked to end before: these steps do not begin.
        if exitCode.load(ordering: .sequentiallyConsistent) != 0 { leave() }
        defer { leave() }
        return try steps()
    }

    /// Removes the files that are not finished and ends the process: now, or as soon as the running steps are done. For
    /// signal handlers: it takes no lock and allocates nothing.
    package static func endProcess(code: Int32) {
        exitCode.store(code, ordering: .sequentiallyConsistent)
        if running.load(ordering: .sequentiallyConsistent) == 0 { end(code) }
    }

    private static func leave() {
        let others = running.subtract(1, ordering: .sequentiallyConsistent).newValue
        let code = exitCode.load(ordering: .sequentiallyConsistent)
        guard code != 0 else { return }
        if others == 0 { end(code) }
        while true { pause() }  // until they are done
    }

    private static func end(_ code: Int32) {
        UnfinishedFiles.shared.removeAll()
        _exit(code)
    }
}
