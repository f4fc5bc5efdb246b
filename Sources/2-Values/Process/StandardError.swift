internal import Glibc
internal import Synchronization

/// Standard error, as it is after the terminal was closed too.
package enum StandardError {
    /// Columns of a bar of progress that stands in the last line, which has no end yet; 0 is none.
    private static let openColumns = Atomic<Int>(0)

    /// Writes a message: a bar of progress that stands in the last line is wiped off first.
    package static func write(_ text: String) {
        let columns = openColumns.exchange(0, ordering: .relaxed)
        writeAsIs((columns > 0 ? "\r" + String(repeating: " ", count: columns) + "\r" : "") + text)
    }

    /// Writes a bar over what stands in the last line, which it leaves open; `columns` 0 says that it was wiped off.
    package static func writeBar(_ text: String, columns: Int) {
        openColumns.store(columns, ordering: .relaxed)
        writeAsIs(text)
    }

    /// Writes `text` as far as it can be written: a terminal or a pipe that has gone must not end the work, least of all
    /// the work that a closed terminal has just asked to be saved.
    private static func writeAsIs(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
