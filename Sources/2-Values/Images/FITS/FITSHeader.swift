/// The cards of one header-data unit in their order, without those that only describe the array's layout when written.
public struct FITSHeader: Sendable, Equatable {
    public var cards: [FITSCard]

    public init(_ cards: [FITSCard] = []) {
        self.cards = cards
    }

    /// Value of the first card with this keyword.
    public subscript(keyword: String) -> FITSCard.Value? {
        cards.first { $0.keyword == keyword }?.value
    }

    /// The text of a string card.
    public func string(_ keyword: String) -> String? {
        if case .string(let text)? = self[keyword] { return text }
        return nil
    }

    /// The number of an integer card.
    public func integer(_ keyword: String) -> Int? {
        if case .integer(let number)? = self[keyword] { return number }
        return nil
    }

    /// The number of a real or integer card.
    public func real(_ keyword: String) -> Double? {
        switch self[keyword] {
        case .real(let number)?: number
        case .integer(let number)?: Double(number)
        default: nil
        }
    }

    /// Replaces the first card of that keyword, or appends the card.
    public mutating func set(_ card: FITSCard) {
        if let index = cards.firstIndex(where: { $0.keyword == card.keyword }) {
            cards[index] = card
        } else {
            cards.append(card)
        }
    }

    /// The header with the sky system of its file's first unit, and whatever else that says beyond it, where it has no
    /// system of its own (the INHERIT convention).
    public func inheriting(_ primary: FITSHeader) -> FITSHeader {
        func isNamed(_ header: FITSHeader) -> Bool { !(header.string("CTYPE1") ?? "").isEmpty }
        guard !isNamed(self), isNamed(primary) else { return self }
        let own = cards.filter { !$0.keyword.hasPrefix("CTYPE") }
        let keywords = Set(own.map(\.keyword))
        return FITSHeader(
            own
                + primary.cards.filter {
                    !keywords.contains($0.keyword) && !FITSHeader.isStructural($0.keyword) && $0.value != .commentary
                })
    }

    /// The header of the image inside a tile-compressed one: the cards of the table that holds it are left out, and ZBITPIX,
    /// ZNAXISn stand under their own names (FITS standard 4.0, section 10).
    var uncompressed: FITSHeader {
        FITSHeader(
            cards.compactMap { card in
                let keyword = card.keyword
                let stem = String(keyword.prefix { !$0.isNumber })
                switch stem {
                case "XTENSION", "BITPIX", "NAXIS", "PCOUNT", "GCOUNT", "TFIELDS", "TTYPE", "TFORM", "TUNIT", "TNULL",
                    "TSCAL", "TZERO", "TDISP", "TDIM", "THEAP", "ZIMAGE", "ZTENSION", "ZSIMPLE", "ZEXTEND", "ZPCOUNT",
                    "ZGCOUNT", "ZTILE", "ZCMPTYPE", "ZNAME", "ZVAL", "ZMASKCMP", "ZQUANTIZ", "ZDITHER", "ZBLANK",
                    "ZHECKSUM", "ZDATASUM", "ZSCALE", "ZZERO":
                    return nil
                case "ZBITPIX", "ZNAXIS":
                    return FITSCard(String(keyword.dropFirst()), card.value, card.comment)
                default:
                    return card
                }
            })
    }

    /// Keywords that say how the array lies in the file; the writer makes them from the image itself.
    static func isStructural(_ keyword: String) -> Bool {
        switch keyword {
        case "SIMPLE", "XTENSION", "BITPIX", "NAXIS", "EXTEND", "PCOUNT", "GCOUNT", "GROUPS", "BSCALE", "BZERO",
            "BLANK",
            "CHECKSUM", "DATASUM", "END", "CONTINUE", "LONGSTRN":
            true
        default:
            keyword.hasPrefix("NAXIS") && keyword.dropFirst(5).allSatisfy(\.isNumber)
        }
    }
}
