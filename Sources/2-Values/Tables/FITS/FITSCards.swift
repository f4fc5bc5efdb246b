/// The cards of a FITS header (standard 4.0, section 4), read from its bytes.
///
/// Long texts that go on in CONTINUE cards (section 4.2.1.2) are one, and names of HIERARCH cards are keywords as they stand.
struct FITSCards {
    struct Card {
        let keyword: String
        /// A text without its quotation marks and the blanks at its end; another value as it is written.
        var value: String
        let isText: Bool
        var comment: String
    }

    private var cards: [Card] = []
    /// Where the last card of each keyword stands.
    private var places: [String: Int] = [:]

    static let length = 80

    init(_ header: [UInt8]) {
        for start in stride(from: 0, through: header.count - Self.length, by: Self.length) {
            add(header[start..<start + Self.length])
        }
    }

    /// The value of a keyword; of several the last.
    subscript(keyword: String) -> String? { places[keyword].map { cards[$0].value } }

    /// The text of a keyword, without the blanks around it; nil when it is empty or not there.
    func text(_ keyword: String) -> String? {
        self[keyword].flatMap { trimmed($0).isEmpty ? nil : trimmed($0) }
    }

    func integer(_ keyword: String) -> Int64? {
        self[keyword].flatMap { Int64($0) ?? real(keyword).flatMap { Int64(exactly: $0) } }
    }

    /// A number, whose exponent may begin with D.
    func real(_ keyword: String) -> Double? {
        self[keyword].flatMap { Double($0.replacing("D", with: "E").replacing("d", with: "e")) }
    }

    private mutating func add(_ bytes: ArraySlice<UInt8>) {
        func text(_ bytes: ArraySlice<UInt8>) -> String { trimmed(String(decoding: bytes, as: UTF8.self)) }
        let start = bytes.startIndex
        let keyword = text(bytes[start..<start + 8])
        if keyword == "CONTINUE" {
            guard let last = cards.last, last.isText, last.value.hasSuffix("&") else { return }
            let more = Self.split(bytes[(start + 8)...])
            guard more.isText else { return }
            cards[cards.count - 1].value = last.value.dropLast() + more.value
            cards[cards.count - 1].comment = [last.comment, more.comment].filter { !$0.isEmpty }.joined(separator: " ")
        } else if bytes[start + 8] == UInt8(ascii: "=") {
            let parts = Self.split(bytes[(start + 9)...])
            append(Card(keyword: keyword, value: parts.value, isText: parts.isText, comment: parts.comment))
        } else if keyword == "HIERARCH", let sign = bytes[(start + 8)...].firstIndex(of: UInt8(ascii: "=")) {
            let parts = Self.split(bytes[(sign + 1)...])
            let name = text(bytes[(start + 8)..<sign])
            append(Card(keyword: name, value: parts.value, isText: parts.isText, comment: parts.comment))
        }
    }

    private mutating func append(_ card: Card) {
        places[card.keyword] = cards.count
        cards.append(card)
    }

    /// Value and comment.
    private static func split(_ bytes: ArraySlice<UInt8>) -> (value: String, isText: Bool, comment: String) {
        let (quote, slash) = (UInt8(ascii: "'"), UInt8(ascii: "/"))
        func text(_ bytes: some Collection<UInt8>) -> String { trimmed(String(decoding: bytes, as: UTF8.self)) }
        let bytes = bytes.drop { $0 == 0x20 }
        guard bytes.first == quote else {
            let end = bytes.firstIndex(of: slash) ?? bytes.endIndex
            return (text(bytes[..<end]), false, text(bytes[end...].dropFirst()))
        }
        var value: [UInt8] = []
        var index = bytes.startIndex + 1
        while index < bytes.endIndex {
            if bytes[index] == quote {
                guard index + 1 < bytes.endIndex, bytes[index + 1] == quote else { break }
                index += 1
            }
            value.append(bytes[index])
            index += 1
        }
        while value.last == 0x20 { value.removeLast() }
        let rest = bytes[index...].dropFirst().drop { $0 == 0x20 }
        return (String(decoding: value, as: UTF8.self), true, rest.first == slash ? text(rest.dropFirst()) : "")
    }

    /// Bytes of the unit's data, without what fills its last block.
    var dataSize: Int {
        func number(_ keyword: String, _ standard: Int) -> Int { self[keyword].flatMap { Int($0) } ?? standard }
        let axes = number("NAXIS", 0)
        guard axes > 0 else { return 0 }
        // Random groups have a first axis of length 0.
        let lengths = (1...min(axes, 999)).map { number("NAXIS\($0)", 0) }
        let isGroups = lengths[0] == 0 && self["GROUPS"] == "T"
        let product = lengths.dropFirst(isGroups ? 1 : 0).reduce(1) {
            $0.multipliedReportingOverflow(by: $1).partialValue
        }
        return max(0, abs(number("BITPIX", 8)) / 8 * number("GCOUNT", 1) * (number("PCOUNT", 0) + product))
    }

    /// What the header says of the table besides its columns.
    var info: TableInfo {
        func words(_ keyword: String) -> String? { self[keyword].flatMap { $0.isEmpty ? nil : $0 } }
        var info = TableInfo(name: words(FITSInfoCards.name), description: words(FITSInfoCards.description))
        for card in cards where !FITSInfoCards.isReserved(card.keyword) {
            info.add(.init(card.keyword, card.value, description: card.comment.isEmpty ? nil : card.comment))
        }
        return info
    }
}
