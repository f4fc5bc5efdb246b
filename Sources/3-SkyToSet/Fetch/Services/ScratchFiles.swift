internal import Files
internal import Foundation
internal import Synchronization

/// A directory for answers that a library reads from a file; what an earlier run left there is removed.
final class ScratchFiles: Sendable {
    let directory: String
    private let count = Atomic<Int>(0)

    /// Throws `WriteError`.
    init(in output: String) throws {
        directory = output + "/.unfinished"
        try? FileManager.default.removeItem(atPath: directory)
        try Directory.create(directory)
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// Writes `bytes` to a file, whose name ends in `suffix`, for as long as `body` runs.
    ///
    /// Throws `WriteError` and what `body` throws.
    func with<Result>(_ bytes: [UInt8], suffix: String, _ body: (_ path: String) throws -> Result) throws -> Result {
        let path = "\(directory)/\(count.add(1, ordering: .relaxed).newValue)\(suffix)"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try AtomicFile.write(path, bytes: bytes, durability: .process)
        return try body(path)
    }
}
