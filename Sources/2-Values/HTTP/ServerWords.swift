internal import Foundation

/// What a server says in words where a file was asked for: error messages come as plain text, as JSON, as XML of a virtual
/// observatory's service, or as a page.
public enum ServerWords {
    /// Longest text that is kept, characters.
    private static let limit = 160

    /// The words of a body; nil for one that holds none, such as a picture or a page without a title.
    ///
    /// Known forms: `{"detail": …}` and the like; `<ServiceException>` and the `QUERY_STATUS` of a VOTable (IVOA DALI 1.1,
    /// section 4.2); the title of a web page; plain text.
    public static func said(in body: [UInt8]) -> String? {
        let start = body.prefix(1 << 14)
        guard !start.contains(where: { $0 < 9 || (14..<32).contains($0) }),
            let text = String(validating: start, as: UTF8.self)
        else { return nil }
        let trimmed = text.drop(while: \.isWhitespace)
        if trimmed.first == "{" { return json(body) }
        if trimmed.first == "<" {
            return queryError(in: text) ?? element("ServiceException", in: text) ?? element("title", in: text)
        }
        return short(text)
    }

    /// Why a VOTable says that its query failed (`<INFO name="QUERY_STATUS" value="ERROR">why</INFO>`); nil when it does
    /// not.
    private static func queryError(in text: String) -> String? {
        var rest = text[...]
        while let start = rest.firstRange(of: "<INFO") {
            rest = rest[start.upperBound...]
            guard let end = rest.firstIndex(of: ">") else { return nil }
            let tag = rest[..<end]
            guard tag.contains("QUERY_STATUS"), tag.contains("\"ERROR\"") || tag.contains("'ERROR'") else { continue }
            return short(rest[rest.index(after: end)...].prefix { $0 != "<" }) ?? "no reason given"
        }
        return nil
    }

    private static func json(_ body: [UInt8]) -> String? {
        guard let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] else { return nil }
        for name in ["detail", "message", "error", "errormessage", "title"] {
            for (key, value) in object where key.lowercased() == name {
                if let text = value as? String, let words = short(text) { return words }
            }
        }
        return nil
    }

    /// The content of the first element of a name, whatever its case.
    private static func element(_ name: String, in text: String) -> String? {
        guard let start = text.range(of: "<\(name)\\b", options: [.caseInsensitive, .regularExpression]),
            let open = text[start.upperBound...].firstIndex(of: ">")
        else { return nil }
        return short(text[text.index(after: open)...].prefix { $0 != "<" })
    }

    /// Words parted by single spaces, cut off where there are many; nil when there are none.
    private static func short(_ text: some StringProtocol) -> String? {
        let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !words.isEmpty else { return nil }
        let cut = words.count > limit ? words.prefix(limit) + "…" : words[...]
        return cut.hasSuffix(".") ? String(cut.dropLast()) : String(cut)
    }
}
