internal import Foundation

/// Lets requests to one host pass: so many at once, so many a second, none while the host asks for a pause.
final class HostGate: @unchecked Sendable {
    // The lock of every variable below, signalled when a place is free.
    private let condition = NSCondition()
    private var free: Int
    /// The next moment at which a request may begin.
    private var nextStart = Date.distantPast
    private var pausedUntil = Date.distantPast
    private let interval: Double

    init(connections: Int, requestsPerSecond: Double?) {
        free = max(1, connections)
        interval = requestsPerSecond.map { 1 / $0 } ?? 0
    }

    /// Waits for a place and for the time; false when the work was stopped meanwhile.
    func enter(isStopped: () -> Bool) -> Bool {
        condition.lock()
        while free == 0 {
            _ = condition.wait(until: Date(timeIntervalSinceNow: Wait.step))
            if isStopped() {
                condition.unlock()
                return false
            }
        }
        free -= 1
        condition.unlock()
        // The place is kept while waiting for the time, so that those who come later wait behind.
        while !isStopped() {
            let wait: Double = condition.withLock {
                let now = Date()
                let start = max(nextStart, pausedUntil)
                guard start <= now else { return start.timeIntervalSince(now) }
                nextStart = now.addingTimeInterval(interval)
                return 0
            }
            if wait <= 0 { return true }
            Thread.sleep(forTimeInterval: min(wait, Wait.step))
        }
        leave()
        return false
    }

    /// Gives the place back.
    func leave() {
        condition.withLock {
            free += 1
            condition.signal()
        }
    }

    /// Lets nobody pass for so many seconds.
    func pause(_ seconds: Double) {
        condition.withLock { pausedUntil = max(pausedUntil, Date(timeIntervalSinceNow: seconds)) }
    }
}

/// Waiting that ends when the work is stopped.
enum Wait {
    /// Seconds between two looks at whether the work was stopped.
    static let step = 0.05

    /// Returns false when the work was stopped meanwhile.
    static func sleep(_ seconds: Double, isStopped: () -> Bool) -> Bool {
        let end = Date(timeIntervalSinceNow: seconds)
        while true {
            if isStopped() { return false }
            let rest = end.timeIntervalSinceNow
            if rest <= 0 { return true }
            Thread.sleep(forTimeInterval: min(rest, step))
        }
    }
}
