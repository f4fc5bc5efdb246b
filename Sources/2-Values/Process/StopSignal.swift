internal import Files
internal import Glibc
internal import Synchronization

/// Signals that ask the process to stop: Ctrl-C (SIGINT), SIGTERM, a terminal that is closed (SIGHUP), and SIGUSR1, which
/// batch systems send some time before a job's limit (SLURM: `--signal=USR1@120`).
///
/// Work that keeps what it has done, and goes on with it when it is started again, promises to stop at its next safe point
/// (``whileGraceful(_:)``): the first signal asks. Any point is safe for all other work, which writes its files whole or not
/// at all: a signal ends the process at once, with code 130, after unfinished files were removed, while files that belong
/// together are all put in place first. So does a second Ctrl-C or SIGTERM. A closed terminal may send SIGHUP twice, and a
/// batch system SIGTERM after SIGUSR1: these only ask.
///
/// ```swift
/// StopSignal.install()  // once, at the start of the program
/// try StopSignal.whileGraceful {
///     for item in items {
///         try StopSignal.check(.goesOn)
///         try store(item)
///     }
/// }
/// ```
public enum StopSignal {
    /// Signals that have come.
    private static let requests = Atomic<Int>(0)
    /// Those among them that end the process at once when they are repeated.
    private static let demands = Atomic<Int>(0)
    /// Works that promised to stop by themselves.
    private static let graceful = Atomic<Int>(0)
    /// Whether such a work has ended.
    private static let hasKept = Atomic<Bool>(false)

    /// Starts to listen, and makes a write beyond a size limit or into a closed pipe an error of that write. SIGHUP stays
    /// ignored where it is, as under `nohup`. Call it once, at the start of the program.
    public static func install() {
        // All that the handler needs is made here, so that it never initialises anything.
        reset()
        graceful.store(0, ordering: .relaxed)
        hasKept.store(false, ordering: .relaxed)
        Unbroken.prepare()
        let numbers = [SIGINT, SIGTERM, SIGUSR1] + (isIgnored(SIGHUP) ? [] : [SIGHUP])
        for number in numbers { signal(number) { StopSignal.receive($0) } }
        for number in [SIGXFSZ, SIGPIPE] { signal(number, SIG_IGN) }
        // A parent may have started this program with its signals blocked.
        var mask = sigset_t()
        sigemptyset(&mask)
        for number in numbers { sigaddset(&mask, number) }
        pthread_sigmask(SIG_UNBLOCK, &mask, nil)
    }

    /// Whether a signal has come.
    public static var isRequested: Bool { requests.load(ordering: .acquiring) > 0 }

    /// Throws `reason` when a signal has come. For the safe points of work.
    public static func check(_ reason: @autoclosure () -> Interrupted) throws(Interrupted) {
        if isRequested { throw reason() }
    }

    /// Runs `body`, which promises to look at ``isRequested`` and to stop soon when it is true, and to say how to go on
    /// (``Interrupted``).
    public static func whileGraceful<Result>(_ body: () throws -> Result) rethrows -> Result {
        graceful.add(1, ordering: .relaxed)
        defer {
            hasKept.store(true, ordering: .relaxed)
            graceful.subtract(1, ordering: .relaxed)
        }
        return try body()
    }

    /// As a signal would: asks running work to stop.
    package static func request() { requests.add(1, ordering: .releasing) }

    /// Forgets earlier requests.
    package static func reset() {
        requests.store(0, ordering: .releasing)
        demands.store(0, ordering: .releasing)
    }

    private static func receive(_ number: Int32) {
        let isDemand = number == SIGINT || number == SIGTERM
        let earlier = isDemand ? demands.add(1, ordering: .acquiringAndReleasing).oldValue : 0
        requests.add(1, ordering: .acquiringAndReleasing)
        if earlier > 0 {
            end("Stopped at once. What was saved before is kept.\n")
        } else if graceful.load(ordering: .relaxed) == 0 {
            if hasKept.load(ordering: .relaxed) {
                end("Stopped. Run the same command again to go on.\n")
            } else if Unbroken.hasPlacedFiles {
                end("Stopped. What was written is whole; the same command starts from the beginning.\n")
            } else {
                end("Stopped. Nothing was written; the same command starts from the beginning.\n")
            }
        }
    }

    private static func end(_ message: StaticString) {
        Unbroken.endProcess(code: ExitStatus.interrupted.rawValue, saying: message)
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1  // SIG_IGN
    }
}
