internal import Glibc

/// Standard error, as it is after the terminal was closed too.
package enum StandardError {
    /// Writes `text` as far as it can be written: a terminal or a pipe that has gone must not end the work, least of all
    /// the work that a closed terminal has just asked to be saved.
    package static func write(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let count = bytes.withUnsafeBytes { Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            bytes = bytes.dropFirst(count)
        }
    }
}
