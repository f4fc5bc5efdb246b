public import Files
internal import Foundation
internal import Process

/// Fetches one file over HTTP into `PATH.part`, going on where an earlier attempt ended, and gives it its final name
/// only when it is whole and right.
///
/// ```swift
/// let download = Download(url: "https://example.org/weights.h5", path: "weights.h5", sum: nil) { unfinished in
///     try lookAt(unfinished)
/// }
/// try download.run { received, total in print(received, total ?? 0) }
/// ```
public struct Download {
    /// How patient a download is.
    public struct Patience {
        /// Attempts before it gives up.
        public var attempts = 6
        /// Wait before the second attempt, seconds; doubled before each further one.
        public var firstWait = 1.0
        /// An attempt ends when nothing comes for so long, seconds.
        public var silence = 30

        public init() {}
    }

    let url: String
    /// The final name.
    let path: String
    let sum: PublishedSum?
    let patience: Patience
    /// Looks at the whole file under its unfinished name, before it gets the final one.
    let accept: (_ unfinished: String) throws -> Void

    public init(
        url: String, path: String, sum: PublishedSum?, patience: Patience = Patience(),
        accept: @escaping (_ unfinished: String) throws -> Void
    ) {
        self.url = url
        self.path = path
        self.sum = sum
        self.patience = patience
        self.accept = accept
    }

    /// - Parameter progress: gets the bytes that are there and, where the server says, how many there will be.
    /// - Throws: ``FetchError``, `WriteError`, what `accept` throws; `Interrupted` after a signal, and
    ///   what has come is kept.
    public func run(progress: (_ received: Int, _ total: Int?) -> Void) throws {
        try StopSignal.whileGraceful { try runGracefully(progress) }
    }

    private func runGracefully(_ progress: (_ received: Int, _ total: Int?) -> Void) throws {
        let part = try PartialFile(path)
        var wait = patience.firstWait
        var reason = ""
        for attempt in 1...max(patience.attempts, 1) {
            if attempt > 1 {
                let end = ContinuousClock.now + .seconds(wait)
                while ContinuousClock.now < end, !StopSignal.isRequested {
                    Thread.sleep(forTimeInterval: min(wait, 0.1))
                }
                wait *= 2
            }
            switch try HTTPTransfer(url: url, silence: patience.silence).run(into: part, progress: progress) {
            case .whole:
                try finish(part)
                return
            case .offline(let why) where attempt == 1:
                throw FetchError.network(url: url, attempts: attempt, reason: why)
            case .cutOff(let why), .offline(let why):
                try StopSignal.check(.goesOn)
                reason = why
            case .refused(let code): throw FetchError.status(url: url, code: code)
            case .webPage:
                try part.discard()
                throw FetchError.webPage(url: url)
            }
        }
        throw FetchError.network(url: url, attempts: max(patience.attempts, 1), reason: reason)
    }

    private func finish(_ part: PartialFile) throws {
        try part.synchronize()
        do {
            if let sum {
                let found = try Checksum.hexadecimal(sum.algorithm, ofFile: part.path)
                guard sum.matches(found) else {
                    throw FetchError.wrongSum(
                        url: url, algorithm: sum.algorithm.rawValue, expected: sum.value, found: found)
                }
            }
            try accept(part.path)
        } catch {
            try part.discard()
            throw error
        }
        try part.rename(to: path)
    }
}
