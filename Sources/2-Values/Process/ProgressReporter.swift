internal import Foundation
internal import Synchronization

/// Progress of long work: a bar that is redrawn on a terminal, a plain line now and then elsewhere.
///
/// Everything goes to standard error, so that standard output holds results alone. May be called from any thread.
///
/// ```swift
/// let progress = ProgressReporter()
/// progress.begin("cutouts", total: galaxies.count)
/// for (number, galaxy) in galaxies.enumerated() {
///     try cut(galaxy)
///     progress.advance(to: number + 1)
/// }
/// progress.end()
/// ```
public final class ProgressReporter: Sendable {
    /// Whether a bar is drawn.
    public let drawsBar: Bool
    private let isQuiet: Bool
    private let secondsBetweenLines: Double
    private let emit: @Sendable (String) -> Void
    private let state = Mutex(State())

    private struct State {
        var title = ""
        var total = 0
        var started = ContinuousClock.now
        var lastShown: ContinuousClock.Instant?
        var width = 0
    }

    /// Says nothing but warnings.
    public static let silent = ProgressReporter(isQuiet: true)

    /// A reporter on standard error.
    ///
    /// - Parameters:
    ///   - isQuiet: prints nothing when true.
    ///   - secondsBetweenLines: least time between two lines of the same work where no bar is drawn.
    public init(isQuiet: Bool = false, secondsBetweenLines: Double = 15) {
        self.isQuiet = isQuiet
        self.secondsBetweenLines = secondsBetweenLines
        drawsBar = !isQuiet && isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
        emit = StandardError.write
    }

    /// A reporter that hands each of its lines over instead of printing it, every step of the work among them.
    package init(lines: @escaping @Sendable (String) -> Void) {
        isQuiet = false
        secondsBetweenLines = 0
        drawsBar = false
        emit = lines
    }

    /// Starts a piece of work of `total` items.
    public func begin(_ title: String, total: Int) {
        state.withLock { state in
            erase(&state)
            state = State(title: title, total: total, started: .now, lastShown: drawsBar ? nil : .now)
        }
    }

    /// Says that `done` items are done; `detail` stands at the end of the line.
    public func advance(to done: Int, detail: @autoclosure () -> String = "") {
        guard !isQuiet else { return }
        state.withLock { state in
            let now = ContinuousClock.now
            let pause = drawsBar ? 0.1 : secondsBetweenLines
            if let last = state.lastShown, last.duration(to: now) < .seconds(pause) { return }
            state.lastShown = now
            let seconds = state.started.duration(to: now) / .seconds(1)
            let line = Self.line(
                title: state.title, done: done, total: state.total, seconds: seconds, detail: detail(),
                columns: drawsBar ? Self.terminalColumns : nil)
            if drawsBar {
                let padding = String(repeating: " ", count: max(0, state.width - line.count))
                state.width = line.count
                StandardError.writeBar("\r" + line + padding, columns: line.count)
            } else {
                emit(line + "\n")
            }
        }
    }

    /// Ends the piece of work and removes its bar.
    public func end() { state.withLock { erase(&$0) } }

    /// Prints a line that stays.
    public func say(_ line: String) {
        guard !isQuiet else { return }
        state.withLock { state in
            erase(&state)
            emit(line + "\n")
        }
    }

    /// Prints a line that must be seen, quiet or not.
    public func warn(_ line: String) {
        state.withLock { state in
            erase(&state)
            emit(line + "\n")
        }
    }

    private func erase(_ state: inout State) {
        guard drawsBar, state.width > 0 else { return }
        StandardError.writeBar("\r" + String(repeating: " ", count: state.width) + "\r", columns: 0)
        state.width = 0
    }

    /// What is shown of work that has lasted so many seconds: title, bar, count, time left, detail.
    ///
    /// - Parameter columns: width of the terminal, which the line never fills: the bar gives way first, then the end is
    ///   left out. Nil is no terminal: no bar, and all of the rest.
    package static func line(
        title: String, done: Int, total: Int, seconds: Double, detail: String, columns: Int?
    ) -> String {
        let fraction = min(1, Double(done) / Double(max(total, 1)))
        var parts = [title, "\(done)/\(total)"]
        if fraction > 0, fraction < 1, seconds >= 1 {
            parts.append("\(shortDuration(seconds * (1 - fraction) / fraction)) left")
        }
        if !detail.isEmpty { parts.append(detail) }
        guard let columns else { return parts.joined(separator: "  ") }
        let room = columns - 1
        let cells = min(24, room - parts.joined(separator: "  ").count - 2)
        if cells >= 6 {
            let filled = Int(fraction * Double(cells))
            parts.insert(
                String(repeating: "█", count: filled) + String(repeating: "░", count: cells - filled), at: 1)
        }
        return String(parts.joined(separator: "  ").prefix(max(0, room)))
    }

    /// Width of the terminal on standard error; 80 where it does not say.
    private static var terminalColumns: Int {
        var size = winsize()
        guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
        return Int(size.ws_col)
    }
}

/// `75` → `1 min 15 s`.
public func shortDuration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
}
