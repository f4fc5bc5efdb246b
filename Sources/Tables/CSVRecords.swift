internal import Files

/// Cuts a CSV byte stream into records; knows nothing of headers.
struct CSVRecords {
    private let reader: ByteReader
    private var input = [UInt8](repeating: 0, count: 1 << 17)
    private var next = 0
    private var end = 0
    /// Content of the current record's cells, one after the other, quoting removed.
    private var bytes: [UInt8] = []
    /// Where each cell ends in `bytes`.
    private var ends: [Int] = []

    private enum State {
        case cellStart, unquoted, quoted, quoteInQuoted
    }

    private static let comma = UInt8(ascii: ",")
    private static let quote = UInt8(ascii: "\"")
    private static let lineFeed = UInt8(ascii: "\n")
    private static let carriageReturn = UInt8(ascii: "\r")

    init(_ reader: ByteReader) {
        self.reader = reader
    }

    /// Number of cells of the current record.
    var count: Int { ends.count }

    /// Text of a cell of the current record.
    func text(_ cell: Int, row: Int) throws -> String {
        let slice = bytes[(cell == 0 ? 0 : ends[cell - 1])..<ends[cell]]
        guard let text = String(validating: slice, as: UTF8.self) else {
            throw InputError(
                file: reader.path, row: row == 0 ? nil : row, problem: "the text is not UTF-8",
                remedy: "Convert the file, for instance: iconv -f latin1 -t utf-8")
        }
        return text
    }

    /// Goes to the next record that is not an empty line. Returns false at the end; `row` is for messages.
    mutating func advance(row: Int) throws -> Bool {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        var state = State.cellStart
        while true {
            if next == end {
                let isFirst = end == 0
                end = try reader.read(into: &input)
                next = 0
                if end == 0 { return try finish(state, row: row) }
                if isFirst { try skipMark() }
            }
            let start = next
            switch state {
            case .quoted:
                while next < end && input[next] != Self.quote { next += 1 }
                bytes.append(contentsOf: input[start..<next])
                if next < end {
                    next += 1
                    state = .quoteInQuoted
                }
            case .quoteInQuoted where input[next] == Self.quote:
                bytes.append(Self.quote)
                next += 1
                state = .quoted
            case .cellStart where input[next] == Self.quote:
                next += 1
                state = .quoted
            case .cellStart, .unquoted, .quoteInQuoted:
                while next < end && !Self.isDelimiter(input[next]) { next += 1 }
                if next > start {
                    guard state != .quoteInQuoted else {
                        throw broken("there is text after the quotation mark that closes cell \(count + 1)", row)
                    }
                    bytes.append(contentsOf: input[start..<next])
                    state = .unquoted
                }
                guard next < end else { continue }
                let delimiter = input[next]
                next += 1
                if delimiter == 0 {
                    throw InputError(
                        file: reader.path, row: row == 0 ? nil : row,
                        problem: "there is a zero byte: the file is not text",
                        remedy: "Give a CSV file, or name the file by its true format")
                }
                if delimiter == Self.comma {
                    ends.append(bytes.count)
                    state = .cellStart
                } else if state != .cellStart || !ends.isEmpty {
                    ends.append(bytes.count)
                    return true
                }
            }
        }
    }

    /// Ends the last record, which may lack its line end.
    private mutating func finish(_ state: State, row: Int) throws -> Bool {
        guard state != .quoted else {
            throw broken("the quotation mark that opens cell \(count + 1) is never closed", row)
        }
        if state == .cellStart && ends.isEmpty { return false }
        ends.append(bytes.count)
        return true
    }

    /// Skips a UTF-8 byte order mark at the start of the file.
    private mutating func skipMark() throws {
        while end < 3 {
            var more = [UInt8](repeating: 0, count: 3 - end)
            let count = try reader.read(into: &more)
            if count == 0 { break }
            input.replaceSubrange(end..<(end + count), with: more[..<count])
            end += count
        }
        if end >= 3 && input[0] == 0xEF && input[1] == 0xBB && input[2] == 0xBF { next = 3 }
        if end >= 2 && (input[0] == 0xFF && input[1] == 0xFE || input[0] == 0xFE && input[1] == 0xFF) {
            throw InputError(
                file: reader.path, problem: "the text is UTF-16", remedy: "Convert it: iconv -f utf-16 -t utf-8")
        }
    }

    private func broken(_ problem: String, _ row: Int) -> InputError {
        InputError(
            file: reader.path, row: row == 0 ? nil : row, problem: problem,
            remedy: "Inside a quoted cell a quotation mark is written twice")
    }

    private static func isDelimiter(_ byte: UInt8) -> Bool {
        byte == comma || byte == lineFeed || byte == carriageReturn || byte == 0
    }
}
