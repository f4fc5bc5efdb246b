internal import CCurl
internal import Foundation

/// What the head of an HTTP answer says; a redirect's head is forgotten when the next one begins.
struct HTTPResponse {
    private(set) var status = 0
    /// The sentence after the status, where it is more than the status' own name, of four words at most; SDSS's services
    /// say there that a position is outside the footprint.
    private(set) var sentence: String?
    private(set) var fields: [String: String] = [:]

    /// Takes one line of the head.
    mutating func add(_ line: String) {
        let text = line.trimmingWhitespace()
        if text.hasPrefix("HTTP/") {
            self = HTTPResponse()
            let parts = text.split(separator: " ")
            status = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
            if parts.count > 6 { sentence = parts.dropFirst(2).joined(separator: " ") }
        } else if let colon = text.firstIndex(of: ":") {
            fields[text[..<colon].lowercased()] = String(text[text.index(after: colon)...]).trimmingWhitespace()
        }
    }

    /// True when the answer is a page for people.
    var isWebPage: Bool { fields["content-type"]?.lowercased().hasPrefix("text/html") == true }

    /// What tells this version of the file from another: a strong `ETag`, else the time of its last change.
    var tag: String? {
        if let tag = fields["etag"], !tag.hasPrefix("W/") { return tag }
        return fields["last-modified"]
    }

    /// Seconds that the server asks to wait from `now` on (`Retry-After`: digits, or a date; RFC 9110, section 10.2.3), at
    /// most ten thousand days; nil when it does not say, or something else.
    func retryAfter(now: Date) -> Double? {
        guard let field = fields["retry-after"] else { return nil }
        let longest = 10_000 * 86_400.0
        if !field.isEmpty, field.utf8.allSatisfy({ (48...57).contains($0) }) {
            return min(longest, Double(field) ?? longest)
        }
        let moment = curl_getdate(field, nil)
        return moment < 0 ? nil : min(longest, max(0, Double(moment) - now.timeIntervalSince1970))
    }

    /// `Content-Range: bytes START-END/TOTAL` or `bytes */TOTAL`.
    private var range: (start: Int?, total: Int?) {
        guard let field = fields["content-range"], field.hasPrefix("bytes ") else { return (nil, nil) }
        let parts = field.dropFirst(6).split(separator: "/")
        let start = parts.first.flatMap { Int($0.prefix { $0 != "-" }) }
        return (start, parts.count > 1 ? Int(parts[1]) : nil)
    }

    /// The place in the file at which the body starts.
    var rangeStart: Int? { range.start }
    /// The length of the whole file, as an answer about a range says.
    var rangeTotal: Int? { range.total }

    /// The length of the whole file, when the body starts at `offset`; nil when the server does not say.
    func total(from offset: Int) -> Int? {
        if status == 206, let total = range.total { return total }
        // The length of a compressed body is not the length of the file.
        guard fields["content-encoding"] == nil else { return nil }
        return fields["content-length"].flatMap { Int($0) }.map { $0 + offset }
    }
}

extension String {
    fileprivate func trimmingWhitespace() -> String {
        trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
