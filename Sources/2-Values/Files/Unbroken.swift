internal import Glibc
internal import Synchronization

/// Steps that only make sense together, such as moving the files of one set to their places: a signal that ends the
/// process lets them finish first.
package enum Unbroken {
    private static let running = Atomic<Int>(0)
    /// The exit code that was asked for, 0 while the process goes on.
    private static let exitCode = Atomic<Int32>(0)
    /// What is said at the end: address and length of a text that is there for ever.
    private static let messageStart = Atomic<UInt>(0)
    private static let messageCount = Atomic<Int>(0)

    private static let placed = Atomic<Bool>(false)

    /// Whether a file has got its final name in this process.
    package static var hasPlacedFiles: Bool { placed.load(ordering: .relaxed) }

    static func notePlacedFile() { placed.store(true, ordering: .relaxed) }

    /// Makes what a signal handler touches, so that no handler initialises anything.
    package static func prepare() {
        _ = (
            running.load(ordering: .relaxed), exitCode.load(ordering: .relaxed), UnfinishedFiles.shared, hasPlacedFiles
        )
        say("")
    }

    /// Runs steps that ``endProcess(code:saying:)`` does not part.
    /// - Parameter late: what is said where the process ends after them; nil is what was to be said before.
    package static func perform<Result>(
        saying late: StaticString? = nil, _ steps: () throws -> Result
    ) rethrows -> Result {
        running.add(1, ordering: .sequentiallyConsistent)
        // Asked to end before: these steps do not begin.
        if exitCode.load(ordering: .sequentiallyConsistent) != 0 { leave() }
        defer { leave() }
        let result = try steps()
        if let late, exitCode.load(ordering: .sequentiallyConsistent) != 0 { say(late) }
        return result
    }

    /// Removes the files that are not finished and ends the process: now, or as soon as the running steps are done. For
    /// signal handlers: it takes no lock and allocates nothing.
    /// - Parameter message: for standard error.
    package static func endProcess(code: Int32, saying message: StaticString) {
        say(message)
        exitCode.store(code, ordering: .sequentiallyConsistent)
        if running.load(ordering: .sequentiallyConsistent) == 0 { end(code) }
    }

    /// Ends the process as ``endProcess(code:saying:)`` does, with a message that is only known now. Not for signal
    /// handlers.
    package static func endProcess(code: Int32, explaining message: String) {
        let bytes = Array(message.utf8)
        // Stays for ever: the process ends.
        let copy = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: max(1, bytes.count))
        _ = copy.update(fromContentsOf: bytes)
        say(copy.baseAddress, bytes.count)
        exitCode.store(code, ordering: .sequentiallyConsistent)
        if running.load(ordering: .sequentiallyConsistent) == 0 { end(code) }
    }

    private static func say(_ text: StaticString) { say(text.utf8Start, text.utf8CodeUnitCount) }

    private static func say(_ start: UnsafePointer<UInt8>?, _ count: Int) {
        messageCount.store(count, ordering: .relaxed)
        messageStart.store(UInt(bitPattern: start), ordering: .relaxed)
    }

    private static func leave() {
        let others = running.subtract(1, ordering: .sequentiallyConsistent).newValue
        let code = exitCode.load(ordering: .sequentiallyConsistent)
        guard code != 0 else { return }
        if others == 0 { end(code) }
        while true { pause() }  // until they are done
    }

    private static func end(_ code: Int32) -> Never {
        UnfinishedFiles.shared.removeAll()
        // Not behind a bar of progress.
        if isatty(STDERR_FILENO) == 1 { write(STDERR_FILENO, "\n", 1) }
        write(
            STDERR_FILENO, UnsafeRawPointer(bitPattern: messageStart.load(ordering: .relaxed)),
            messageCount.load(ordering: .relaxed))
        _exit(code)
    }
}
