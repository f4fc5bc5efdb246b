internal import CCurl
internal import Files
internal import Glibc

/// One libcurl handle, which keeps its connections open from request to request.
///
/// `@unchecked Sendable`: it belongs to one thread at a time, the one that took it out of a client's pool.
final class CurlHandle: @unchecked Sendable {
    /// When a request is given up.
    struct Timeouts {
        /// Seconds until the connection stands.
        var connect: Double
        /// Seconds in which nothing comes.
        var silence: Int
        /// Seconds for the whole answer; nil is for ever.
        var whole: Double?
    }

    /// Why there was no whole answer.
    struct Problem {
        /// In libcurl's words, and what may be behind them.
        let text: String
        /// True when no way leads to the server: its name is not known here, or its network cannot be reached.
        let isOffline: Bool
    }

    /// What libcurl calls back while a request runs.
    private final class Callbacks {
        let head: (String) -> Void
        let body: (UnsafeRawBufferPointer) -> Bool
        let isStopped: () -> Bool

        init(
            head: @escaping (String) -> Void, body: @escaping (UnsafeRawBufferPointer) -> Bool,
            isStopped: @escaping () -> Bool
        ) {
            self.head = head
            self.body = body
            self.isStopped = isStopped
        }

        static func at(_ context: UnsafeMutableRawPointer) -> Callbacks {
            Unmanaged<Callbacks>.fromOpaque(context).takeUnretainedValue()
        }
    }

    private static let started: Bool = tf_curl_start() == CURLE_OK

    private let handle: UnsafeMutableRawPointer

    /// Nil when libcurl cannot be started.
    init?() {
        guard Self.started, let handle = curl_easy_init() else { return nil }
        self.handle = handle
    }

    deinit { curl_easy_cleanup(handle) }

    /// Asks for `url` and waits for the end of the answer. Redirects are followed, to HTTP and HTTPS only.
    ///
    /// - Parameters:
    ///   - headers: lines of the request's head, such as `Range: bytes=10-`.
    ///   - decompresses: whether the body may come compressed and is decompressed.
    ///   - head: gets each line of the answer's head; a redirect's come first.
    ///   - body: gets the body piece by piece; false ends the request.
    ///   - isStopped: asked now and then; true ends the request.
    /// - Returns: nil, or what went wrong.
    /// - Throws: ``InputError`` for an address that libcurl refuses.
    func get(
        _ url: String, headers: [String] = [], timeouts: Timeouts, decompresses: Bool,
        head: (String) -> Void, body: (UnsafeRawBufferPointer) -> Bool, isStopped: () -> Bool
    ) throws -> Problem? {
        try withoutActuallyEscaping(head) { head in
            try withoutActuallyEscaping(body) { body in
                try withoutActuallyEscaping(isStopped) { isStopped in
                    let callbacks = Callbacks(head: head, body: body, isStopped: isStopped)
                    return try withExtendedLifetime(callbacks) {
                        try perform(
                            url, headers, timeouts, decompresses, Unmanaged.passUnretained(callbacks).toOpaque())
                    }
                }
            }
        }
    }

    private func perform(
        _ url: String, _ headers: [String], _ timeouts: Timeouts, _ decompresses: Bool,
        _ context: UnsafeMutableRawPointer
    ) throws -> Problem? {
        var list: UnsafeMutablePointer<curl_slist>?
        for header in headers { list = curl_slist_append(list, header) }
        defer { curl_slist_free_all(list) }
        let receive: tf_curl_data = { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
            // Any other number than that of the bytes makes libcurl end the request.
            return Callbacks.at(context).body(piece) ? piece.count : (piece.isEmpty ? 1 : 0)
        }
        let line: tf_curl_data = { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
            Callbacks.at(context).head(String(decoding: piece, as: UTF8.self))
            return piece.count
        }
        let progress: tf_curl_progress = { context, _, _, _, _ in
            guard let context else { return 0 }
            return Callbacks.at(context).isStopped() ? 1 : 0
        }
        // Keeps connections, forgets everything else.
        curl_easy_reset(handle)
        let codes = [
            tf_curl_set_string(handle, CURLOPT_URL, url),
            tf_curl_set_string(handle, CURLOPT_USERAGENT, "tuningfork"),
            tf_curl_set_long(handle, CURLOPT_PROTOCOLS, Int(CURLPROTO_HTTP | CURLPROTO_HTTPS)),
            tf_curl_set_long(handle, CURLOPT_REDIR_PROTOCOLS, Int(CURLPROTO_HTTP | CURLPROTO_HTTPS)),
            tf_curl_set_long(handle, CURLOPT_FOLLOWLOCATION, 1),
            tf_curl_set_long(handle, CURLOPT_MAXREDIRS, 10),
            tf_curl_set_long(handle, CURLOPT_NOSIGNAL, 1),
            tf_curl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, Int(timeouts.connect * 1000)),
            tf_curl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, 1),
            tf_curl_set_long(handle, CURLOPT_LOW_SPEED_TIME, timeouts.silence),
            tf_curl_set_long(handle, CURLOPT_TIMEOUT_MS, Int((timeouts.whole ?? 0) * 1000)),
            decompresses ? tf_curl_set_string(handle, CURLOPT_ACCEPT_ENCODING, "") : CURLE_OK,
            tf_curl_set_list(handle, CURLOPT_HTTPHEADER, list),
            tf_curl_set_data(handle, CURLOPT_HEADERFUNCTION, line),
            tf_curl_set_pointer(handle, CURLOPT_HEADERDATA, context),
            tf_curl_set_data(handle, CURLOPT_WRITEFUNCTION, receive),
            tf_curl_set_pointer(handle, CURLOPT_WRITEDATA, context),
            tf_curl_set_long(handle, CURLOPT_NOPROGRESS, 0),
            tf_curl_set_progress(handle, progress),
            tf_curl_set_pointer(handle, CURLOPT_XFERINFODATA, context),
        ]
        if let bad = codes.first(where: { $0 != CURLE_OK }) {
            throw InputError(problem: "libcurl refuses this address: \(url) (\(Self.text(bad)))")
        }
        let code = curl_easy_perform(handle)
        guard code != CURLE_OK else { return nil }
        var system = 0
        _ = tf_curl_get_long(handle, CURLINFO_OS_ERRNO, &system)
        let isUnreachable = [ENETUNREACH, ENETDOWN, EHOSTUNREACH].contains(Int32(truncatingIfNeeded: system))
        let isOffline =
            code == CURLE_COULDNT_RESOLVE_HOST || code == CURLE_COULDNT_RESOLVE_PROXY
            || (code == CURLE_COULDNT_CONNECT && isUnreachable)
        return Problem(
            text: Self.text(code) + (isOffline ? " (there is no network here, or no such server)" : ""),
            isOffline: isOffline)
    }

    private static func text(_ code: CURLcode) -> String { String(cString: curl_easy_strerror(code)) }
}
