import Foundation
import TestSupport

/// A file system of some kilobytes in memory, mounted for one test.
final class FullDisk: Sendable {
    /// Where it is mounted.
    let path: String
    private let directory: TemporaryDirectory

    static let absence = "no file system can be mounted here (it takes root)"

    /// True when this user may mount one.
    static let isAllowed = (try? FullDisk(kilobytes: 16)) != nil

    private struct Refused: Error {}

    init(kilobytes: Int) throws {
        directory = try TemporaryDirectory()
        path = directory.file("disk")
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        guard try FullDisk.run(["mount", "-t", "tmpfs", "-o", "size=\(kilobytes)k", "tmpfs", path]) else {
            throw Refused()
        }
    }

    deinit {
        _ = try? FullDisk.run(["umount", path])
    }

    /// Path of `name` on it.
    func file(_ name: String) -> String { path + "/" + name }

    /// Leaves no more than some pages of 4096 bytes free.
    func fill(leaving pages: Int) throws {
        try Data().write(to: URL(filePath: file("filler")))
        guard let filler = FileHandle(forWritingAtPath: file("filler")) else { throw Refused() }
        let page = Data(repeating: 1, count: 4096)
        var count = 0
        while (try? filler.write(contentsOf: page)) != nil { count += 1 }
        try filler.truncate(atOffset: UInt64(max(0, count - pages) * page.count))
        try filler.close()
    }

    /// Makes room again.
    func clear() throws { try FileManager.default.removeItem(atPath: file("filler")) }

    private static func run(_ command: [String]) throws -> Bool {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = command
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return process.terminationStatus == 0
    }
}
