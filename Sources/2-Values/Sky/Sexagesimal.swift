/// Reads decimal and sexagesimal numbers.
package enum Sexagesimal {
    package enum Value: Equatable {
        case decimal(Double)
        /// Whole units (hours or degrees) and their 60th and 3600th parts, put together.
        case sexagesimal(Double)
    }

    /// - Parameters:
    ///   - text: such as `-5.25`, `-05:15:00.0`, `-05 15 00.0`, `-05d15m00.0s`, `12:30.5`.
    ///   - unit: the letter that may end the first part: `h` or `d`.
    /// - Returns: nil when the text is none of these, or minutes or seconds are not below 60.
    package static func parse(_ text: String, unit: Character) -> Value? {
        if let value = plain(text) { return .sexagesimal(value) }
        var rest = Substring(text).drop(while: { $0.isWhitespace })
        while rest.last?.isWhitespace == true { rest.removeLast() }
        var sign = 1.0
        if let first = rest.first, "+-−".contains(first) {
            sign = first == "+" ? 1 : -1
            rest.removeFirst()
        }
        guard rest.first?.isASCII == true, rest.first?.isNumber == true || rest.first == "." else { return nil }
        if let number = Double(rest), number.isFinite, !rest.contains(where: { "xXpP".contains($0) }) {
            return .decimal(sign * number)
        }
        guard let parts = split(rest.lowercased(), unit: unit), (2...3).contains(parts.count) else { return nil }
        var value = 0.0
        for (index, part) in parts.enumerated() {
            let isLast = index == parts.count - 1
            // Only the last part may have a fraction; only digits and one point are numbers here.
            guard !part.isEmpty, part.allSatisfy({ $0.isASCII && $0.isNumber || isLast && $0 == "." }),
                let number = Double(part), index == 0 || number < 60
            else { return nil }
            value += number / [1, 60, 3600][index]
        }
        return .sexagesimal(sign * value)
    }

    /// `-05:15:00.25` or `-05 15 00.25` as catalogues write it, without the detours that other spellings need; nil for
    /// those.
    private static func plain(_ text: String) -> Double? {
        var text = text
        return text.withUTF8 { bytes in
            var next = 0
            var sign = 1.0
            if let first = bytes.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
                sign = first == UInt8(ascii: "-") ? -1 : 1
                next = 1
            }
            var parts = (0.0, 0.0, 0.0)
            for part in 0..<3 {
                let start = next
                var number = 0
                while next < bytes.count, bytes[next] &- 48 < 10, next - start < 3 {
                    number = number * 10 + Int(bytes[next] &- 48)
                    next += 1
                }
                guard next > start, part == 0 || number < 60 else { return nil }
                if part == 2 {
                    var scale = 1.0
                    if next < bytes.count, bytes[next] == UInt8(ascii: ".") {
                        next += 1
                        // Up to 15 digits the quotient is the number that is nearest to the text.
                        while next < bytes.count, bytes[next] &- 48 < 10, scale < 1e12 {
                            number = number * 10 + Int(bytes[next] &- 48)
                            scale *= 10
                            next += 1
                        }
                    }
                    guard next == bytes.count else { return nil }
                    parts.2 = Double(number) / scale
                } else {
                    guard next < bytes.count, bytes[next] == UInt8(ascii: ":") || bytes[next] == UInt8(ascii: " ")
                    else { return nil }
                    if part == 0 { parts.0 = Double(number) } else { parts.1 = Double(number) }
                    next += 1
                }
            }
            return sign * (parts.0 + parts.1 / 60 + parts.2 / 3600)
        }
    }

    private static func split(_ text: String, unit: Character) -> [String]? {
        if text.contains(":") { return text.split(separator: ":", omittingEmptySubsequences: false).map(String.init) }
        guard text.contains(where: { $0 == unit || $0 == "°" }) else {
            return text.split(whereSeparator: \.isWhitespace).map(String.init)
        }
        // 12h34m56.7s: each part ends in its letter; the last letter may be left out.
        let endings: [[Character]] = [[unit, "°"], ["m", "'", "′"], ["s", "\"", "″"]]
        var parts: [String] = []
        var current = ""
        for character in text where !character.isWhitespace {
            if parts.count < 3 && endings[parts.count].contains(character) {
                parts.append(current)
                current = ""
            } else {
                current.append(character)
            }
        }
        if !current.isEmpty { parts.append(current) }
        return parts
    }
}
