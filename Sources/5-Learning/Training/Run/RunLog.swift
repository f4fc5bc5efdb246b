import Files
import Foundation
import Process

/// What a run prints, kept in its `log.txt` too.
final class RunLog {
    private let path: String
    private let handle: FileHandle
    private let progress: ProgressReporter

    /// Opens the log at `path`, after what it holds.
    init(path: String, progress: ProgressReporter) throws {
        self.path = path
        self.progress = progress
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw WriteError(path: path, code: errno) }
        handle = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
    }

    /// Prints `line` and appends it to the log with the time (UTC).
    func say(_ line: String) throws {
        progress.say(line)
        let time = Date.now.formatted(.iso8601)
        do {
            try handle.write(contentsOf: Data("\(time) \(line)\n".utf8))
        } catch {
            throw WriteError(path: path, reason: systemReason(error))
        }
    }
}

/// The operating system's words for a Foundation error.
func systemReason(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError ?? error as NSError
    return underlying.domain == NSPOSIXErrorDomain
        ? String(cString: strerror(Int32(underlying.code))) : error.localizedDescription
}
