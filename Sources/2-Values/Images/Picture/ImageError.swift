public import Files

/// Why a file is not a usable picture. The command line ends with `ExitStatus.badData` on it.
public struct ImageError: BadInput, Sendable, Equatable, CustomStringConvertible {
    /// The file's path or the name given for bytes in memory.
    public let file: String
    /// What is wrong, as a clause that follows the file's name: "is empty (0 bytes)".
    public let reason: String

    public init(file: String, reason: String) {
        self.file = file
        self.reason = reason
    }

    public var description: String { "\(file) \(reason)." }
}
