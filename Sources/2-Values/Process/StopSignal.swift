internal import Files
internal import Glibc
internal import Synchronization

/// Signals that ask the process to stop: Ctrl-C (SIGINT), SIGTERM, a terminal that is closed (SIGHUP), and SIGUSR1, which
/// batch systems send some time before a job's limit (SLURM: `--signal=USR1@120`).
///
/// The first asks running work to stop at its next safe point. A second Ctrl-C or SIGTERM ends the process at once, with
/// code 130, after unfinished files were removed and files that belong together are all in place; so does the first where
/// nothing runs that promised to stop. A closed terminal may send SIGHUP twice, and a batch system SIGTERM after SIGUSR1:
/// these only ask.
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

    /// Starts to listen, and makes a write beyond a size limit or into a closed pipe an error of that write. SIGHUP stays
    /// ignored where it is, as under `nohup`. Call it once, at the start of the program.
    public static func install() {
        // All that the handler needs is made here, so that it never initialises anything.
        reset()
        graceful.store(0, ordering: .relaxed)
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

    /// Runs `body`, which promises to look at ``isRequested`` and to stop soon when it is true.
    public static func whileGraceful<Result>(_ body: () throws -> Result) rethrows -> Result {
        graceful.add(1, ordering: .relaxed)
        defer { graceful.subtract(1, ordering: .relaxed) }
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
        if graceful.load(ordering: .relaxed) == 0 || earlier > 0 {
            Unbroken.endProcess(code: ExitStatus.interrupted.rawValue)
        }
    }

    private static func isIgnored(_ number: Int32) -> Bool {
        var action = sigaction()
        guard sigaction(number, nil, &action) == 0 else { return false }
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1  // SIG_IGN
    }
}
