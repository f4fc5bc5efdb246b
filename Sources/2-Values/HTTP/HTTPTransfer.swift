internal import Files
internal import Process

/// One request for a file, or for the rest of it.
final class HTTPTransfer {
    enum Outcome {
        case whole
        /// The connection failed or ended early, or the server asked for patience: worth another attempt.
        case cutOff(String)
        /// No way leads to the server.
        case offline(String)
        /// The server answered with this status, and will again.
        case refused(Int)
        case webPage
    }

    private let url: String
    private let silence: Int
    private var part: PartialFile?
    private var progress: ((Int, Int?) -> Void)?
    private var response = HTTPResponse()
    private var offset = 0
    /// Whether the body belongs into the part: decided at its first byte.
    private var takesBody: Bool?
    private var failure: (any Error)?

    init(url: String, silence: Int) {
        self.url = url
        self.silence = silence
    }

    /// Throws `WriteError` when the part cannot be written.
    func run(into part: PartialFile, progress: (Int, Int?) -> Void) throws -> Outcome {
        guard let handle = CurlHandle() else { return .cutOff("libcurl could not be started") }
        self.part = part
        offset = part.count
        let headers = try rangeHeaders(part)
        return try withoutActuallyEscaping(progress) { progress in
            self.progress = progress
            defer { self.progress = nil }
            let problem = try handle.get(
                url, headers: headers, timeouts: .init(connect: 30, silence: silence, whole: nil), decompresses: false,
                head: { response.add($0) }, body: { received($0) }, isStopped: { StopSignal.isRequested })
            if let failure { throw failure }
            if let problem, problem.isOffline { return .offline(problem.text) }
            return try outcome(problem?.text, part)
        }
    }

    /// Asks for what is missing, when it is known which version of the file the part is of.
    private func rangeHeaders(_ part: PartialFile) throws -> [String] {
        guard offset > 0 else { return [] }
        if let tag = part.tag { return ["Range: bytes=\(offset)-", "If-Range: \(tag)"] }
        // Nothing says that the server's file is still the one that these bytes are of.
        try part.restart(tag: nil)
        offset = 0
        return []
    }

    private func received(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard let part, failure == nil else { return false }
        do {
            let takes = try takesBody ?? prepare(part)
            takesBody = takes
            // The page that explains an error is read and dropped.
            guard takes else { return true }
            let code = part.append(bytes)
            guard code == 0 else { throw WriteError(path: part.path, code: code) }
            progress?(part.count, response.total(from: offset))
            return true
        } catch {
            failure = error
            return false
        }
    }

    /// Decides at the first byte of a body what to do with it.
    private func prepare(_ part: PartialFile) throws -> Bool {
        guard !response.isWebPage else { return false }
        switch response.status {
        case 200:
            offset = 0
            try part.restart(tag: response.tag)
            return true
        case 206:
            return response.rangeStart == offset
        default:
            return false
        }
    }

    private func outcome(_ problem: String?, _ part: PartialFile) throws -> Outcome {
        if let problem, response.status == 0 { return .cutOff(problem) }
        switch response.status {
        case 200, 206:
            if response.isWebPage { return .webPage }
            if response.status == 206, response.rangeStart != offset {
                try part.restart(tag: nil)
                return .cutOff("the server sent another range than it was asked for")
            }
            if let problem { return .cutOff(problem) }
            if takesBody == nil { try part.restart(tag: response.tag) }
            if let total = response.total(from: offset), part.count != total {
                try part.restart(tag: nil)
                return .cutOff("the server sent \(part.count) bytes instead of \(total)")
            }
            return .whole
        case 416:
            if response.rangeTotal == part.count { return .whole }
            try part.restart(tag: nil)
            return .cutOff("the server's file is shorter than what has come")
        case 408, 425, 429, 500...599: return .cutOff("the server answered \(response.status)")
        default: return .refused(response.status)
        }
    }
}
