/// Why an address gave no usable answer, after all attempts.
public struct HTTPFailure: Error, Sendable, Equatable, CustomStringConvertible {
    /// What went wrong last.
    public enum Reason: Sendable, Equatable {
        /// The server answered with this status.
        case status(Int)
        /// No whole answer came: the connection failed, ended early, or nothing came for too long.
        case network(String)
        /// No way leads to the server: there is no network here, or no server of that name.
        case offline(String)
        /// The server asks to wait longer than the settings allow.
        case asksToWait(seconds: Double, status: Int)
        /// The answer is longer than the settings allow.
        case tooLarge(limit: Int)
        /// The answer came, and is not what was asked for.
        case rejected(String)
        /// The work was stopped.
        case stopped
    }

    public let url: String
    /// How often it was asked.
    public let attempts: Int
    public let reason: Reason
    /// True when asking again will not help.
    public let isPermanent: Bool
    /// What the server said beside its status; nil when nothing.
    public let words: String?

    public init(url: String, attempts: Int, reason: Reason, isPermanent: Bool, words: String? = nil) {
        self.words = words
        self.url = url
        self.attempts = attempts
        self.reason = reason
        self.isPermanent = isPermanent
    }

    /// True when the server is not there, or does not work at present: it may be so for every address.
    public var isOutage: Bool {
        switch reason {
        case .network, .offline, .asksToWait: true
        case .status(let code): [429, 502, 503, 504].contains(code)
        case .tooLarge, .rejected, .stopped: false
        }
    }

    public var description: String {
        switch reason {
        case .status(let code): "the server answered \(code)" + (words.map { ": \($0)" } ?? "")
        case .network(let text): text
        case .offline(let text): text
        case .asksToWait(let seconds, let code):
            "the server answered \(code) and asks to wait \(Int(seconds.rounded())) s"
        case .tooLarge(let limit): "the answer is longer than \(limit) bytes"
        case .rejected(let text): text
        case .stopped: "stopped"
        }
    }
}

/// Thrown by a check of an answer that is not what was asked for.
public struct AnswerRejected: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong, as a clause.
    public let description: String
    /// True when asking again may give another answer.
    public let isTemporary: Bool

    public init(_ description: String, isTemporary: Bool) {
        self.description = description
        self.isTemporary = isTemporary
    }
}
