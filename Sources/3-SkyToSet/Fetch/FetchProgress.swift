internal import Foundation
internal import Process
internal import Synchronization

/// Counts what has come and what has failed, and shows it.
final class FetchProgress: Sendable {
    private struct Counts {
        var done = 0
        var failed = 0
        var start = ContinuousClock.now
    }

    private let reporter: ProgressReporter
    private let counts = Mutex(Counts())

    init(_ reporter: ProgressReporter) { self.reporter = reporter }

    /// Galaxies or frames that were asked for in this run.
    var done: Int { counts.withLock { $0.done } }

    /// - Parameter total: galaxies or frames to ask for in this run.
    func begin(total: Int) {
        counts.withLock { $0 = Counts() }
        reporter.begin("fetching", total: total)
    }

    func add(isRight: Bool) {
        let counts = counts.withLock { counts in
            counts.done += 1
            if !isRight { counts.failed += 1 }
            return counts
        }
        reporter.advance(to: counts.done, detail: Self.detail(counts))
    }

    func end() { reporter.end() }

    /// `12 failed, 4.8/s`; of slow servers `48.0/min`.
    private static func detail(_ counts: Counts) -> String {
        var parts = counts.failed > 0 ? ["\(counts.failed) failed"] : []
        let seconds = counts.start.duration(to: .now) / .seconds(1)
        // Before a second has passed, a rate is chance.
        if seconds >= 1 {
            let rate = Double(counts.done) / seconds
            parts.append(
                String(
                    format: rate >= 1000 ? "%.0f/s" : rate >= 1 ? "%.1f/s" : "%.1f/min", rate >= 1 ? rate : 60 * rate))
        }
        return parts.joined(separator: ", ")
    }
}
