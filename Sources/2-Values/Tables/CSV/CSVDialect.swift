/// How a text file keeps a table: what parts its cells, where its header stands, which lines are no rows.
///
/// Inside of this folder cells are parted by commas. In a file that parts them otherwise its own separator and the comma are
/// exchanged as its bytes are read (``exchange(_:count:)``), and exchanged back in cells of text (``restore(_:)``).
struct CSVDialect {
    /// What stands between two cells.
    enum Separator: UInt8, CaseIterable {
        case comma = 0x2C
        case tab = 0x09
        case semicolon = 0x3B
        case bar = 0x7C
        /// One or more spaces or tabs; those around a row do not count.
        case blanks = 0x20

        /// In words, for messages.
        var words: String {
            switch self {
            case .comma: "comma"
            case .tab: "tab"
            case .semicolon: "semicolon"
            case .bar: "bar"
            case .blanks: "blank"
            }
        }
    }

    let separator: Separator
    /// Whether all lines that begin with `#` are comments; else only those that do not have a row's number of cells.
    let hasComments: Bool

    // Where the reading of blanks stands.
    private var isInQuotes = false
    private var isAtStart = true
    private var endsInSeparator = false

    init(_ separator: Separator = .comma, hasComments: Bool = false) {
        self.separator = separator
        self.hasComments = hasComments
    }

    private static let comma = UInt8(ascii: ",")
    private static let tab = UInt8(ascii: "\t")

    /// What the commas of the file become: where blanks part cells there are no tabs in them.
    private var stand: UInt8 { separator == .blanks ? Self.tab : separator.rawValue }

    /// Exchanges the separator and the comma in bytes of the file that follow those given before; none at its end.
    ///
    /// - Returns: how many bytes there are then: a run of blanks becomes one. −1 where the last one given before, a blank at the
    ///   end of a row, is none.
    mutating func exchange(_ bytes: UnsafeMutablePointer<UInt8>, count: Int) -> Int {
        guard separator != .comma else { return count }
        guard separator == .blanks else {
            for index in 0..<count { bytes[index] = exchanged(bytes[index]) }
            return count
        }
        var filled = 0
        if count == 0 && endsInSeparator { filled -= 1 }
        for index in 0..<count {
            let byte = bytes[index]
            if !isInQuotes && (byte == UInt8(ascii: " ") || byte == Self.tab) {
                guard !isAtStart && !endsInSeparator else { continue }
                endsInSeparator = true
                bytes[filled] = Self.comma
            } else {
                let isLineEnd = byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r")
                if isLineEnd && endsInSeparator { filled -= 1 }
                if byte == UInt8(ascii: "\"") { isInQuotes.toggle() }
                isAtStart = isLineEnd && !isInQuotes
                endsInSeparator = false
                bytes[filled] = byte == Self.comma ? stand : byte
            }
            filled += 1
        }
        if count == 0 { endsInSeparator = false }
        return filled
    }

    private func exchanged(_ byte: UInt8) -> UInt8 {
        byte == stand ? Self.comma : byte == Self.comma ? stand : byte
    }

    /// Gives a cell back what it has in the file.
    func restore(_ cell: UnsafeBufferPointer<UInt8>) {
        guard separator != .comma else { return }
        let bytes = UnsafeMutableBufferPointer(mutating: cell)
        for index in bytes.indices where bytes[index] == stand || bytes[index] == Self.comma {
            bytes[index] = exchanged(bytes[index])
        }
    }

}
