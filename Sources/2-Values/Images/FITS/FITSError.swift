internal import CFITSIO
public import Files

/// What cfitsio, or the check before it, refused: which file, which part, and cfitsio's own words.
public struct FITSError: BadInput, Sendable, Equatable, CustomStringConvertible {
    /// Path of the file as it was given.
    public let file: String
    /// Header-data unit counted from 0 (the primary one), or nil when the file as a whole is meant.
    public let hdu: Int?
    /// cfitsio's status code; 0 when the check was made here, not in cfitsio.
    public let code: Int
    /// What was wrong.
    public let message: String

    public init(file: String, hdu: Int? = nil, code: Int = 0, message: String) {
        self.file = file
        self.hdu = hdu
        self.code = code
        self.message = message
    }

    public var description: String {
        let place = hdu.map { "\(file), HDU \($0)" } ?? file
        return code == 0 ? "\(place): \(message)" : "\(place): \(message) (cfitsio status \(code))"
    }

    /// Turns a non-zero status of the call just made into an error, with the texts cfitsio left on its stack.
    static func check(_ status: Int32, file: String, hdu: Int?, doing: String) throws(FITSError) {
        guard status != 0 else { return }
        var short = [CChar](repeating: 0, count: 31)
        ffgerr(status, &short)
        var message = "\(doing): \(text(short))"
        var line = [CChar](repeating: 0, count: 81)
        // cfitsio's message stack may hold several lines, oldest first; the first one names the cause.
        if ffgmsg(&line) != 0 {
            let detail = text(line)
            if !detail.isEmpty { message += ": \(detail)" }
        }
        ffcmsg()
        throw FITSError(file: file, hdu: hdu, code: Int(status), message: message)
    }

    static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
