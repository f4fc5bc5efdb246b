internal import Files

/// What the program's exit code means.
public enum ExitStatus: Int32, Sendable {
    /// Everything asked for was done.
    case done = 0
    /// Anything else: a disk that is full, a network that is down, a bug.
    case other = 1
    /// The command line was not understood (`EX_USAGE`).
    case usage = 64
    /// The data were at fault (`EX_DATAERR`).
    case badData = 65
    /// Another rank of the same training has died or hangs, or their launcher has ended; the same command goes on
    /// (`EX_TEMPFAIL`).
    case rankLost = 75
    /// Stopped by a signal, whichever of those that ``StopSignal`` listens to (128 + SIGINT).
    case interrupted = 130

    /// The exit code for a run that ended with `error`.
    public init(for error: any Error) {
        self = error is Interrupted ? .interrupted : error is any BadInput ? .badData : .other
    }
}
