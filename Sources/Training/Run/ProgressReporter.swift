import Foundation
import Synchronization

/// Progress of long work: a bar that is redrawn on a terminal, a plain line now and then elsewhere.
///
/// Everything goes to standard error, so that standard output holds results alone.
public final class ProgressReporter: Sendable {
    /// Whether a bar is drawn.
    public let drawsBar: Bool
    private let isQuiet: Bool
    private let secondsBetweenLines: Double
    private let state = Mutex(State())

    private struct State {
        var title = ""
        var total = 0
        var started = ContinuousClock.now
        var lastShown: ContinuousClock.Instant?
        var width = 0
    }

    /// A reporter on standard error.
    ///
    /// - Parameters:
    ///   - isQuiet: prints nothing when true.
    ///   - secondsBetweenLines: least time between two lines of the same work where no bar is drawn.
    public init(isQuiet: Bool = false, secondsBetweenLines: Double = 15) {
        self.isQuiet = isQuiet
        self.secondsBetweenLines = secondsBetweenLines
        drawsBar = !isQuiet && isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["TERM"] != "dumb"
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
            let line = Self.line(state, done: done, now: now, detail: detail(), bar: drawsBar)
            if drawsBar {
                let padding = String(repeating: " ", count: max(0, state.width - line.count))
                state.width = line.count
                emit("\r" + line + padding)
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
        emit("\r" + String(repeating: " ", count: state.width) + "\r")
        state.width = 0
    }

    private static func line(
        _ state: State, done: Int, now: ContinuousClock.Instant, detail: String, bar: Bool
    ) -> String {
        let total = max(state.total, 1)
        let fraction = min(1, Double(done) / Double(total))
        let seconds = Double(state.started.duration(to: now).components.seconds)
        var parts = [state.title]
        if bar {
            let filled = Int(fraction * 24)
            parts.append(String(repeating: "█", count: filled) + String(repeating: "░", count: 24 - filled))
        }
        parts.append("\(done)/\(state.total)")
        if fraction > 0, fraction < 1, seconds >= 1 {
            parts.append("\(shortDuration(seconds * (1 - fraction) / fraction)) left")
        }
        if !detail.isEmpty { parts.append(detail) }
        return parts.joined(separator: "  ")
    }

    private func emit(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

/// `75 s` → `1 min 15 s`.
public func shortDuration(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
}
