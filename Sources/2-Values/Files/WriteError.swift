internal import Glibc

/// A file or directory that could not be written: disk full, no permission, no such directory.
///
/// The command line ends with `ExitStatus.other` on it.
public struct WriteError: Error, Sendable, Equatable, CustomStringConvertible {
    /// Path of what was to be written.
    public let path: String
    /// What went wrong, without a full stop.
    public let reason: String
    /// What the user can do, without a full stop.
    public let remedy: String?

    /// - Parameters:
    ///   - path: what was to be written.
    ///   - reason: what went wrong, in one sentence.
    ///   - remedy: what to do, in one sentence.
    public init(path: String, reason: String, remedy: String? = nil) {
        self.path = path
        self.reason = reason
        self.remedy = remedy
    }

    /// The error for a failed system call.
    ///
    /// - Parameters:
    ///   - path: what was to be written.
    ///   - code: the value of `errno` after the call.
    public init(path: String, code: Int32) {
        let remedy: String? =
            switch code {
            case ENOSPC: "Free some space on that disk, or write somewhere else"
            case EDQUOT: "Your disk quota is used up: free some space, or write somewhere else"
            case EACCES, EPERM: "Write to a directory that you may write to"
            case EROFS: "That file system is read-only: write somewhere else"
            case ENOENT: "Create the directory first, or write somewhere else"
            case ENOTDIR: "A part of that path is a file, not a directory: write somewhere else"
            case EISDIR: "That is a directory: give the name of a file"
            case ENAMETOOLONG: "Choose a shorter name"
            case EFBIG: "The file system or a limit (ulimit -f) does not allow a file of this size"
            case EMFILE, ENFILE: "Too many files are open: raise the limit (ulimit -n)"
            default: nil
            }
        self.init(path: path, reason: systemMessage(code), remedy: remedy)
    }

    public var description: String {
        "\(path) could not be written: \(sentence(reason))" + (remedy.map { " " + sentence($0) } ?? "")
    }
}

/// The system's words for an `errno` value.
func systemMessage(_ code: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard strerror_r(code, &buffer, buffer.count) == 0 else { return "error \(code)" }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
