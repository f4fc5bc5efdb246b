internal import CCurl
internal import Files
internal import Glibc

/// One request for a file, or for the rest of it.
final class HTTPTransfer {
    enum Outcome {
        case whole
        /// The connection failed or ended early, or the server asked for patience: worth another attempt.
        case cutOff(String)
        /// The server answered with this status, and will again.
        case refused(Int)
        case webPage
    }

    private static let started: Bool = tf_curl_start() == CURLE_OK

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
        guard Self.started, let handle = curl_easy_init() else { return .cutOff("libcurl could not be started") }
        defer { curl_easy_cleanup(handle) }
        self.part = part
        offset = part.count
        return try withoutActuallyEscaping(progress) { progress in
            self.progress = progress
            defer { self.progress = nil }
            let headers = try configure(handle, part)
            defer { curl_slist_free_all(headers) }
            let code = curl_easy_perform(handle)
            if let failure { throw failure }
            return try outcome(code, part)
        }
    }

    /// Sets the request up; the caller frees the list of headers after it.
    private func configure(
        _ handle: UnsafeMutableRawPointer, _ part: PartialFile
    ) throws -> UnsafeMutablePointer<curl_slist>? {
        var headers: UnsafeMutablePointer<curl_slist>?
        if offset > 0 {
            if let tag = part.tag {
                headers = curl_slist_append(headers, "Range: bytes=\(offset)-")
                headers = curl_slist_append(headers, "If-Range: \(tag)")
            } else {
                // Nothing says that the server's file is still the one that these bytes are of.
                try part.restart(tag: nil)
                offset = 0
            }
        }
        let receive: tf_curl_data = { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let transfer = Unmanaged<HTTPTransfer>.fromOpaque(context).takeUnretainedValue()
            return transfer.received(UnsafeRawBufferPointer(start: bytes, count: size * count))
        }
        let head: tf_curl_data = { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let transfer = Unmanaged<HTTPTransfer>.fromOpaque(context).takeUnretainedValue()
            let line = String(
                decoding: UnsafeRawBufferPointer(start: bytes, count: size * count), as: UTF8.self)
            transfer.response.add(line)
            return size * count
        }
        let context = Unmanaged.passUnretained(self).toOpaque()
        let codes = [
            tf_curl_set_string(handle, CURLOPT_URL, url),
            tf_curl_set_string(handle, CURLOPT_USERAGENT, "tuningfork"),
            tf_curl_set_long(handle, CURLOPT_PROTOCOLS, Int(CURLPROTO_HTTP | CURLPROTO_HTTPS)),
            tf_curl_set_long(handle, CURLOPT_REDIR_PROTOCOLS, Int(CURLPROTO_HTTP | CURLPROTO_HTTPS)),
            tf_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 1),
            tf_curl_set_long(handle, CURLOPT_MAXREDIRS, 10),
            tf_curl_set_long(handle, CURLOPT_NOSIGNAL, 1),
            tf_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT, 30),
            tf_curl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, 1),
            tf_curl_set_long(handle, CURLOPT_LOW_SPEED_TIME, silence),
            tf_curl_set_list(handle, CURLOPT_HTTPHEADER, headers),
            tf_curl_set_data(handle, CURLOPT_HEADERFUNCTION, head),
            tf_curl_set_pointer(handle, CURLOPT_HEADERDATA, context),
            tf_curl_set_data(handle, CURLOPT_WRITEFUNCTION, receive),
            tf_curl_set_pointer(handle, CURLOPT_WRITEDATA, context),
        ]
        if let bad = codes.first(where: { $0 != CURLE_OK }) {
            curl_slist_free_all(headers)
            throw InputError(problem: "libcurl refuses this address: \(url) (\(Self.text(bad)))")
        }
        return headers
    }

    private func received(_ bytes: UnsafeRawBufferPointer) -> Int {
        guard let part, failure == nil else { return 0 }
        do {
            let takes = try takesBody ?? prepare(part)
            takesBody = takes
            // The page that explains an error is read and dropped.
            guard takes else { return bytes.count }
            let code = part.append(bytes)
            guard code == 0 else { throw WriteError(path: part.path, code: code) }
            progress?(part.count, response.total(from: offset))
            return bytes.count
        } catch {
            failure = error
            return 0
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

    private func outcome(_ code: CURLcode, _ part: PartialFile) throws -> Outcome {
        guard code == CURLE_OK || response.status != 0 else { return .cutOff(Self.text(code)) }
        switch response.status {
        case 200, 206:
            if response.isWebPage { return .webPage }
            if response.status == 206, response.rangeStart != offset {
                try part.restart(tag: nil)
                return .cutOff("the server sent another range than it was asked for")
            }
            guard code == CURLE_OK else { return .cutOff(Self.text(code)) }
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

    private static func text(_ code: CURLcode) -> String { String(cString: curl_easy_strerror(code)) }
}
