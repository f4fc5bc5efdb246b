/// Why no package came from the Python package index.
public struct PackageError: Error, Equatable, CustomStringConvertible {
    /// Which of the things that go wrong.
    public enum Reason: Equatable, Sendable {
        case noPython
        /// Python is there without its package client.
        case noClient
        case unreachable
        /// The index has no such version, or none in the form that is fetched.
        case absent
        /// What the client says.
        case other(String)
    }

    /// Name and version of the package.
    public let package: String
    public let reason: Reason

    public var description: String {
        switch reason {
        case .noPython, .noClient:
            "\(package) comes by Python's package client, and \(reason == .noPython ? "python3" : "pip") is not installed. "
                + "Install it (Debian: apt-get install python3-pip), then run the same command again."
        case .unreachable:
            "The Python package index cannot be reached, and \(package) comes from there. Check the network (https_proxy, "
                + "PIP_INDEX_URL), then run the same command again."
        case .absent:
            "The Python package index has no \(package) as a wheel. If PIP_INDEX_URL or pip's configuration names another "
                + "index than pypi.org, choose one that has it."
        case .other(let words):
            "pip could not download \(package): \(words). Run the same command again, or download the package by hand."
        }
    }

    /// What pip's output says, lower-cased or not.
    init(package: String, output: String) {
        self.package = package
        let text = output.lowercased()
        func has(_ words: [String]) -> Bool { words.contains { text.contains($0) } }
        reason =
            if has(["no module named pip"]) {
                .noClient
            } else if has([
                "connection", "resolution", "timed out", "unreachable", "proxy", "ssl", "network",
            ]) {
                .unreachable
            } else if has(["no matching distribution", "could not find a version", "404"]) {
                .absent
            } else {
                .other(
                    output.split(separator: "\n").last.map { String($0.drop { " \t".contains($0) }) }
                        ?? "it says nothing"
                )
            }
    }

    init(package: String, reason: Reason) {
        self.package = package
        self.reason = reason
    }
}
