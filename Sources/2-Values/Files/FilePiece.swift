internal import Glibc

/// A stretch of bytes in a file: one picture among the thousands that a tar archive holds, or a whole file.
///
/// As text it is `PATH#OFFSET+COUNT`, for instance `cutouts-00000.tar#1536+8123`; a text without such an ending is the
/// path of a whole file.
///
/// ```swift
/// let jpeg = try FilePiece("cutouts-00000.tar#1536+8123").read()
/// ```
public struct FilePiece: Sendable, Hashable, CustomStringConvertible {
    /// Path of the file.
    public let path: String
    /// First byte, from 0.
    public let offset: Int
    /// Number of bytes; nil is the whole file.
    public let count: Int?

    /// The whole file at `path`.
    public init(path: String) {
        self.path = path
        offset = 0
        count = nil
    }

    /// A part of the file at `path`; neither number is negative.
    public init(path: String, offset: Int, count: Int) {
        precondition(offset >= 0 && count >= 0, "no piece of a file starts at \(offset) and has \(count) bytes")
        self.path = path
        self.offset = offset
        self.count = count
    }

    /// Reads `PATH#OFFSET+COUNT`, or the path of a whole file.
    public init(_ text: String) {
        let bytes = text.utf8
        func digits(before end: String.Index) -> (start: String.Index, value: Int)? {
            var start = end
            while start > bytes.startIndex, case let previous = bytes.index(before: start),
                UInt8(ascii: "0")...UInt8(ascii: "9") ~= bytes[previous]
            {
                start = previous
            }
            return Int(text[start..<end]).map { (start, $0) }
        }
        func mark(_ mark: Character, before end: String.Index) -> String.Index? {
            guard end > text.startIndex else { return nil }
            let place = text.index(before: end)
            return text[place] == mark ? place : nil
        }
        guard let count = digits(before: text.endIndex), let plus = mark("+", before: count.start),
            let offset = digits(before: plus), let hash = mark("#", before: offset.start)
        else {
            self.init(path: text)
            return
        }
        self.init(path: String(text[..<hash]), offset: offset.value, count: count.value)
    }

    /// `PATH#OFFSET+COUNT`, or only the path for a whole file.
    public var description: String { count.map { "\(path)#\(offset)+\($0)" } ?? path }

    /// The same piece with its path relative to `directory`, where the file lies in or below it.
    public func relative(to directory: String) -> FilePiece {
        let prefix = directory.hasSuffix("/") ? directory : directory + "/"
        guard path.hasPrefix(prefix) else { return self }
        // A directory may be written with a slash at its end, or two.
        let rest = String(path.dropFirst(prefix.count).drop { $0 == "/" })
        return count.map { FilePiece(path: rest, offset: offset, count: $0) } ?? FilePiece(path: rest)
    }

    /// The bytes, as they lie on the disk.
    ///
    /// Files of which parts are read stay open between calls (at most ``openFiles``), so that a piece costs two system
    /// calls. Any number of threads may read at once.
    ///
    /// - Throws: ``InputError`` when the file cannot be read or ends before the piece does.
    public func read() throws -> [UInt8] {
        guard let count else { return try Self.whole(path) }
        let file = try OpenFile.cached(path)
        guard offset <= file.size, count <= file.size - offset else { throw isCutOff(size: file.size) }
        return try file.bytes(at: offset, count: count)
    }

    /// The error of a file that ends before the piece does.
    func isCutOff(size: Int) -> InputError {
        InputError(
            file: path,
            problem: "the file has \(size) bytes; the piece of \(count ?? 0) at \(offset) goes beyond its end",
            remedy: "The file was cut short or replaced: make it again")
    }

    /// How many files at most are kept open between calls of ``read()``.
    public static let openFiles = 64

    private static func whole(_ path: String) throws -> [UInt8] {
        let file = try OpenFile(path)
        return try file.bytes(at: 0, count: file.size)
    }
}
