internal import Synchronization

/// Counts the bytes that ``ByteReader`` takes from the disk, for tests of how often a file is read.
package final class ReadMeter: Sendable {
    @TaskLocal static var current: ReadMeter?

    private let counts = Mutex<[String: Int]>([:])

    func add(_ count: Int, path: String) { counts.withLock { $0[path, default: 0] += count } }

    /// Runs `body`, and gives how many bytes of each file were read by what this thread has opened meanwhile.
    package static func bytes(_ body: () throws -> Void) rethrows -> [String: Int] {
        let meter = ReadMeter()
        try $current.withValue(meter) { try body() }
        return meter.counts.withLock { $0 }
    }
}
