internal import Foundation

/// The real galaxy images that some tests read. They are no part of the repository; without them those tests are
/// skipped.
public enum SampleData {
    /// The folder that TUNINGFORK_DATA names, or the usual place beside the package; nil when it is not there.
    public static let path: String? = {
        // This file lies two folders below the package.
        let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let beside = package.deletingLastPathComponent().appending(components: "shared", "data").path
        let named = ProcessInfo.processInfo.environment["TUNINGFORK_DATA"]
        return [named ?? beside].first { FileManager.default.fileExists(atPath: $0 + "/README.md") }
    }()

    /// True when the sample data are there.
    public static var isPresent: Bool { path != nil }

    /// Why a test was skipped.
    public static let absence = "the sample data are not there (TUNINGFORK_DATA names their folder)"

    /// Path of `name` in the sample data; throws when they are not there.
    public static func file(_ name: String) throws -> String {
        guard let path else { throw CocoaError(.fileNoSuchFile) }
        return path + "/" + name
    }
}
