internal import Foundation
internal import Synchronization

/// Asks servers for many small answers, politely and patiently.
///
/// Connections are reused. A failed attempt is repeated after a random wait that doubles (exponential back-off with full
/// jitter), or after the time that the server names (Retry-After); a host that answers 429 is left alone by all threads
/// for that time. Any number of threads may ask at once.
public final class HTTPClient: Sendable {
    public let settings: HTTPSettings
    private let isStopped: @Sendable () -> Bool
    private let shared: Mutex<Shared>

    private struct Shared {
        var handles: [CurlHandle] = []
        var gates: [String: HostGate] = [:]
        /// Whether any server has answered: then there is a network.
        var hasAnswer = false
        var generator: any RandomNumberGenerator & Sendable
    }

    /// - Parameters:
    ///   - generator: draws the waits.
    ///   - isStopped: asked now and then by every thread that waits; true ends what is under way.
    public init(
        settings: HTTPSettings = HTTPSettings(), generator: any RandomNumberGenerator & Sendable,
        isStopped: @escaping @Sendable () -> Bool = { false }
    ) {
        precondition(
            settings.connections > 0 && settings.attempts > 0 && (settings.requestsPerSecond ?? 1) > 0,
            "no request is possible with \(settings)")
        self.settings = settings
        self.isStopped = isStopped
        shared = Mutex(Shared(generator: generator))
    }

    /// The answer at `url`.
    ///
    /// - Parameter accept: looks at an answer with a status of success, and makes of it what is wanted. Throws
    ///   ``AnswerRejected`` for one that is not what was asked for; other errors are thrown on.
    /// - Throws: ``HTTPFailure`` after the last attempt, and after the first one where there is no network; `InputError` for an address that cannot be one.
    public func get<Result>(_ url: String, accept: (HTTPAnswer) throws -> Result) throws -> Result {
        let gate = gate(of: url)
        var attempt = 0
        while true {
            attempt += 1
            guard gate.enter(isStopped: isStopped) else { throw stopped(url, attempt - 1) }
            let outcome: Attempt
            do {
                defer { gate.leave() }
                outcome = try self.attempt(url)
            }
            var failure: (reason: HTTPFailure.Reason, isPermanent: Bool, wait: Double?)
            var words: String?
            switch outcome {
            case .answer(let answer):
                do {
                    return try accept(answer)
                } catch let error as AnswerRejected {
                    failure = (.rejected(error.description), !error.isTemporary, nil)
                }
            case .failed(let reason, let isPermanent, let wait, let said):
                failure = (reason, isPermanent, wait)
                words = said
            }
            if let wait = failure.wait, case .status(let code) = failure.reason {
                if wait > settings.longestWait {
                    failure = (.asksToWait(seconds: wait, status: code), false, nil)
                    throw HTTPFailure(url: url, attempts: attempt, reason: failure.reason, isPermanent: false)
                }
                if code == 429 { gate.pause(wait) }
            }
            var isOffline = false
            if case .offline = failure.reason { isOffline = !shared.withLock(\.hasAnswer) }
            guard !failure.isPermanent, !isOffline, attempt < settings.attempts else {
                throw HTTPFailure(
                    url: url, attempts: attempt, reason: failure.reason, isPermanent: failure.isPermanent,
                    words: words)
            }
            let most = min(settings.longestWait, settings.firstWait * Double(1 << min(attempt - 1, 30)))
            let drawn = shared.withLock { Double.random(in: 0...most, using: &$0.generator) }
            guard Wait.sleep((failure.wait ?? 0) + drawn, isStopped: isStopped) else { throw stopped(url, attempt) }
        }
    }

    private func stopped(_ url: String, _ attempts: Int) -> HTTPFailure {
        HTTPFailure(url: url, attempts: attempts, reason: .stopped, isPermanent: false)
    }

    private func gate(of url: String) -> HostGate {
        let parts = URLComponents(string: url)
        let host = "\(parts?.host ?? url):\(parts?.port ?? 0)"
        return shared.withLock { shared in
            if let gate = shared.gates[host] { return gate }
            let gate = HostGate(connections: settings.connections, requestsPerSecond: settings.requestsPerSecond)
            shared.gates[host] = gate
            return gate
        }
    }

    private enum Attempt {
        case answer(HTTPAnswer)
        case failed(HTTPFailure.Reason, isPermanent: Bool, wait: Double? = nil, words: String? = nil)
    }

    /// Seconds that a transfer gets to its end after the work was stopped: most need less, and asking again costs more.
    private static let grace = 2.0

    private func attempt(_ url: String) throws -> Attempt {
        guard let handle = shared.withLock({ $0.handles.popLast() }) ?? CurlHandle() else {
            return .failed(.network("libcurl could not be started"), isPermanent: true)
        }
        var response = HTTPResponse()
        var body: [UInt8] = []
        var isTooLarge = false
        var stopSeen: ContinuousClock.Instant?
        let problem = try handle.get(
            url,
            timeouts: .init(
                connect: settings.connectTimeout, silence: settings.stallTimeout, whole: settings.wholeTimeout),
            decompresses: true,
            head: { line in
                response.add(line)
                if line.hasPrefix("HTTP/") { body.removeAll() }
            },
            body: { bytes in
                isTooLarge = body.count + bytes.count > settings.maximumBytes
                if !isTooLarge { body.append(contentsOf: bytes) }
                return !isTooLarge
            },
            isStopped: {
                guard isStopped() else { return false }
                let first = stopSeen ?? .now
                stopSeen = first
                return first.duration(to: .now) > .seconds(Self.grace)
            })
        shared.withLock { shared in
            shared.handles.append(handle)
            if response.status != 0 { shared.hasAnswer = true }
        }
        if isTooLarge { return .failed(.tooLarge(limit: settings.maximumBytes), isPermanent: true) }
        let words = ServerWords.said(in: body) ?? response.sentence
        switch response.status {
        case 0:
            if let problem, problem.isOffline { return .failed(.offline(problem.text), isPermanent: false) }
            return .failed(.network(problem?.text ?? "no answer came"), isPermanent: false)
        case 206: return .failed(.network("the server sent a part only"), isPermanent: false)
        case 200..<300:
            if let problem { return .failed(.network(problem.text), isPermanent: false) }
            return .answer(HTTPAnswer(url: url, status: response.status, fields: response.fields, body: body))
        case 100..<400 where problem != nil:
            // No answer followed, or a redirect led nowhere.
            return .failed(.network(problem?.text ?? ""), isPermanent: false)
        case 408, 425, 429, 500..<600:
            return .failed(
                .status(response.status), isPermanent: false, wait: response.retryAfter(now: Date()), words: words)
        default: return .failed(.status(response.status), isPermanent: true, words: words)
        }
    }
}
