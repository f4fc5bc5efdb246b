internal import Files

/// A look at the cards that say how a file is laid out, before cfitsio sees them: on a number that is none, or on tiles of no
/// size, it ends the program.
struct FITSHeaderCheck {
    private let bytes: UnsafeRawBufferPointer
    private let path: String

    /// Goes through the headers of a file that is not compressed as a whole, as far as they can be followed; what follows is
    /// left to cfitsio.
    static func run(_ file: MappedFile?, path: String) throws(FITSError) {
        guard let file, file.bytes.starts(with: "SIMPLE".utf8) else { return }
        let check = FITSHeaderCheck(bytes: file.bytes, path: path)
        var start = 0
        var hdu = 0
        while let next = try check.unit(hdu, at: start), next > start {
            start = next
            hdu += 1
        }
    }

    /// Where the unit after the one at `start` begins; nil where that cannot be said.
    private func unit(_ hdu: Int, at start: Int) throws(FITSError) -> Int? {
        var place = start
        var axes: [Int: Int] = [:]
        var numbers: [String: Int] = [:]
        var coder: [String: String] = [:]
        while place + 80 <= bytes.count {
            let card = bytes[place..<place + 80]
            place += 80
            guard "BENPGTZ".utf8.contains(card[card.startIndex]) else { continue }
            let name = text(card.prefix(8))
            if name == "END" { break }
            guard card[card.startIndex + 8] == UInt8(ascii: "=") else { continue }
            let value = text(card.dropFirst(9).prefix { $0 != UInt8(ascii: "/") })
            if name.hasPrefix("ZNAME") { coder[String(name.dropFirst(5))] = value.filter { $0 != "'" && $0 != " " } }
            // cfitsio divides by the sides of tiles, and by the Rice coder's block and pixel.
            let isDivisor =
                isNumbered(name, "ZTILE")
                || name.hasPrefix("ZVAL") && ["BLOCKSIZE", "BYTEPIX"].contains(coder[String(name.dropFirst(4))] ?? "")
            // A complex value in the place of a whole number is written beyond the end of a text there.
            let isComplex = value.hasPrefix("(") && ["Z", "T", "BLANK"].contains { name.hasPrefix($0) }
            guard isLayout(name) || isDivisor || isComplex else { continue }
            guard let number = Int(value), number > 0 || !isDivisor else {
                throw FITSError(
                    file: path, hdu: hdu,
                    message: "its card \(name) = \(value) is no whole number\(isDivisor ? " of 1 or more" : "")")
            }
            numbers[name] = number
            if name.hasPrefix("NAXIS"), let axis = Int(name.dropFirst(5)) { axes[axis] = number }
        }
        guard let bits = numbers["BITPIX"], let count = numbers["NAXIS"], (0...999).contains(count) else { return nil }
        var pixels = count == 0 ? 0 : 1
        for axis in 0..<count { pixels = Self.product(pixels, axes[axis + 1] ?? 0) }
        let groups = Self.product(pixels + min(max(0, numbers["PCOUNT"] ?? 0), 1 << 50), numbers["GCOUNT"] ?? 1)
        let data = Self.product(count == 0 ? 0 : groups, abs(max(bits, -64)) / 8)
        func padded(_ size: Int) -> Int { (size + 2879) / 2880 * 2880 }
        let end = start + padded(place - start) + padded(data)
        guard end < bytes.count, bytes[end...].starts(with: "XTENSION".utf8) else { return nil }
        return end
    }

    /// A product of sizes, never above 2⁵⁰.
    private static func product(_ a: Int, _ b: Int) -> Int {
        let (product, overflow) = a.multipliedReportingOverflow(by: b)
        return overflow ? 1 << 50 : min(max(product, 0), 1 << 50)
    }

    /// BITPIX, NAXIS, NAXISn …, and those of an image inside a compressed one: ZBITPIX …
    private func isLayout(_ name: String) -> Bool {
        let inner = name.hasPrefix("Z") ? String(name.dropFirst()) : name
        return ["BITPIX", "PCOUNT", "GCOUNT", "TFIELDS"].contains(inner) || isNumbered(inner, "NAXIS")
    }

    private func isNumbered(_ name: String, _ stem: String) -> Bool {
        name.hasPrefix(stem) && name.dropFirst(stem.count).allSatisfy { "0123456789".contains($0) }
    }

    private func text(_ bytes: some Collection<UInt8>) -> String {
        let text = String(decoding: bytes, as: UTF8.self).drop { $0 == " " }
        return String(text.reversed().drop { $0 == " " }.reversed())
    }
}
