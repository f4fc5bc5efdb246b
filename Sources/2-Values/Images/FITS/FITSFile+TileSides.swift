internal import Files

extension FITSFile {
    /// Looks at the sides of compressed tiles (ZTILEn) and at the Rice coder's block and pixel (ZVALn) in all headers of a file,
    /// before cfitsio opens it: it divides by them as soon as it comes to a unit, and so a 0 would end the program.
    ///
    /// Only headers are read. A file that is compressed as a whole is not looked at.
    /// - Throws: for one that is no number of 1 or more.
    static func checkTileSides(_ path: String) throws(FITSError) {
        guard let file = try? MappedFile(path), file.bytes.starts(with: "SIMPLE".utf8) else { return }
        let block = 2880
        var hdu = 0
        var start = 0
        while start + block <= file.bytes.count {
            var size = Size()
            var card = start
            var isEnded = false
            var divisors: [(keyword: String, value: String)] = []
            var names: [String: String] = [:]
            while !isEnded, card + 80 <= file.bytes.count {
                let text = String(decoding: file.bytes[card..<card + 80], as: UTF8.self)
                isEnded = text.hasPrefix("END     ")
                card += 80
                guard let value = Size.value(text) else { continue }
                let keyword = String(text.prefix(8).prefix { $0 != " " })
                if keyword.hasPrefix("ZTILE") || keyword.hasPrefix("ZVAL") { divisors.append((keyword, value)) }
                if keyword.hasPrefix("ZNAME") { names["ZVAL" + keyword.dropFirst(5)] = value }
                size.take(keyword, value)
            }
            for (keyword, value) in divisors where keyword.hasPrefix("ZTILE") || names[keyword].map(isOfRice) == true {
                guard !(1...1e9).contains(Double(value) ?? 0) else { continue }
                throw FITSError(
                    file: path, hdu: hdu,
                    message: "\(keyword) = \(value) cannot be; its pixels could not be decompressed")
            }
            guard isEnded, let bytes = size.bytes else { return }
            start += (card - start + block - 1) / block * block + (bytes + block - 1) / block * block
            hdu += 1
        }
    }

    private static func isOfRice(_ name: String) -> Bool { ["BLOCKSIZE", "BYTEPIX"].contains(name.uppercased()) }

    /// How many bytes follow on a header (FITS standard 4.0, section 4.4.1).
    private struct Size {
        private var numbers: [String: Int] = [:]

        /// The first word of a card's value, without quotes; nil where it has none.
        static func value(_ card: String) -> String? {
            guard card.dropFirst(8).hasPrefix("=") else { return nil }
            return card.dropFirst(9).split { $0 == " " || $0 == "'" || $0 == "/" }.first.map(String.init) ?? ""
        }

        mutating func take(_ keyword: String, _ value: String) {
            guard keyword.hasPrefix("NAXIS") || ["BITPIX", "PCOUNT", "GCOUNT"].contains(keyword),
                numbers[keyword] == nil,
                let number = Int(value)
            else { return }
            numbers[keyword] = number
        }

        /// Nil when the header says nothing sound, or more than a file can hold.
        var bytes: Int? {
            guard let type = numbers["BITPIX"], [8, 16, 32, 64, -32, -64].contains(type), let axes = numbers["NAXIS"],
                (0...999).contains(axes)
            else { return nil }
            if axes == 0 { return 0 }
            var count = 1
            for axis in 1...axes {
                guard let length = numbers["NAXIS\(axis)"], length >= 0,
                    case (let product, let isTooLarge) = count.multipliedReportingOverflow(by: length), !isTooLarge,
                    product < 1 << 50
                else { return nil }
                count = product
            }
            let more = numbers["PCOUNT"] ?? 0
            guard (0..<1 << 50).contains(more), numbers["GCOUNT"] ?? 1 == 1 else { return nil }
            return (count + more) * abs(type) / 8
        }
    }
}
