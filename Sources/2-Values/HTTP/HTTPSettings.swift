/// How an ``HTTPClient`` asks: how much at once, how patiently, and how much it takes.
public struct HTTPSettings: Sendable, Equatable {
    /// Requests at once to one host, at least 1.
    public var connections = 4
    /// Requests a second to one host, on average; nil is as many as it answers.
    public var requestsPerSecond: Double?
    /// Attempts for one answer, at least 1.
    public var attempts = 5
    /// Seconds: the wait before attempt n is drawn from 0…`firstWait` · 2ⁿ⁻² (full jitter), and never longer than
    /// `longestWait`.
    public var firstWait = 1.0
    /// Seconds; a server that asks for more (Retry-After) is given up for now.
    public var longestWait = 120.0
    /// Seconds until a connection stands.
    public var connectTimeout = 30.0
    /// Whole seconds in which nothing comes.
    public var stallTimeout = 30
    /// Seconds for one whole answer.
    public var wholeTimeout = 300.0
    /// Bytes of the longest answer that is taken.
    public var maximumBytes = 1 << 28

    public init() {}
}
