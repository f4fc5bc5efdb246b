internal import CFITSIO

/// Values of keywords in the current unit of a file open in cfitsio; nil where a keyword is missing or not of the kind.
struct FITSKeywords {
    let handle: UnsafeMutablePointer<fitsfile>

    /// A text without blanks at its end, also one that goes on in CONTINUE cards; nil when it is empty.
    func text(_ keyword: String) -> String? {
        var status: Int32 = 0
        var value: UnsafeMutablePointer<CChar>?
        ffgkls(handle, keyword, &value, nil, &status)
        defer {
            var ignored: Int32 = 0
            if let value { fffree(value, &ignored) }
            ffcmsg()
        }
        guard status == 0, let value else { return nil }
        let text = trimmed(String(cString: value))
        return text.isEmpty ? nil : text
    }

    func integer(_ keyword: String) -> Int64? {
        var (status, value): (Int32, LONGLONG) = (0, 0)
        ffgkyjj(handle, keyword, &value, nil, &status)
        ffcmsg()
        return status == 0 ? Int64(value) : nil
    }

    func real(_ keyword: String) -> Double? {
        var (status, value): (Int32, Double) = (0, 0)
        ffgkyd(handle, keyword, &value, nil, &status)
        ffcmsg()
        return status == 0 ? value : nil
    }
}

/// cfitsio's own words.
enum CFITSIOText {
    /// What a status means, with the first line that cfitsio left on its stack of messages.
    static func message(_ status: Int32) -> String {
        var short = [CChar](repeating: 0, count: 31)
        ffgerr(status, &short)
        var line = [CChar](repeating: 0, count: 81)
        let detail = ffgmsg(&line) != 0 ? text(line) : ""
        ffcmsg()
        return "\(text(short)) (cfitsio status \(status))" + (detail.isEmpty ? "" : ": \(detail)")
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
