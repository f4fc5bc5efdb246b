internal import Files
internal import Process
internal import Synchronization

/// Text of a column that may not be UTF-8. FITS and old CSV files have such: it is read as Latin-1, in which every byte is a
/// character, and the user is told.
final class ForeignText: Sendable {
    private let isFound = Atomic<Bool>(false)

    /// True once a text was not UTF-8.
    var wasFound: Bool { isFound.load(ordering: .relaxed) }

    /// The text that bytes are in UTF-8, else in Latin-1; the latter is noted.
    static func decode(_ bytes: UnsafeBufferPointer<UInt8>, _ note: ForeignText) -> String {
        // Most texts are ASCII, and validating is slow for its being generic.
        if isASCII(bytes) { return String(decoding: bytes, as: UTF8.self) }
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        note.isFound.store(true, ordering: .relaxed)
        return String(String.UnicodeScalarView(bytes.map { Unicode.Scalar($0) }))
    }

    /// Adds a cell of bytes that are UTF-8, else Latin-1; the latter is noted.
    static func append(_ bytes: UnsafeBufferPointer<UInt8>, to cells: inout Texts, _ note: ForeignText) {
        if isASCII(bytes) { cells.append(utf8: bytes) } else { cells.append(decode(bytes, note)) }
    }

    static func isASCII(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        var all: UInt8 = 0
        for byte in bytes { all |= byte }
        return all < 0x80
    }

    /// Tells the user, once a column, when a text was not UTF-8.
    func tell(path: String, column: String) {
        guard wasFound else { return }
        Notice.report(
            "\(path), column '\(column)': some texts are not UTF-8 and are read as Latin-1. If they are in another "
                + "encoding, convert the file, for instance: iconv -f cp1251 -t utf-8.")
    }
}
